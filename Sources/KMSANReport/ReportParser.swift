// Console text to reports, line by line, as it comes from a serial port or a file.
// It does not identify or symbolize reports. A report that is cut off (by a panic, a reset, or the
// end of the text) is delivered with what was there and marked as truncated.

/// A streaming parser: feed it lines, take reports.
public struct ReportParser: Sendable {
  /// A report that swallows more foreign lines than this was cut off.
  private static let foreignLinesMax = 200

  private enum Section: Sendable {
    case use
    case origin
    case details
    case between
  }

  private struct OpenReport: Sendable {
    var report: Report
    var section = Section.use
    var caller: String?
    var foreignLines = 0
  }

  private var open: OpenReport?
  private var lineNumber = 0

  public init() {}

  /// Whether a report has begun and not yet ended.
  public var isInReport: Bool { open != nil }

  /// Takes one line without its line feed. Returns a report when the line ends one.
  public mutating func consume(_ rawLine: some StringProtocol) -> Report? {
    consume(ConsoleLine(rawLine))
  }

  /// Takes one line whose prefixes are off already.
  public mutating func consume(_ line: ConsoleLine) -> Report? {
    lineNumber += 1
    if let header = header(of: line.text) {
      let cutOff = finish()
      var report = header
      report.timeNanoseconds = line.timeNanoseconds
      open = OpenReport(report: report, caller: line.caller)
      return cutOff
    }
    guard var current = open else { return nil }
    // Another task or processor printed in between.
    if let caller = line.caller, let own = current.caller, caller != own { return nil }
    if ReportParser.isRuler(line.text) {
      open = nil
      return current.report
    }
    if line.text.hasPrefix("Kernel panic - not syncing") { return finish() }
    ReportParser.add(line.text, to: &current)
    open = current
    return current.foreignLines > ReportParser.foreignLinesMax ? finish() : nil
  }

  /// Ends the text. Returns the report that was still open, marked as truncated.
  public mutating func finish() -> Report? {
    guard var report = open?.report else { return nil }
    open = nil
    report.isTruncated = true
    return report
  }

  /// All reports of a whole text.
  public static func reports(in text: some StringProtocol) -> [Report] {
    var parser = ReportParser()
    var reports: [Report] = []
    // Not `\n` alone: Swift sees CR LF as one character.
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if let report = parser.consume(line) { reports.append(report) }
    }
    if let report = parser.finish() { reports.append(report) }
    return reports
  }
}

// MARK: - Lines

extension ReportParser {
  private static let headerMark = "BUG: KMSAN:"

  /// A ruler of at least twenty `=`.
  static func isRuler(_ text: String) -> Bool {
    text.utf8.count >= 20 && text.utf8.allSatisfy { $0 == UInt8(ascii: "=") }
  }

  private func header(of text: String) -> Report? {
    guard text.hasPrefix(ReportParser.headerMark) else { return nil }
    let rest = text.dropFirst(ReportParser.headerMark.count)
    let words = rest.split(separator: " ", maxSplits: 2)
    guard words.count == 3, words[1] == "in" else {
      return Report(title: String(rest), function: StackFrame(function: "?"), line: lineNumber)
    }
    let function = StackFrame(words[2]) ?? StackFrame(function: String(words[2]))
    return Report(title: String(words[0]), function: function, line: lineNumber)
  }

  private static func add(_ text: String, to current: inout OpenReport) {
    if text.isEmpty {
      if current.section != .details { current.section = .between }
      return
    }
    if let kind = originKind(of: text) {
      current.report.origins.append(OriginStep(kind: kind))
      current.section = .origin
    } else if text == "(stack is not available)" {
      return
    } else if text.hasPrefix("<Zero or more stacks not recorded") {
      if let last = current.report.origins.indices.last {
        current.report.origins[last].omitsStacks = true
      }
    } else if addDetail(text, to: &current.report) {
      current.section = .details
    } else if text.hasPrefix(" "), current.section == .use || current.section == .origin,
      let frame = StackFrame(text)
    {
      addFrame(frame, to: &current)
    } else if current.section == .details {
      current.report.additions.append(text)
      current.foreignLines += 1
    } else {
      current.foreignLines += 1
    }
  }

  private static func addFrame(_ frame: StackFrame, to current: inout OpenReport) {
    if current.section == .use {
      current.report.use.append(frame)
    } else if let last = current.report.origins.indices.last {
      current.report.origins[last].stack.append(frame)
    }
  }

  private static func originKind(of text: String) -> OriginStep.Kind? {
    if text == "Uninit was stored to memory at:" { return .stored }
    if text == "Uninit was created at:" { return .created }
    let (start, end) = ("Local variable ", " created at:")
    guard text.hasPrefix(start), text.hasSuffix(end), text.count > start.count + end.count else {
      return nil
    }
    return .local(name: String(text.dropFirst(start.count).dropLast(end.count)))
  }

  /// Takes a line that describes the access or the task. Returns whether it was one.
  private static func addDetail(_ text: String, to report: inout Report) -> Bool {
    let words = text.split(separator: " ")
    if text.hasPrefix("Byte"), let range = byteRange(words) {
      report.bytes = range
    } else if text.hasPrefix("Memory access of size "), words.count == 8 {
      report.accessSize = Int(words[4])
      report.accessAddress = UInt64(hexadecimal: words[7])
    } else if text.hasPrefix("Data copied to user address "), words.count == 6 {
      report.userAddress = UInt64(hexadecimal: words[5])
    } else if text.hasPrefix("Memory type: ") {
      report.memoryType = String(text.dropFirst("Memory type: ".count))
    } else if text.hasPrefix("Check: ") {
      report.check = String(text.dropFirst("Check: ".count))
    } else if text.hasPrefix("Invalid call: ") {
      report.additions.append(text)
    } else if text.hasPrefix("CPU: "), text.contains(" Comm: ") {
      report.task = String(text.dropFirst("CPU: ".count))
    } else if text.hasPrefix("Hardware name: ") {
      report.hardware = String(text.dropFirst("Hardware name: ".count))
    } else {
      return text.hasPrefix("Tainted: ") || text.hasPrefix("Workqueue: ")
    }
    return true
  }

  /// `Bytes 4-7 of 16 are uninitialized`, `Byte 3 of 4 is uninitialized`.
  private static func byteRange(_ words: [Substring]) -> ByteRange? {
    guard words.count == 6, words[2] == "of", words[5] == "uninitialized",
      let size = Int(words[3])
    else { return nil }
    let ends = words[1].split(separator: "-").map { Int($0) }
    guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2 else {
      return nil
    }
    return ByteRange(first: first, last: last, size: size)
  }
}
