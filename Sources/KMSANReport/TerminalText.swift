// A report for a person at a terminal: what happened and where, with the source; used, stored,
// created; the bytes. Design: one line per stack unless more frames are asked for.

/// Renders reports for a terminal.
public struct TerminalText: Sendable {
  /// How many frames of each stack are shown.
  public var framesMax: Int
  private let style: TerminalStyle

  public init(style: TerminalStyle, framesMax: Int = 4) {
    self.style = style
    self.framesMax = framesMax
  }

  /// The text of a report with all its occurrences, with a final line feed.
  public func text(_ unique: UniqueReport) -> String {
    let report = unique.report
    var lines = [heading(unique)]
    lines += excerpt(report)
    if let operation = report.operation {
      lines.append("  " + label("checked") + visible(operation.text))
      lines.append("  " + label("") + style.paint(operation.operation.reason, .faint))
    }
    lines += stack("used", useNote(report), report.use.isEmpty ? [report.function] : report.use)
    for (index, step) in report.origins.enumerated() {
      let above = index == 0 ? report.use : report.origins[index - 1].stack
      lines += origin(step, above: above)
    }
    lines += facts(report)
    if !report.damages.isEmpty {
      let words = report.damages.map(\.meaning).joined(separator: ", ")
      lines.append("  " + label("damaged") + words)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line about all reports.
  public func summary(_ collection: ReportCollection) -> String {
    let (count, unique) = (collection.count, collection.unique.count)
    let reports = count == 1 ? "1 report" : "\(count) reports"
    let damaged = collection.unique.reduce(0) { $0 + $1.damagedCount }
    return reports + (count == unique ? "" : ", \(unique) different")
      + (damaged == 0 ? "" : ", \(damaged) damaged")
  }

  // MARK: Parts

  private func heading(_ unique: UniqueReport) -> String {
    let report = unique.report
    let seen = unique.count == 1 ? "" : "  seen \(unique.count)×"
    return style.paint(visible(report.title), .alarm) + " in "
      + style.paint(visible(report.headingFunction), .heading)
      + style.paint("  fingerprint \(unique.fingerprint)\(seen)", .faint)
  }

  private func excerpt(_ report: Report) -> [String] {
    guard let frame = report.excerptFrame, let excerpt = frame.excerpt, let place = frame.location
    else { return [] }
    var lines = ["  " + style.paint("--> \(visible(place.description))", .place)]
    let width = String(excerpt.firstLine + excerpt.lines.count).count
    for (index, source) in excerpt.lines.enumerated() {
      let number = excerpt.firstLine + index
      let digits = String(number)
      let gutter = String(repeating: " ", count: width - digits.count) + digits
      lines.append("  " + style.paint("\(gutter) |", .faint) + " " + visible(source))
      if number == place.line, let column = place.column, column > 0 {
        let indent = source.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
        let blank = String(repeating: " ", count: width)
        lines.append(
          "  " + style.paint("\(blank) |", .faint) + " " + indent + style.paint("^", .alarm))
      }
    }
    return lines
  }

  private func useNote(_ report: Report) -> String? {
    report.check.map { "checked by \($0)" }
  }

  private func origin(_ step: OriginStep, above: [StackFrame]) -> [String] {
    var note = step.variable.map { "local variable \($0)" }
    if let object = step.object {
      if let type = object.type { note = (note ?? "memory") + ", \(type)" }
      if let size = object.size { note = (note ?? "memory") + ", \(size) bytes" }
      if let place = object.declaration { note = (note ?? "memory") + ", declared at \(place)" }
    }
    let word = step.kind == .stored ? "stored" : "created"
    let common = TerminalText.commonTail(step.stack, above)
    let omission = step.omitsStacks ? ["  … stores not recorded"] : []
    return omission + stack(word, note, Array(step.stack.dropLast(common)), common: common)
  }

  /// How many of the last frames are those of the stack above; at least one is always shown.
  private static func commonTail(_ stack: [StackFrame], _ above: [StackFrame]) -> Int {
    let same = zip(stack.reversed(), above.reversed()).prefix { $0.symbol == $1.symbol }.count
    return same == stack.count ? max(same - 1, 0) : same
  }

  private func stack(
    _ word: String, _ note: String?, _ frames: [StackFrame], common: Int = 0
  ) -> [String] {
    var lines: [String] = []
    if let note {
      lines.append("  " + label(word) + style.paint("(\(visible(note)))", .faint))
    }
    for frame in frames.prefix(framesMax) {
      let start = lines.isEmpty ? label(word) : label("")
      lines.append("  " + start + row(frame))
    }
    if frames.isEmpty, common == 0 {
      lines.append("  " + label(lines.isEmpty ? word : "") + "(no stack)")
    }
    let more = max(frames.count - framesMax, 0)
    var words: [String] = []
    if more > 0 { words.append("+\(more) frames") }
    if common > 0 { words.append("+\(common) as above") }
    if !words.isEmpty {
      lines.append("  " + label("") + style.paint("(\(words.joined(separator: ", ")))", .faint))
    }
    return lines
  }

  private func row(_ frame: StackFrame) -> String {
    let module = frame.module.map { " [\($0)]" } ?? ""
    let inlined = frame.isInlined ? " [inline]" : ""
    guard let place = frame.location else { return visible(frame.symbol) + inlined }
    return visible(frame.function + module) + "  "
      + style.paint(visible(place.description), .place) + inlined
  }

  private func facts(_ report: Report) -> [String] {
    var lines: [String] = []
    if let bytes = report.bytes {
      lines.append("  " + label("bytes") + bytes.words + " uninitialized")
      lines += ByteMap(report)?.rows(style: style).map { "         " + $0 } ?? []
    }
    for origin in report.shadow?.origins ?? [] {
      let words = "\(origin.letter): created at \(origin.creation.symbol)"
      lines.append("  " + label("origin") + visible(words))
    }
    if let bits = report.bits { lines.append("  " + label("bits") + bits.words + " uninitialized") }
    var facts: [(String, String)] = []
    if let type = report.memoryType { facts.append(("memory", type)) }
    if let address = report.userAddress {
      facts.append(("copied", "to user address 0x\(String(address, radix: 16))"))
    }
    if let task = report.task { facts.append(("task", "CPU \(task)")) }
    facts += report.additions.map { ("note", $0) }
    return lines + facts.map { "  " + label($0.0) + visible($0.1) }
  }

  private func label(_ word: String) -> String {
    style.paint(word, .label) + String(repeating: " ", count: max(9 - word.count, 1))
  }
}
