// `kmsan triage`: runs and reports in a SQLite file. This file holds the group and what its
// subcommands share.

import ArgumentParser
import CommandSupport
import HostSystem
import ReportDocuments
import Triage

struct TriageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "triage",
    abstract: "Keep runs and reports in a file: new, known, fixed, flaky.",
    discussion: """
      A run is what is added at once. A report is `new` when only the newest run has it, `known` \
      when every run since its first one has it, `fixed` when it is gone since some run, and \
      `flaky` when a run between its first and its last one lacks it.
      """,
    subcommands: [
      Add.self, List.self, Show.self, Search.self, Runs.self, Diff.self, Baseline.self,
      Suppress.self,
    ])
}

/// Where the store is.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The file with runs and reports.", valueName: "file"), completion: .file())
  var database = "kmsan.sqlite"

  /// Opens the store, which must be there.
  func open() throws -> TriageStore { try TriageStore(path: database, creates: false) }
}

/// The formats of lists.
enum ListFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, sarif, junit, html
}

/// Writes rows, or the reports behind them.
struct RowWriter {
  let store: TriageStore
  let output: OutputOptions

  func write(_ rows: [TriageRow], _ format: ListFormat) throws {
    switch format {
    case .text:
      try output.write(rows.map { TriageText.line($0, output.style) + "\n" }.joined())
    default: try write(try store.entries(rows), format)
    }
  }

  func write(_ entries: [ReportEntry], _ format: ListFormat) throws {
    let context = DocumentContext(toolVersion: toolVersion, logs: [store.path])
    switch format {
    case .text: try output.write(entries.map { TriageText.line($0, output.style) + "\n" }.joined())
    case .json: try output.write(JSONDocument(entries, context: context).text())
    case .sarif: try output.write(SARIFDocument(entries, context: context).text())
    case .junit: try output.write(JUnitDocument(entries, context: context).text)
    case .html: try output.write(HTMLDocument(entries, context: context).text())
    }
  }
}
