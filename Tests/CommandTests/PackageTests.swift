// The Debian package in a fresh Debian 12. `make test` makes the package before the tests run: a test could not,
// as the package manager that runs it also makes the manual pages.

import Foundation
import TestSupport
import Testing

@Suite(.tags(.needsKernel, .long), .leftOutByCheck) struct PackageTests {
  private static let package = ProcessInfo.processInfo.environment["KMSAN_PACKAGE"]

  @Test(.enabled(if: package != nil, "KMSAN_PACKAGE names no package"))
  func theCommandsWorkWhereItIsInstalled() async throws {
    let package = try #require(Self.package)
    let result = try await runCommand(Repository.path("Scripts/test-package"), [package])
    // 77: this machine cannot make a fresh Debian, as without root.
    if result.status == 77 { return print(result.error) }
    #expect(result.status == 0, "\(result.output)\(result.error)")
    #expect(result.output.split(separator: "\n").count { $0.hasPrefix("ok: ") } >= 7)
  }
}
