// `kmsan report`: console logs to reports that people and machines can use.

import ArgumentParser
import Foundation
import HostSystem
import KMSANReport
import ReportDocuments
import Triage

/// The formats of reports.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case text, plain, json, sarif, junit, html
}

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Find the reports in console logs; deduplicate, symbolize and render them.",
    discussion: """
      Reads consoles of Linux, FreeBSD, NetBSD and of `kmsan run`, with time stamps, callers, \
      colours or the prefixes of a system log. Reports with the same fingerprint are shown once.

      Exit codes: 0 without reports, 2 with reports.
      """)

  @Argument(
    help: "Logs: files, directories, or - for standard input.", completion: .file())
  var logs: [String] = []

  @Option(help: "The format: text, plain (as Linux prints it), json, sarif, junit or html.")
  var format = ReportFormat.text

  @Option(help: ArgumentHelp("Show only this kind, such as uninit-value.", valueName: "kind"))
  var kind: [String] = []

  @Option(
    help: ArgumentHelp(
      "Show only the report whose fingerprint starts so.", valueName: "digits"))
  var fingerprint: String?

  @Option(help: "Frames of each stack in the format text.")
  var frames = 4

  @OptionGroup var output: OutputOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard frames > 0 else { throw ValidationError("--frames takes a positive number") }
  }

  func run() async throws {
    try await runCommand { [self] in
      let reader = try LogReader(logs.isEmpty ? ["-"] : logs)
      var collection = try reader.collect(progress: common.progress)
      collection.filter(isWanted)
      try write(collection, logs: reader.paths.map(LogReader.name))
      return collection.count == 0 ? .clean : .reportsFound
    }
  }

  private func isWanted(_ unique: UniqueReport) -> Bool {
    (kind.isEmpty || kind.contains(unique.report.title))
      && fingerprint.map { unique.fingerprint.description.hasPrefix($0.lowercased()) } ?? true
  }

  private func write(_ collection: ReportCollection, logs: [String]) throws {
    let entries = collection.unique.map { ReportEntry($0) }
    let context = DocumentContext(toolVersion: toolVersion, logs: logs)
    switch format {
    case .text:
      let renderer = TerminalText(style: output.style, framesMax: frames)
      try output.write(collection.unique.map { renderer.text($0) }.joined(separator: "\n"))
      common.progress.note(renderer.summary(collection))
    case .plain: try output.write(collection.unique.map(\.report.linuxText).joined())
    case .json: try output.write(JSONDocument(entries, context: context).text())
    case .sarif: try output.write(SARIFDocument(entries, context: context).text())
    case .junit: try output.write(JUnitDocument(entries, context: context).text)
    case .html: try output.write(HTMLDocument(entries, context: context).text())
    }
  }
}
