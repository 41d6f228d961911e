// `kmsan-dev fuzz-reports`: the report tools against hostile logs.

import ArgumentParser
import CommandSupport
import Dispatch
import Foundation
import HostSystem
import ReportFuzzing
import Synchronization

struct FuzzReportsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz-reports",
    abstract: "Try the parser and the documents of reports on hostile logs.",
    discussion: """
      Each log is made from its seed: reports cut, interleaved, without lines, with noise, with \
      overlong lines, with names that attack a terminal or a browser. A log fails when reading it \
      depends on where its pieces end, when a limit is passed, or when a byte of it leaves its \
      place in a document. Exit code 3 when one fails; a crash ends the command with its signal.
      """)

  @Option(help: "How many logs.")
  var count = 1_000_000
  @Option(help: "The seed of the first; the next ones follow.")
  var seed: UInt64 = 1
  @Option(help: "How many at once; without it, one on each processor.")
  var jobs: Int?
  @Option(help: ArgumentHelp("Keep the logs that fail in this folder.", valueName: "folder"))
  var keep: String?
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard count > 0, jobs ?? 1 > 0 else {
      throw ValidationError("--count and --jobs take positive numbers")
    }
  }

  func run() async throws {
    try await runCommand { [self] in
      let (progress, count) = (common.progress, count)
      let start = ContinuousClock.now
      let flag = CancellationFlag()
      let (seed, jobs) = (seed, jobs ?? ProcessInfo.processInfo.activeProcessorCount)
      let run = await withTaskCancellationHandler {
        // With less urgency than the queue that signals come in on, which it would keep out.
        await withCheckedContinuation { continuation in
          DispatchQueue.global(qos: .utility).async {
            let run = FuzzRun(seed: seed, count: count, jobs: jobs) { finished in
              progress.status("\(finished) of \(count) logs")
              return !flag.isSet.load(ordering: .relaxed)
            }
            continuation.resume(returning: run)
          }
        }
      } onCancel: {
        flag.isSet.store(true, ordering: .relaxed)
      }
      for failure in run.failures {
        emit("seed \(failure.seed): \(failure.words)\n")
        if let keep {
          try Files.makeDirectory(keep)
          try Files.write(failure.log, to: "\(keep)/\(failure.seed).log")
        }
      }
      let time = ContinuousClock.now - start
      emit(
        "\(run.count) logs from seed \(seed): \(run.failures.count) failed, "
          + "\(time.forPeople), peak memory \(PeakMemory.megabytes) MB\n")
      return run.failures.isEmpty ? .clean : .buildOrBootFailed
    }
  }
}

/// Whether a command was told to stop.
private final class CancellationFlag: Sendable {
  let isSet = Atomic(false)
}
