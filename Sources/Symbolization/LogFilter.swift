// A whole log with sources behind its frames, in place of Linux's scripts/decode_stacktrace.sh. Every
// line stays. Inlined functions get lines of their own above their caller, marked [inline]; in front of the
// line about the task, reports get what debug information says of the operation and the bytes.

import HostSystem
import KMSANReport

/// Adds to a log what the debug information knows.
public struct LogFilter: Sendable {
  private let images: KernelImages
  private let sourceFolders: [String]
  private let excerptFolders: [String]
  private let directory: String?

  /// - Parameters:
  ///   - sourceFolders: files below them are named by their path from there.
  ///   - excerptFolders: where sources are; the first frame of each stack then shows its line.
  ///   - directory: files below it are named by their path from there.
  public init(
    images: KernelImages, sourceFolders: [String] = [], excerptFolders: [String] = [],
    directory: String? = nil
  ) {
    self.images = images
    self.sourceFolders = sourceFolders
    self.excerptFolders = excerptFolders
    self.directory = directory.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
  }

  /// The log with sources, a line feed behind each line. All of it is held in memory.
  public func filter(_ text: String) async throws -> String {
    // By bytes: for Swift, a carriage return and a line feed are one character.
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { LogLine(Substring($0)) }
    // Each different frame once, as a report of its own; then the reports themselves.
    var unique: [String: Int] = [:]
    var questions: [Report] = []
    for frame in lines.lazy.compactMap(\.frame) where unique[frame.symbol] == nil {
      unique[frame.symbol] = questions.count
      var report = Report(title: "", function: frame, line: 1)
      report.use = [frame]
      questions.append(report)
    }
    let reports = ReportParser.reports(in: text)
    let symbolizer = ReportSymbolizer(images: images, sourceFolders: sourceFolders)
    let answers = try await symbolizer.symbolize(questions + reports)
    var writer = LogWriter(
      excerpts: excerptFolders.isEmpty
        ? nil : SourceExcerpts(files: SourceFiles(folders: excerptFolders)),
      directory: directory)
    let additions = LogFilter.additions(
      lines, zip(reports, answers.dropFirst(questions.count)).map { ($0, $1) })
    for (index, line) in lines.enumerated() {
      for addition in additions[index] ?? [] { writer.add(addition) }
      let answer = line.frame.flatMap { unique[$0.symbol] }.map { answers[$0].use }
      writer.write(line, answer ?? [])
    }
    if lines.last?.raw.isEmpty == true { writer.text.removeLast() }
    return writer.text
  }

  /// What reports gain, by the index of the line that it stands before.
  private static func additions(
    _ lines: [LogLine], _ reports: [(report: Report, symbolized: Report)]
  ) -> [Int: [String]] {
    let headers = Dictionary(
      reports.map { ($0.report.line - 1, $0) }, uniquingKeysWith: { first, _ in first })
    var open: [String?: [String]] = [:]
    var result: [Int: [String]] = [:]
    for (index, line) in lines.enumerated() {
      if let (report, symbolized) = headers[index] {
        // What the log has already is not said again.
        let known = Set(report.symbolicLines)
        open[line.caller] = symbolized.symbolicLines.filter { !known.contains($0) }
      } else if line.isTask, let new = open.removeValue(forKey: line.caller), !new.isEmpty {
        // In front of the blank line; behind a stack, with one of its own.
        let isSpaced = index > 0 && lines[index - 1].text.isEmpty
        let place = isSpaced ? index - 1 : index
        let block = isSpaced && place > 0 && lines[place - 1].endsStack ? [""] + new : new
        result[place] = block.map { line.prefix + $0 }
      }
    }
    return result
  }
}

/// A line of a log, and what it is.
private struct LogLine {
  let raw: Substring
  let text: String
  let caller: String?
  /// The frame that the line is, or that a header has an address of; nil for other lines, and where
  /// it has a source already.
  let frame: StackFrame?
  let isHeader: Bool

  init(_ raw: Substring) {
    self.raw = raw
    let line = ConsoleLine(raw)
    text = line.text
    caller = line.caller
    isHeader = text.hasPrefix(LogLine.headerMark)
    let frame: StackFrame? =
      if isHeader {
        LogLine.addressInHeader(text)
      } else if text.hasPrefix(" ") || text.hasPrefix("#") {
        StackFrame(text)
      } else {
        nil
      }
    guard let frame, frame.location == nil,
      frame.offset != nil || frame.address != nil || frame.bareAddress != nil
    else {
      self.frame = nil
      return
    }
    self.frame = frame
  }

  private static let headerMark = "BUG: KMSAN: "

  /// The bare address that a header names in place of a function.
  private static func addressInHeader(_ text: String) -> StackFrame? {
    let words = text.dropFirst(headerMark.count).split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[1].hasPrefix("in "),
      let frame = StackFrame(words[1].dropFirst(3)),
      frame.bareAddress != nil
    else { return nil }
    return frame
  }

  /// Whether it is the line about the task, with which a report's text ends.
  var isTask: Bool { text.hasPrefix("CPU: ") && text.contains(" Comm: ") }

  var endsStack: Bool {
    text == "(stack is not available)" || text.hasPrefix(" ") && !text.hasPrefix("  ")
  }

  /// What stands in front of the text: a time, a caller.
  var prefix: Substring {
    let plain = raw.hasSuffix("\r") ? raw.dropLast() : raw
    return plain[..<(plain.firstRange(of: text)?.lowerBound ?? plain.startIndex)]
  }
}

/// Writes a log anew.
private struct LogWriter {
  var text = ""
  private var excerpts: SourceExcerpts?
  private let directory: String?
  private var isBehindFrame = false

  init(excerpts: SourceExcerpts?, directory: String?) {
    self.excerpts = excerpts
    self.directory = directory
  }

  mutating func add(_ line: String) { text += line + "\n" }

  /// Writes a line; a frame with what symbolization answered.
  mutating func write(_ line: LogLine, _ answer: [StackFrame]) {
    defer { isBehindFrame = line.frame != nil && !line.isHeader }
    guard let frame = line.frame, let outer = answer.last,
      outer.function != frame.function || answer.contains(where: { $0.location != nil })
    else {
      text += line.raw + "\n"
      return
    }
    let end = line.raw.hasSuffix("\r") ? "\r\n" : "\n"
    let plain = line.raw.hasSuffix("\r") ? line.raw.dropLast() : line.raw
    let start = LogWriter.start(of: frame, in: plain)
    if line.isHeader {
      text += "\(plain[..<start])\(outer.symbol)\(end)"
      return
    }
    for (number, part) in answer.enumerated() {
      var short = part
      short.location?.file = shortened(part.location?.file ?? "")
      text +=
        part.isInlined || frame.bareAddress != nil
        ? "\(plain[..<start])\(short.description)\(end)"
        : "\(plain) \(short.location?.description ?? "")\(end)"
      if number == 0, !isBehindFrame { addExcerpt(part.location, end) }
    }
  }

  /// Where a frame starts in its line.
  private static func start(of frame: StackFrame, in line: Substring) -> Substring.Index {
    let words = frame.isGuess ? ["? "] : [frame.function]
    let bracketed = frame.bareAddress.map { "[<" + String($0, radix: 16) }
    for word in (bracketed.map { [$0] } ?? []) + words {
      if let range = line.firstRange(of: word) { return range.lowerBound }
    }
    return line.startIndex
  }

  private func shortened(_ path: String) -> String {
    guard let directory, path.hasPrefix(directory) else { return path }
    return String(path.dropFirst(directory.count))
  }

  private mutating func addExcerpt(_ location: SourceLocation?, _ end: String) {
    guard let location, let excerpt = excerpts?.excerpt(location.file, line: location.line) else {
      return
    }
    let source = excerpt.lines[location.line - excerpt.firstLine]
    let number = String(location.line)
    let gutter = String(repeating: " ", count: number.count)
    let column = location.column ?? 0
    let indent = source.prefix(max(column - 1, 0)).map { $0 == "\t" ? "\t" : " " }.joined()
    text += "   \(number) | \(source)\(end)"
    if column > 0 { text += "   \(gutter) | \(indent)^\(end)" }
  }
}
