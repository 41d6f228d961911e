// `kmsan triage list|show|search|runs`: questions to the store.

import ArgumentParser
import CommandSupport
import Foundation
import HostSystem
import KMSANReport
import ReportDocuments
import Triage

extension TriageState: ExpressibleByArgument {}

extension TriageCommand {
  /// `kmsan triage list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List reports.")

    @Option(help: "Only these: new, known, fixed or flaky.")
    var state: [TriageState] = []
    @Flag(help: "List suppressed reports, too.")
    var all = false
    @OptionGroup var list: ListOptions

    func run() async throws {
      try await runCommand { [self] in
        var filter = TriageFilter()
        filter.states = state
        filter.includesSuppressed = all
        try list.write(filter)
        return .clean
      }
    }
  }

  /// `kmsan triage search`.
  struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Find reports by words: functions, files, variables, kinds.")

    @Argument(help: "Words; each stands for all words that start with it.")
    var words: [String]
    @OptionGroup var list: ListOptions

    func run() async throws {
      try await runCommand { [self] in
        var filter = TriageFilter()
        filter.words = words
        filter.includesSuppressed = true
        try list.write(filter)
        return .clean
      }
    }
  }

  /// `kmsan triage show`.
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show a report in full.")

    @Argument(help: "The start of its fingerprint.")
    var fingerprint: String
    @Option(help: "Frames of each stack.")
    var frames = 20
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      try await runCommand { [self] in
        let file = try store.open()
        var filter = TriageFilter()
        filter.fingerprint = fingerprint
        filter.includesSuppressed = true
        let entries = try file.entries(try file.list(filter))
        guard !entries.isEmpty else { throw NoSuchReport(fingerprint: fingerprint) }
        let renderer = TerminalText(style: output.style, framesMax: frames)
        try output.write(entries.map { renderer.text($0.unique) }.joined(separator: "\n"))
        return .clean
      }
    }
  }

  /// `kmsan triage runs`.
  struct Runs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the runs.")

    @OptionGroup var store: StoreOptions

    func run() async throws {
      try await runCommand { [self] in
        for run in try store.open().runs() { emit(TriageText.line(run) + "\n") }
        return .clean
      }
    }
  }
}

/// Options of commands that list reports.
struct ListOptions: ParsableArguments {
  @Option(help: "How many at most.")
  var limit = 100
  @Option(help: "The format: text, json, sarif, junit or html.")
  var format = ListFormat.text
  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit takes a positive number") }
  }

  /// Writes what the filter lets through, up to the limit.
  func write(_ filter: TriageFilter) throws {
    let file = try store.open()
    var filter = filter
    filter.limit = limit
    try RowWriter(store: file, output: output).write(try file.list(filter), format)
  }
}

/// No report has the fingerprint.
private struct NoSuchReport: ExplainedError {
  let fingerprint: String
  var problem: String { "No report has a fingerprint that starts with '\(fingerprint)'" }
  var remedy: String? { "`kmsan triage list --all` shows them." }
}
