// `kmsan report`: console logs to reports that people and machines can use.

import ArgumentParser
import CommandSupport
import Foundation
import HostSystem
import KMSANReport
import ReportDocuments
import Symbolization
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
      colours or the prefixes of a system log. Reports with the same fingerprint are shown once. \
      With --vmlinux, frames get sources and variables their fields.

      Exit codes: 0 without reports, 2 with reports.
      """)

  @Argument(
    help: "Logs: files, directories, or - for standard input.", completion: .file())
  var logs: [String] = []

  @Option(
    help: "The format: text, plain (as Linux prints it), json, sarif, junit or html.")
  var format: ReportFormat?

  @Flag(help: "Write the whole log, with sources behind its frames.")
  var symbolize = false

  @Flag(help: "Make a page and open it in a browser.")
  var open = false

  @Option(help: ArgumentHelp("Show only this kind, such as uninit-value.", valueName: "kind"))
  var kind: [String] = []

  @Option(
    help: ArgumentHelp(
      "Show only the report whose fingerprint starts so.", valueName: "digits"))
  var fingerprint: String?

  @Option(help: "Frames of each stack in the format text.")
  var frames = 4

  @OptionGroup var symbols: SymbolOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard frames > 0 else { throw ValidationError("--frames takes a positive number") }
    if symbolize, symbols.vmlinux == nil { throw ValidationError("--symbolize needs --vmlinux") }
    if symbolize, format != nil || open {
      throw ValidationError("--symbolize writes a log: it takes neither --format nor --open")
    }
    if open, format != nil, format != .html {
      throw ValidationError("--open shows a page: --format must be html, or be left out")
    }
  }

  func run() async throws {
    try await runCommand { [self] in
      let reader = try LogReader(logs.isEmpty ? ["-"] : logs)
      if symbolize { return try await filter(reader) }
      var collection = try reader.collect(progress: common.progress)
      // Fingerprints of bare addresses are known when the functions are.
      collection.filter { isWanted($0) || symbols.vmlinux != nil && $0.report.hasBareAddresses }
      collection.update(
        try await symbols.symbolized(collection.unique.map(\.report), progress: common.progress))
      collection.filter(isWanted)
      if open {
        try await show(collection, logs: reader.paths.map(LogReader.name))
      } else {
        try write(collection, logs: reader.paths.map(LogReader.name))
      }
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
    switch format ?? .text {
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

  /// Writes the page to a file that stays, and opens it.
  private func show(_ collection: ReportCollection, logs: [String]) async throws {
    let entries = collection.unique.map { ReportEntry($0) }
    let context = DocumentContext(toolVersion: toolVersion, logs: logs)
    let folder = FileManager.default.temporaryDirectory
    let path =
      output.path
      ?? folder.appending(path: "kmsan-report-\(UUID().uuidString.prefix(8)).html").path(
        percentEncoded: false)
    try Files.write(HTMLDocument(entries, context: context).text(), to: path)
    common.progress.note("the page is \(path)")
    try await Browser.open(path)
  }

  private func filter(_ reader: LogReader) async throws -> CommandStatus {
    var text = ""
    for path in reader.paths {
      var bytes: [UInt8] = []
      try Files.readChunks(path) { chunk in
        for index in chunk.indices { bytes.append(chunk[index]) }
      }
      text += String(decoding: bytes, as: UTF8.self)
    }
    let reports = ReportParser.reports(in: text)
    guard let images = try symbols.images(for: reports, progress: common.progress) else {
      return .clean
    }
    let filter = LogFilter(images: images, sourceFolders: symbols.source)
    try output.write(try await filter.filter(text))
    return reports.isEmpty ? .clean : .reportsFound
  }
}
