// `kmsan-dev csmith`: random programs behave as without the pass, and planted bugs are found.

import ArgumentParser
import CommandSupport
import Differential
import Foundation
import HostSystem
import HostedRun
import KernelCompilation

struct CsmithCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "csmith",
    abstract: "Compare random programs with and without the pass, and plant bugs in them.",
    discussion: """
      Each program is compiled at -O0, -O1 and -O2, plain and with the pass: both must print the \
      same checksum, and there must be no report. Then bugs are planted in it, and it is compiled \
      with our pass and with clang's own on the same runtime. Ends with code 3 when a program \
      behaves differently, or when LLVM's pass finds more.
      """)

  @Option(help: "Number of programs.")
  var count: UInt64 = 500

  @Option(help: "The seed of the first program; the others follow.")
  var firstSeed: UInt64 = 1

  @Option(help: "A level of optimization, 0, 1 or 2; may be repeated. All three by default.")
  var level: [String] = []

  @Option(help: "The pass on trial: ours, or stock to test the harness.")
  var pass = PassChoice.ours

  @Flag(help: "Plant no bugs.")
  var onlyCorrect = false

  @Option(help: "Where programs that fail are kept.", completion: .directory)
  var keep = "csmith-failures"

  @OptionGroup var common: CommonOptions

  func validate() throws {
    for level in level where !optimizationLevels.contains(level) {
      throw ValidationError("--level takes 0, 1 or 2, not '\(level)'")
    }
  }

  func run() async throws {
    try await runCommand {
      var suite = CsmithSuite(
        seeds: firstSeed..<firstSeed + count, failureDirectory: keep, project: try ProjectFiles())
      suite.subject = pass
      suite.plantsBugs = !onlyCorrect
      if !level.isEmpty { suite.levels = level }
      let progress = common.progress
      progress.note("seeds \(firstSeed) to \(firstSeed + count - 1)")
      var finished = 0
      var failures = 0
      let summary = try await suite.run { result in
        finished += 1
        failures += result.failures.count
        progress.status("\(finished) of \(count) programs, \(failures) failures")
      }
      emit(summary.text)
      if !summary.isSuccess { progress.note("The programs are kept in \(keep).") }
      return summary.isSuccess ? .clean : .buildOrBootFailed
    }
  }
}
