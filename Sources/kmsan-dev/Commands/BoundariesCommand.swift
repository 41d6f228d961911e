// `kmsan-dev boundaries`: no false report where uninstrumented code calls instrumented code, or is called.

import ArgumentParser
import CommandSupport
import Differential
import HostSystem
import HostedRun
import KernelCompilation

struct BoundariesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boundaries",
    abstract: "Call between instrumented and other code in all ways, and count what is reported.",
    discussion: """
      Each case has a caller, a function that is called, what is passed, how, what happens in \
      between, and a value that is initialized or not; what must be reported follows from these. \
      The same programs are built with our pass and with clang's own. Columns: false reports; \
      planted bugs that were missed; programs that computed something else or broke; then the false \
      reports and the misses that Docs/Boundaries.md documents: what no code of the pass can \
      prevent. Ends with code 3 when ours has a false report, a miss or a broken \
      program.
      """)

  @Option(help: "Number of cases.")
  var count: UInt64 = 2000

  @Option(help: "What decides about all cases.")
  var seed: UInt64 = 1

  @Option(name: .customLong("case"), help: "Only the case with this number.")
  var number: UInt64?

  @Option(
    name: .customLong("parameter-checks"),
    help: "Whether callers check the arguments that a correct program always initializes.")
  var parameterChecks = ParameterChecks.on

  @Option(help: "Where programs that fail are kept, reduced.", completion: .directory)
  var keep = "boundary-failures"

  @Option(help: "How many failures are reduced and kept, one of each kind.")
  var reduce = 8

  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await runCommand {
      let numbers = number.map { $0..<$0 + 1 } ?? 0..<count
      var suite = BoundarySuite(
        seed: seed, numbers: numbers, failureDirectory: keep, project: try ProjectFiles())
      suite.reductionsMax = reduce
      suite.checksParameters = parameterChecks == .on
      let progress = common.progress
      progress.note("seed \(seed), cases \(numbers.lowerBound) to \(numbers.upperBound - 1)")
      let summary = try await suite.run {
        progress.status("\($0) of \(numbers.count) cases")
      }
      emit(summary.text)
      if !summary.reductions.isEmpty { progress.note("The programs are kept in \(keep).") }
      return summary.isSuccess ? .clean : .buildOrBootFailed
    }
  }
}

/// The two modes of clang's -fsanitize-memory-param-retval.
enum ParameterChecks: String, CaseIterable, ExpressibleByArgument {
  case on, off
}
