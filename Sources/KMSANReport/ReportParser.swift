// Console text to reports, line by line, as it comes from a serial port or a file.
// It does not identify or symbolize reports. A report that is cut off (by a panic, a reset, or the
// end of the text) is delivered with what was there and marked as damaged.

/// A streaming parser: feed it lines, take reports.
///
/// Reports of several tasks or processors may be open at once when the kernel names the callers of
/// printk; each line goes to the report of its caller.
public struct ReportParser: Sendable {
  /// A report that swallows more foreign lines than this was cut off.
  static let foreignLinesMax = 200
  /// A report that gets none of this many lines was cut off.
  private static let silentLinesMax = 1000
  /// More reports are not open at once; the oldest one was cut off.
  private static let openReportsMax = 64

  private var open: [OpenReport] = []
  private var stacks = StackCache()
  /// The number of the line that is being read, counted from 1.
  private var lineNumber = 0

  public init() {}

  /// Whether a report has begun and not yet ended.
  public var isInReport: Bool { !open.isEmpty }

  /// Takes one line without its line feed. Returns the reports that the line ends.
  public mutating func consume(_ rawLine: some StringProtocol) -> [Report] {
    let bytes = Array(rawLine.utf8)
    return consume(raw: bytes.span)
  }

  /// Takes one line whose prefixes are off already; `raw` is what the report keeps of it.
  public mutating func consume(_ line: ConsoleLine) -> [Report] {
    // The text has no prefixes: the facts come from the line.
    let text = Array(line.text.utf8)
    return consume(LineFacts(line), text.span, raw: text.span)
  }

  /// Notes that lines without a report's header were skipped. No report may be open.
  mutating func skipLines(_ count: Int) { lineNumber += count }

  /// Notes that the next line of a report is longer than any that belongs to one.
  private mutating func markLongLine(_ line: LineFacts) {
    if let index = index(of: line.caller) { open[index].report.mark(.longLine) }
  }

  /// Takes one line without its line feed; `isLong` says whether it was cut.
  mutating func consume(raw: Span<UInt8>, isLong: Bool = false) -> [Report] {
    let hasReturn = raw.count > 0 && raw[raw.count - 1] == UInt8(ascii: "\r")
    let kept = raw.extracting(0..<(hasReturn ? raw.count - 1 : raw.count))
    return ConsoleLine.withText(of: raw) { line, text in
      if isLong { markLongLine(line) }
      return consume(line, text, raw: kept)
    }
  }

  private mutating func consume(
    _ line: LineFacts, _ text: Span<UInt8>, raw: Span<UInt8>
  ) -> [Report] {
    lineNumber += 1
    var ended = endSilentReports()
    if let header = ReportHeader(text) {
      if let index = index(of: line.caller), open[index].takeRepeatedHeader(header, raw) {
        return ended
      }
      ended += begin(header, line, raw)
      return ended
    }
    while let index = index(of: line.caller) {
      let isBehindEnd = open[index].awaitsHeader
      guard isBehindEnd || open[index].take(line, text, raw, &stacks) else { break }
      ended.append(close(index))
      if !isBehindEnd { break }
    }
    return ended
  }

  /// Ends the text. Returns the reports that were still open, the oldest first.
  public mutating func finish() -> [Report] {
    var ended: [Report] = []
    while !open.isEmpty { ended.append(close(0)) }
    return ended
  }

  /// All reports of a whole text.
  public static func reports(in text: some StringProtocol) -> [Report] {
    var scanner = LogScanner()
    var reports: [Report] = []
    let bytes = Array(text.utf8)
    scanner.scan(bytes.span) { reports.append($0) }
    scanner.finish { reports.append($0) }
    return reports
  }
}

// MARK: - Open reports

extension ReportParser {
  /// The report that a line of a caller belongs to: the youngest of that caller, or the youngest of
  /// all where the line or the report does not name one.
  private func index(of caller: PrintkCaller?) -> Int? {
    guard let caller else { return open.indices.last }
    // In place: a closure would be handed a copy of each report.
    for index in open.indices.reversed() {
      let other = open[index].caller
      if other == nil || other == caller { return index }
    }
    return nil
  }

  /// Ends a report. `byHeader` says whether the header of another one does.
  private mutating func close(_ index: Int, byHeader: Bool = false) -> Report {
    let report = open[index].finish(byHeader: byHeader, &stacks)
    open.remove(at: index)
    return report
  }

  /// Opens a report. Returns the reports that this cuts off.
  private mutating func begin(
    _ header: ReportHeader, _ line: LineFacts, _ raw: Span<UInt8>
  ) -> [Report] {
    var cutOff: [Report] = []
    if let index = index(of: line.caller) {
      cutOff.append(close(index, byHeader: true))
    }
    if open.count == ReportParser.openReportsMax { cutOff.append(close(0)) }
    open.append(OpenReport(header, line, number: lineNumber, raw: raw))
    return cutOff
  }

  /// Ends the reports that other lines have long since gone past.
  private mutating func endSilentReports() -> [Report] {
    var ended: [Report] = []
    var index = 0
    while index < open.count {
      open[index].linesSinceOwn += 1
      if open[index].linesSinceOwn > ReportParser.silentLinesMax {
        ended.append(close(index))
      } else {
        index += 1
      }
    }
    return ended
  }
}
