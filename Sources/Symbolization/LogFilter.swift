// A whole log with sources behind its frames, in place of Linux's scripts/decode_stacktrace.sh. Every
// line stays; inlined functions get lines of their own above their caller, marked [inline].

import HostSystem
import KMSANReport

/// Adds sources to the frames of a log.
public struct LogFilter: Sendable {
  private let images: KernelImages

  public init(images: KernelImages) { self.images = images }

  /// The log with sources, a line feed behind each line. All of it is held in memory.
  public func filter(_ text: String) async throws -> String {
    // By bytes: for Swift, a carriage return and a line feed are one character.
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { Substring($0) }
    let frames = lines.map(LogFilter.frame)
    // Each different frame once, as a report of its own.
    var unique: [String: Int] = [:]
    var reports: [Report] = []
    for frame in frames {
      guard let frame, unique[frame.symbol] == nil else { continue }
      unique[frame.symbol] = reports.count
      var report = Report(title: "", function: frame, line: 1)
      report.use = [frame]
      reports.append(report)
    }
    let symbolizer = ReportSymbolizer(images: images, sourceFolders: [])
    let answers = try await symbolizer.symbolize(reports)
    var result = ""
    for (line, frame) in zip(lines, frames) {
      if let frame, let index = unique[frame.symbol] {
        result += LogFilter.decorated(line, frame, answers[index].use)
      } else {
        result += line + "\n"
      }
    }
    if lines.last?.isEmpty == true { result.removeLast() }
    return result
  }

  /// The frame of a line that has no source yet; nil for other lines.
  private static func frame(_ line: Substring) -> StackFrame? {
    let text = ConsoleLine(line).text
    guard text.hasPrefix(" ") || text.hasPrefix("#"), let frame = StackFrame(text),
      frame.location == nil, frame.offset != nil || frame.address != nil
    else { return nil }
    return frame
  }

  private static func decorated(
    _ line: Substring, _ frame: StackFrame, _ answer: [StackFrame]
  ) -> String {
    guard answer.contains(where: { $0.location != nil }) else { return line + "\n" }
    let end = line.hasSuffix("\r") ? "\r\n" : "\n"
    let plain = line.hasSuffix("\r") ? line.dropLast() : line
    let word = frame.isGuess ? "? " : frame.function
    let start = plain.firstRange(of: word)?.lowerBound ?? plain.startIndex
    return answer.map { part in
      part.isInlined
        ? "\(plain[..<start])\(part.description)\(end)"
        : "\(plain) \(part.location?.description ?? "")\(end)"
    }.joined()
  }
}
