// Boot options that contradict each other: `kmsan boot` refuses them before the boot, the kernel at boot.

import Foundation
import ReferenceKernel
import TestSupport
import Testing

@Suite(.tags(.needsKernel), .leftOutByCheck) struct BootOptionTests {
  /// Words that cannot stand together, and a part of the message.
  static let contradictions: [(options: String, message: String)] = [
    ("metadata=linear metadata=on-demand", "metadata=linear and metadata=on-demand: only one"),
    ("page-array=covered page-array=dummy", "page-array=covered and page-array=dummy: only one"),
    ("watchdog=4 watchdog=5", "watchdog=4 and watchdog=5: only one"),
    ("provoke=panic provoke=hang", "provoke=panic and provoke=hang: only one"),
    (
      "debug.kmsan.reports_max=4 debug.kmsan.reports_max=5",
      "debug.kmsan.reports_max=4 and debug.kmsan.reports_max=5: only one"
    ),
    ("load=1 bench=2", "load=1 and bench=2: each runs instead of the self-test"),
    ("soak=1,5 load=1", "soak=1,5 and load=1: each runs instead of the self-test"),
    ("soak=1,5 bench=1", "soak=1,5 and bench=1: each runs instead"),
    ("provoke=panic soak=1,5", "provoke=panic and soak=1,5: each runs instead"),
    ("provoke=panic load=1", "provoke=panic and load=1: each runs instead"),
    ("bench=1 provoke=panic", "bench=1 and provoke=panic: each runs instead"),
    ("print=memory load=1", "print=memory and load=1: memory is printed after the self-test"),
    ("bench=1 print=memory", "bench=1 and print=memory: memory is printed after the self-test"),
    (
      "debug.kmsan.panic_on_violation=1 debug.kmsan.reports_max=2",
      "debug.kmsan.panic_on_violation=1 and debug.kmsan.reports_max=2: the first report ends"
    ),
    (
      "debug.kmsan.period_seconds=2 debug.kmsan.panic_on_violation=1",
      "debug.kmsan.period_seconds=2 and debug.kmsan.panic_on_violation=1: the first report ends"
    ),
    ("debug.kmsan.period_seconds=2", "debug.kmsan.period_seconds=2 needs debug.kmsan.reports_max"),
    (
      "debug.kmsan.period_seconds=2 debug.kmsan.reports_max=0",
      "debug.kmsan.period_seconds=2 needs debug.kmsan.reports_max"
    ),
  ]

  @Test(arguments: contradictions)
  func contradictionsAreRefusedBeforeTheBoot(options: String, message: String) throws {
    #expect {
      try check(options)
    } throws: { "\($0)".contains(message) }
  }

  private func check(_ options: String, processors: Int = 1, flagOfCases: String? = nil) throws {
    try BootOptionCheck.expectAgreement(
      of: options.split(separator: " ").map { String($0) }, processors: processors,
      flagOfCases: flagOfCases)
  }

  /// All that go together, twice the same, and sysctls that are off.
  @Test(arguments: [
    "metadata=on-demand page-array=covered watchdog=5 print=memory debug.kmsan.reports_max=9"
      + " debug.kmsan.period_seconds=9 debug.kmsan.report_always=1",
    "metadata=linear page-array=dummy provoke=hang watchdog=6 debug.kmsan.panic_on_violation=1",
    "metadata=linear metadata=linear", "print=memory print=memory",
    "debug.kmsan.panic_on_violation=1 debug.kmsan.reports_max=0 debug.kmsan.period_seconds=0",
    "debug.kmsan.panic_on_violation=0 debug.kmsan.reports_max=5",
    "virtio_mmio.device=512@0xfeb00000:5 virtio_mmio.device=512@0xfeb00200:6",
  ])
  func whatGoesTogetherIsNotRefused(options: String) throws { try check(options) }

  @Test func theMachineAndFlagsCount() throws {
    #expect(throws: BootOptionError.self) { try check("soak=1,5", processors: 2) }
    #expect(throws: BootOptionError.self) { try check("bench=5", flagOfCases: "--ktap") }
    try check("soak=1,5", processors: 1)
    try check("provoke=panic", flagOfCases: "--case")
  }

  @Test func theCommandEndsBeforeTheBoot() async throws {
    for arguments in [["--soak", "5", "--", "load=1"], ["--", "soak=1,5"]] {
      let result = try await runCommand(Products.path("kmsan"), ["boot", "--quiet"] + arguments)
      #expect(result.status == 64 && result.output.isEmpty, "\(result.output)")
      #expect(result.error.contains("Contradicting boot options: "), "\(result.error)")
    }
  }

  /// The kernel by itself, as it boots in any other way.
  @Test func theKernelRefusesByItself() async throws {
    let built = try await runCommand(
      Products.path("kmsan"), ["boot", "--quiet", "--case", "kmsan9", "--build-only"])
    let image = built.output.trimmingCharacters(in: .whitespacesAndNewlines)
    let long = (0..<200).map { "watchdog=\($0)" }.joined(separator: " ")
    let refused = [
      ("soak=1,5", "soak= runs on one processor, and there are 2"),
      ("soak=1,0", "Unknown boot option or value: soak=1,0; the value is SEED,COUNT"),
      ("watchdog=0", "Unknown boot option or value: watchdog=0; the value is SECONDS"),
      ("metadata=none", "Unknown boot option or value: metadata=none; the value is linear or"),
      ("metadata", "Unknown boot option: metadata"),
      (long, "The boot command line is too long"),
    ]
    for (options, message) in refused + Self.contradictions.suffix(5) {
      var boot = KernelBoot(image: image)
      boot.arguments = [options]
      let result = try await boot.run()
      #expect(result.outcome == .refused, "\(options): \(result.console)")
      #expect(result.console.contains(message), "\(result.console)")
    }
  }
}
