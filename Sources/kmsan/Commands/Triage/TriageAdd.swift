// `kmsan triage add`: logs into the store.

import ArgumentParser
import CommandSupport
import Foundation
import HostSystem
import KMSANReport
import Triage

extension TriageCommand {
  /// `kmsan triage add`.
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a run: the reports of logs.",
      discussion: """
        All logs make one run; with --run-per-log, each makes one, named after its file. A run is \
        added as a whole or not at all.

        Exit codes: 0 when nothing was new, 2 when something was.
        """)

    @Argument(
      help: "Logs: files, directories, or - for standard input.", completion: .file())
    var logs: [String]

    @Option(help: ArgumentHelp("The run's name; without it, the time.", valueName: "name"))
    var run: String?

    @Flag(help: "Make each log a run of its own.")
    var runPerLog = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var symbols: SymbolOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      if runPerLog, run != nil { throw ValidationError("--run-per-log names the runs itself") }
    }

    func run() async throws {
      try await runCommand { [self] in
        let reader = try LogReader(logs)
        let file = try TriageStore(path: store.database, creates: true)
        let groups =
          runPerLog
          ? reader.paths.map { (LogReader.name($0), [$0]) }
          : [(run ?? Date().formatted(.iso8601), reader.paths)]
        var new = 0
        for (number, (name, paths)) in groups.enumerated() {
          common.progress.status("run \(number + 1) of \(groups.count): \(name)")
          var collection = try LogReader(paths).collect(progress: common.progress)
          collection.update(
            try await symbols.symbolized(
              collection.unique.map(\.report), progress: common.progress))
          let summary = try file.add(run: name, collection, logCount: paths.count)
          new += summary.new
          emit(visible(summary.text) + "\n")
        }
        return new == 0 ? .clean : .reportsFound
      }
    }
  }
}
