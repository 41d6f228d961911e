// The reference kernel, built, booted and judged by all that it says.

import Foundation
import ReferenceKernel
import TestSupport
import Testing

@Suite(.tags(.needsKernel), .leftOutByCheck) struct ReferenceKernelTests {
  private func boot(_ arguments: [String]) async throws -> CommandResult {
    try await runCommand(Products.path("kmsan"), ["boot", "--quiet"] + arguments)
  }

  @Test(arguments: [1, 2, 4])
  func everyCaseMakesItsReportsAndNoOthers(processors: Int) async throws {
    let result = try await boot(["--ktap", "--processors", "\(processors)"])
    #expect(result.status == 0, "\(result.output)\(result.error)")
    #expect(!result.output.contains("not ok"), "\(result.output)")
    let passed = try #require(result.output.firstMatch(of: #/# (\d+) passed, 0 failed/#))
    #expect(Int(passed.1) ?? 0 >= 120)
  }

  @Test func oneCaseShowsItsConsole() async throws {
    let result = try await boot(["--case", "kmsan9"])
    #expect(result.status == 0, "\(result.error)")
    #expect(result.output.matches(of: #/BUG: KMSAN/#).count == 4)
    #expect(result.output.contains("Tests/KernelCases/manual/kmsan9.c:"))
    #expect(result.error.contains("1 passed, 0 failed"))
  }

  @Test func aNameWithoutCasesIsRefused() async throws {
    let result = try await boot(["--case", "nothing"])
    #expect(result.status == 1 && result.error.contains("There is no case or family nothing"))
  }

  @Test func withoutQEMUThePackageIsNamed() async throws {
    let image = try await boot(["--case", "kmsan9", "--build-only"])
    #expect(image.status == 0)
    // What is built already needs no tools.
    let result = try await runCommand(
      "env", ["PATH=/nowhere", Products.path("kmsan"), "boot", "--quiet", "--case", "kmsan9"])
    #expect(result.status == 1)
    #expect(result.error.contains("Debian package qemu-system-x86"), "\(result.error)")
  }

  /// Mistakes that a kernel cannot go on after, and what it must say. On a busy machine all goes
  /// slowly, so that only those that the watchdog ends shorten its time.
  private static let mistakes = [
    ("provoke=panic", "panic: provoked"),
    ("provoke=null-pointer", "panic: page fault: a null pointer"),
    ("provoke=unmapped", "panic: page fault: shadow or origins of memory that is not mapped"),
    ("provoke=user-pointer", "panic: page fault: user memory without a copy function"),
    ("provoke=stack-overflow", "panic: the stack of the thread is full"),
    ("provoke=mute-disk", "devices: no answer in 1 s; the device of kind 2 is not used any more"),
    ("provoke=hang watchdog=6", "panic: the watchdog: nothing went on for a time"),
    ("provoke=deaf watchdog=6", "panic: the watchdog: "),
  ]

  @Test(arguments: mistakes)
  func aMistakeEndsWithItsMessageAndTheState(options: String, message: String) async throws {
    let result = try await boot(
      ["--case", "kmsan9", "--"] + options.split(separator: " ").map { String($0) })
    #expect(result.status == 255)
    #expect(result.output.contains(message), "\(result.output)")
    #expect(result.output.contains("processor 0, thread "), "\(result.output)")
    #expect(result.output.contains("processor 1, thread "), "\(result.output)")
  }

  /// No other processor looks on.
  @Test func interruptsWithoutEndEndTheKernel() async throws {
    let result = try await boot(
      ["--case", "kmsan9", "--processors", "1", "--", "provoke=storm", "watchdog=6"])
    #expect(result.status == 255)
    #expect(result.output.contains("panic: the watchdog: interrupts without end"))
  }

  @Test func aMachineWithoutDevicesBootsAndSaysWhatItLacks() async throws {
    let refused = try await boot(
      ["--no-devices", "--case", "kmsan9", "--", "provoke=mute-disk"])
    #expect(refused.output.contains("devices: none"))
    #expect(refused.output.contains("devices: this machine has no disk; QEMU gives it one"))
  }

  @Test func aHangEndsAtTheTimeLimitWithTheLastLines() async throws {
    let result = try await boot(
      ["--case", "kmsan9", "--time-limit", "20", "--", "provoke=hang", "watchdog=1000"])
    #expect(result.status == 124)
    #expect(result.error.contains("the time limit of 20 s passed"))
    #expect(result.error.contains("The last lines of the kernel:\n"), "\(result.error)")
    #expect(result.error.contains("processors: 2"), "\(result.error)")
  }

  @Test(arguments: ["colour=red", "debug.kmsan.reports_max=many"])
  func anUnknownOptionIsRefused(option: String) async throws {
    let result = try await boot(["--case", "kmsan9", "--", option])
    #expect(result.status == 3)
    #expect(result.output.contains("Unknown boot option"))
    // The verdicts do not hide why there are none.
    let verdicts = try await boot(["--ktap", "--case", "kmsan9", "--", option])
    #expect(verdicts.status == 3 && verdicts.output.isEmpty)
    #expect(verdicts.error.contains("Unknown boot option"))
  }

  @Test func contradictionsAreRefused() async throws {
    for arguments in [
      ["--soak", "5", "--ktap"], ["--load", "5", "--case", "kmsan9"],
      ["--soak", "1", "--load", "1"],
      ["--time-limit", "0"], ["--time-limit", "nan"], ["--soak", "0"], ["--load", "0"],
      ["--seed", "3"], ["--soak", "5", "--processors", "2"],
    ] {
      #expect(try await boot(arguments).status == 64, "\(arguments)")
    }
    let endless = try await boot(["--time-limit", "inf", "--case", "kmsan9"])
    #expect(endless.status == 0, "\(endless.error)")
    let short = try await boot(["--soak", "900000", "--time-limit", "2"])
    #expect(short.status == 124, "\(short.error)")
  }

  @Test func randomInterleavingsChangeNothing() async throws {
    let result = try await boot(["--soak", "2000", "--seed", "7"])
    #expect(result.status == 0, "\(result.output)\(result.error)")
    #expect(result.output.contains("soak: seed 7, 2000 interleavings, "))
  }

  @Test func underLoadEveryCounterBalances() async throws {
    let result = try await boot(["--load", "5"])
    #expect(result.status == 0, "\(result.output)\(result.error)")
    #expect(result.output.contains("load: 0 unbalanced counters, "))
  }

  @Test func theBenchmarkComparesThreeKernels() async throws {
    let result = try await runCommand(
      Products.path("kmsan-dev"),
      ["bench", "kernel", "--quiet", "--operations", "20", "--format", "json"])
    #expect(result.status == 0, "\(result.error)")
    let table = try JSONDecoder().decode(KernelCostTable.self, from: Data(result.output.utf8))
    #expect(table.rows.count >= 4)
    let inlined = try #require(table.slowdown(.fastPath))
    #expect(try #require(table.slowdown(.calls)) > inlined && inlined > 1, "\(table.text)")
  }

  @Test func theSysctlMakesAReportEndTheKernel() async throws {
    let result = try await boot(["--case", "kmsan9", "--", "debug.kmsan.panic_on_violation=1"])
    #expect(result.status == 255)
    #expect(result.output.contains("panic: KMSAN found a use of uninitialized memory"))
    #expect(result.output.matches(of: #/BUG: KMSAN/#).count == 1)
  }
}
