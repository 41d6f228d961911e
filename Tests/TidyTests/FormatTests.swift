// The formatting of every Swift file, judged by swift-format in its strict mode.

import TestSupport
import Testing

@Suite("Format") struct FormatTests {
  @Test("swift format lint --strict has nothing to say")
  func lint() async throws {
    let root = Repository.root.path(percentEncoded: false)
    let result = try await runCommand(
      "swift",
      ["format", "lint", "--strict", "--recursive", "--parallel"]
        + ["--configuration", "\(root).swift-format"]
        + ["Package.swift", "Kernel", "Sources", "Tests"].map { root + $0 })
    #expect(
      result.status == 0,
      """
      \(result.error.replacing(root, with: ""))
      To repair what can be repaired: swift format -i --recursive Package.swift Kernel Sources Tests
      """)
  }
}
