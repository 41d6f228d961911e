// Every log of the corpus against the golden of its JSON, which has everything that is known of a report,
// and eight logs against goldens in every format. A golden holds the whole output; of pages, the style and the
// script, which are the same in all of them, are left out.

import Foundation
import KMSANReport
import ReportDocuments
import TestSupport
import Testing

/// The logs of the corpus, by name.
let corpus: [String] =
  (try? Repository.files(below: "Tests/KMSANReportTests/Corpus", extensions: ["log"])) ?? []

/// The bytes of a log of the corpus.
func corpusBytes(_ path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(filePath: Repository.path(path))))
}

/// The reports of bytes that come in pieces.
func scan(_ bytes: [UInt8], pieces size: Int = .max) -> [Report] {
  var scanner = LogScanner()
  var reports: [Report] = []
  var start = 0
  while start < bytes.count {
    let end = start + min(size, bytes.count - start)
    scanner.scan(bytes.span.extracting(start..<end)) { reports.append($0) }
    start = end
  }
  scanner.finish { reports.append($0) }
  return reports
}

@Suite("Corpus") struct CorpusTests {
  enum Format: String, CaseIterable {
    case text, plain, json, sarif, junit, html
  }

  /// The logs whose documents have the most different lines between them.
  static let shownInEveryFormat: Set = [
    "031-two-processors-at-once",
    "048-old-call-trace",
    "055-freebsd-program-counter",
    "059-freebsd-panic",
    "079-shadow-and-fields",
    "080-shadow-that-makes-no-sense",
    "081-linux-symbolized-with-operations",
    "082-bits-of-a-value",
  ]

  @Test("there are at least sixty numbered logs")
  func size() {
    let numbers = corpus.compactMap { path in
      path.split(separator: "/").last.flatMap { Int($0.prefix(3)) }
    }
    #expect(numbers.count >= 60)
    #expect(numbers == Array(1...max(numbers.count, 1)), "numbers without gaps")
  }

  @Test("the logs of every format are there")
  func everyFormat() {
    let names = corpus.map { $0.split(separator: "/").last?.dropLast(".log".count) ?? "" }
    #expect(Self.shownInEveryFormat.isSubset(of: Set(names.map(String.init))))
  }

  @Test("documents are as the goldens have them", arguments: corpus)
  func goldens(path: String) throws {
    let name = try #require(path.split(separator: "/").last).dropLast(".log".count)
    var collection = ReportCollection()
    for report in scan(try corpusBytes(path)) { collection.add(report, log: "\(name).log") }
    let formats = Self.shownInEveryFormat.contains(String(name)) ? Format.allCases : [.json]
    for format in formats {
      let text = try render(collection, format, log: "\(name).log")
      try expectGolden(
        text, at: "Tests/KMSANReportTests/Goldens/\(name).\(format.rawValue).golden")
    }
  }

  private func render(
    _ collection: ReportCollection, _ format: Format, log: String
  ) throws -> String {
    let entries = collection.unique.map { ReportEntry($0) }
    let context = DocumentContext(toolVersion: "0.0.0", logs: [log])
    switch format {
    case .text:
      let renderer = TerminalText(style: TerminalStyle(isColoured: false))
      return collection.unique.map { renderer.text($0) }.joined(separator: "\n")
        + renderer.summary(collection) + "\n"
    case .plain: return collection.unique.map(\.report.linuxText).joined()
    case .json: return try JSONDocument(entries, context: context).text()
    case .sarif: return try SARIFDocument(entries, context: context).text()
    case .junit: return JUnitDocument(entries, context: context).text
    case .html:
      return try HTMLDocument(entries, context: context).text()
        .replacing(/(?s)<style>.*?<\/style>/, with: "<style></style>")
        .replacing(/(?s)<script>.*?<\/script>/, with: "<script></script>")
        .replacing(/sha256-[\w+\/=]+/, with: "sha256-…")
    }
  }

  @Test("reports do not depend on where the pieces of a log end", arguments: corpus)
  func pieces(path: String) throws {
    let bytes = try corpusBytes(path)
    let whole = scan(bytes)
    for size in [1, 2, 7, 64, 1000] {
      #expect(scan(bytes, pieces: size) == whole, "pieces of \(size) bytes")
    }
  }

  @Test("what the plain format prints is read back as the same report", arguments: corpus)
  func roundTrip(path: String) throws {
    for report in scan(try corpusBytes(path)) where report.dialect == .linux {
      // Hidden characters are printed as numbers.
      guard report.damages.isEmpty, !report.linuxText.contains("\\u{") else { continue }
      let again = ReportParser.reports(in: report.linuxText)
      let first = try #require(again.first)
      #expect(again.count == 1)
      #expect(Fingerprint(of: first) == Fingerprint(of: report))
      #expect(first.origins.map(\.stack.count) == report.origins.map(\.stack.count))
      #expect(first.use.count == report.use.count && first.bytes == report.bytes)
    }
  }
}
