// The reference kernel, built, booted and judged by all that it says.

import Foundation
import ReferenceKernel
import TestSupport
import Testing

@Suite struct ReferenceKernelTests {
  /// The console without what a change elsewhere moves: offsets, addresses of the stack, the frames
  /// below a case.
  private func plain(_ console: String) -> String {
    let harness = #/ (?:specialized .*SelfTest\.run|thread_main |thread_begin ).*\n(?: {3,}.*\n)*/#
    return console.replacing(#/\+0x[0-9a-f]+/0x[0-9a-f]+/#, with: "")
      .replacing(harness, with: "")
      .replacing(#/starts at [0-9a-f]+/#, with: "starts at N")
      .replacing(#/CPU: \d/#, with: "CPU: N")
      .replacing(#/, at 0x400[0-9a-f]+/#, with: ", at N")
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

  /// Mistakes that a kernel cannot go on after, and what it must say.
  private static let mistakes = [
    ("panic", "panic: provoked"),
    ("null-pointer", "panic: page fault: a null pointer"),
    ("unmapped", "panic: page fault: shadow or origins of memory that is not mapped"),
    ("user-pointer", "panic: page fault: user memory without a copy function"),
    ("stack-overflow", "panic: the stack of the thread is full"),
    ("hang", "panic: the watchdog: nothing went on for a time"),
    ("deaf", "panic: the watchdog: "),
  ]

  @Test(arguments: mistakes)
  func aMistakeEndsWithItsMessageAndTheState(mistake: String, message: String) async throws {
    let result = try await runCommand(
      Products.path("kmsan"), ["boot", "--quiet", "--", "provoke=\(mistake)", "watchdog=3"])
    #expect(result.status == 255)
    #expect(result.output.contains(message), "\(result.output)")
    #expect(result.output.contains("processor 0, thread "), "\(result.output)")
    #expect(result.output.contains("processor 1, thread "), "\(result.output)")
  }

  @Test(arguments: ["colour=red", "debug.kmsan.reports_max=many", "test=nothing"])
  func anUnknownOptionIsRefused(option: String) async throws {
    let result = try await runCommand(Products.path("kmsan"), ["boot", "--quiet", "--", option])
    #expect(result.status == 3)
    #expect(result.output.contains("Unknown boot option") || result.output.contains("no case"))
  }

  @Test func randomInterleavingsChangeNothing() async throws {
    let result = try await runCommand(
      Products.path("kmsan"), ["boot", "--quiet", "--soak", "2000", "--seed", "7"])
    #expect(result.status == 0, "\(result.output)\(result.error)")
    #expect(result.output.contains("soak: seed 7, 2000 interleavings, "))
  }

  @Test func underLoadEveryCounterBalances() async throws {
    let result = try await runCommand(
      Products.path("kmsan"), ["boot", "--quiet", "--load", "5"])
    #expect(result.status == 0, "\(result.output)\(result.error)")
    #expect(result.output.contains("load: 0 unbalanced counters, "))
  }

  @Test func theFastPathMakesTheKernelAtMostThreeTimesAsSlow() async throws {
    let result = try await runCommand(
      Products.path("kmsan"),
      ["bench", "kernel", "--quiet", "--operations", "200", "--format", "json"])
    #expect(result.status == 0, "\(result.error)")
    let table = try JSONDecoder().decode(KernelCostTable.self, from: Data(result.output.utf8))
    #expect(table.rows.count >= 4)
    #expect(try #require(table.slowdown(.fastPath)) <= 3, "\(table.text)")
    #expect(try #require(table.slowdown(.calls)) > 1)
  }

  @Test func theSysctlMakesAReportEndTheKernel() async throws {
    let result = try await runCommand(
      Products.path("kmsan"), ["boot", "--quiet", "--", "debug.kmsan.panic_on_violation=1"])
    #expect(result.status == 255)
    #expect(result.output.contains("panic: KMSAN found a use of uninitialized memory"))
    #expect(result.output.matches(of: #/BUG: KMSAN/#).count == 1)
  }
}
