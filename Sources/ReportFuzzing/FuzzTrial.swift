// What must hold for every log, whatever its bytes: limits, agreement of ways to read it, documents
// that nothing in the log broke out of.

import KMSANReport
import ReportDocuments

/// One log and what it broke.
public struct FuzzFailure: Sendable {
  public let seed: UInt64
  public let words: String
  public let log: [UInt8]
}

/// Tries logs.
public struct FuzzTrial: Sendable {
  public init() {}

  /// Makes the log of a seed and checks what must hold; nil when it does. Cost: under a millisecond.
  public func run(seed: UInt64) -> FuzzFailure? {
    var generator = LogGenerator(seed: seed)
    let log = generator.log()
    return problem(log, seed: seed).map { FuzzFailure(seed: seed, words: $0, log: log) }
  }

  /// What is wrong with the reading of a log; nil when nothing is. The seed decides in which pieces it is read.
  package func problem(_ log: [UInt8], seed: UInt64) -> String? {
    let reports = FuzzTrial.scan(log, pieces: .max)
    if FuzzTrial.scan(log, pieces: 1 + Int(seed % 97)) != reports {
      return "the reports depend on where the pieces end"
    }
    let lines = log.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    if reports.count > lines { return "more reports than lines" }
    var collection = ReportCollection()
    for report in reports {
      if let problem = FuzzTrial.problem(report, lines: lines) { return problem }
      collection.add(report, log: "fuzz <log>")
    }
    return FuzzTrial.problem(collection)
  }

  private static func scan(_ log: [UInt8], pieces size: Int) -> [Report] {
    var scanner = LogScanner()
    var reports: [Report] = []
    var start = 0
    while start < log.count {
      let end = start + min(size, log.count - start)
      scanner.scan(log.span.extracting(start..<end)) { reports.append($0) }
      start = end
    }
    scanner.finish { reports.append($0) }
    return reports
  }

  private static func problem(_ report: Report, lines: Int) -> String? {
    if report.line < 1 || report.line > lines { return "a report at line \(report.line)" }
    // Each invalid byte of the limit may become three of a replacement character.
    if report.raw.utf8.count > 3 * Report.rawBytesMax + 3 { return "raw text beyond its limit" }
    if report.additions.count > 220 { return "\(report.additions.count) additions" }
    if Fingerprint(Fingerprint(of: report).description) == nil { return "a bad fingerprint" }
    return nil
  }

  private static func problem(_ collection: ReportCollection) -> String? {
    let entries = collection.unique.map { ReportEntry($0) }
    let context = DocumentContext(toolVersion: "0", logs: ["fuzz <log>"])
    let plain = collection.unique.map(\.report.linuxText).joined()
    let text = collection.unique.map {
      TerminalText(style: TerminalStyle(isColoured: false)).text($0)
    }.joined()
    for document in [plain, text] {
      if let code = document.utf8.first(where: { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 }) {
        return "control code \(code) in text"
      }
    }
    do {
      let page = try HTMLDocument(entries, context: context).text()
      if let problem = MarkupCheck.problem(in: page) { return "HTML: \(problem)" }
      _ = try JSONDocument(entries, context: context).text()
      _ = try SARIFDocument(entries, context: context).text()
    } catch {
      return "a document could not be made: \(error)"
    }
    return MarkupCheck.problem(inXML: JUnitDocument(entries, context: context).text)
  }
}
