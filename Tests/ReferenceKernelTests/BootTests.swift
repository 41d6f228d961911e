// The reference kernel, built, booted and judged by all that it says.

import Foundation
import TestSupport
import Testing

@Suite struct BootTests {
  /// The console without what a change of any function moves: offsets, and addresses of the stack.
  private func plain(_ console: String) -> String {
    console.replacing(#/\+0x[0-9a-f]+/0x[0-9a-f]+/#, with: "")
      .replacing(#/starts at [0-9a-f]+/#, with: "starts at N")
      .replacing(#/CPU: \d/#, with: "CPU: N")
      .replacing(#/, \d+ MB of them free/#, with: "")
      .replacing(Repository.root.path(percentEncoded: false), with: "")
  }

  @Test func theSelfTestMakesItsReportsAndNoOthers() async throws {
    let result = try await runCommand(Products.path("kmsan"), ["boot", "--quiet"])
    #expect(result.status == 0, "\(result.error)")
    try expectGolden(plain(result.output), at: "Tests/ReferenceKernelTests/self-test.txt")
  }

  @Test func tooLittleMemoryIsRefusedWithTheAmountNeeded() async throws {
    let result = try await runCommand(
      Products.path("kmsan"), ["boot", "--quiet", "--memory", "16"])
    #expect(result.status == 3)
    #expect(result.output.contains("There is too little memory: 16 MB."), "\(result.output)")
    #expect(result.output.contains(#/it needs \d+ MB in all\./#))
  }
}
