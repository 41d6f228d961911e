// One report as the page's template names its parts.

import KMSANReport

/// A report, ready for the template.
struct HTMLReport: Sendable {
  struct Frame: Sendable {
    let name: String
    let symbol: String
    /// Not `place`: where a frame has none, the template would find that of the report.
    let source: String?
    let role: String
  }
  struct Stack: Sendable {
    let label: String
    let note: String?
    let frames: [Frame]
  }
  struct SourceLine: Sendable {
    let number: Int
    let text: String
    let role: String
  }
  struct Excerpt: Sendable {
    let place: String
    let lines: [SourceLine]
  }
  struct Cell: Sendable {
    let text: String
    let role: String
  }
  struct Row: Sendable {
    let offset: Int
    let name: String
    let cells: [Cell]
  }
  struct Fact: Sendable {
    let name: String
    let value: String
  }

  let fingerprint: String
  let kind: String
  let function: String
  let meaning: String
  let place: String?
  let count: Int
  let isRepeated: Bool
  let state: String?
  let suppression: String?
  let isDamaged: Bool
  let damages: [String]
  let excerpt: Excerpt?
  let stacks: [Stack]
  let bytes: String
  let hasBytes: Bool
  let rows: [Row]
  let facts: [Fact]
  let hasFacts: Bool
  let raw: String
  let mail: String

  init(_ entry: ReportEntry) {
    let report = entry.report
    fingerprint = entry.unique.fingerprint.description
    kind = report.title
    function = entry.frame.function
    meaning = report.kind.map { "\($0.meaning)." } ?? ""
    place = entry.place?.description
    count = entry.unique.count
    isRepeated = count > 1
    state = entry.baseline?.rawValue
    suppression = entry.suppression?.reason
    isDamaged = !report.damages.isEmpty
    damages = report.damages.map(\.meaning)
    excerpt = HTMLReport.excerpt(report)
    stacks = HTMLReport.stacks(report)
    rows = HTMLReport.rows(report)
    bytes = report.bytes.map { "\($0.words) uninitialized" } ?? ""
    hasBytes = !rows.isEmpty
    facts = HTMLReport.facts(entry)
    hasFacts = !facts.isEmpty
    raw = report.raw
    mail = MailText(entry).text
  }
}

// MARK: - Parts

extension HTMLReport {
  private static func excerpt(_ report: Report) -> Excerpt? {
    let known = report.use.filter { $0.excerpt != nil && $0.location != nil }
    let best = known.first { !FrameFilter.standard.isHelper($0.function) } ?? known.first
    guard let excerpt = best?.excerpt, let place = best?.location else { return nil }
    let lines = excerpt.lines.enumerated().map { index, text in
      let number = excerpt.firstLine + index
      return SourceLine(number: number, text: text, role: number == place.line ? "hit" : "line")
    }
    return Excerpt(place: place.description, lines: lines)
  }

  private static func stacks(_ report: Report) -> [Stack] {
    let use = report.use.isEmpty ? [report.function] : report.use
    let first = Stack(
      label: "used", note: report.check.map { "checked by \($0)" }, frames: frames(use, below: []))
    var above = use
    return [first]
      + report.origins.map { step in
        defer { above = step.stack }
        return Stack(
          label: step.label, note: note(step), frames: frames(step.stack, below: above))
      }
  }

  private static func note(_ step: OriginStep) -> String? {
    var words: [String] = []
    if let type = step.object?.type { words.append(type) }
    if let size = step.object?.size { words.append("\(size) bytes") }
    if let place = step.object?.declaration { words.append("declared at \(place)") }
    if step.omitsStacks { words.append("newer stores were not recorded") }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  private static func frames(_ stack: [StackFrame], below above: [StackFrame]) -> [Frame] {
    let common = zip(stack.reversed(), above.reversed()).prefix { $0.symbol == $1.symbol }.count
    let interesting = FrameFilter.standard.firstOfInterest(stack)
    return stack.enumerated().map { index, frame in
      let role =
        if frame.isGuess { "guess" } else if FrameFilter.standard.isHelper(frame.function) {
          "helper"
        } else if index >= stack.count - common { "common" } else if frame == interesting {
          "first"
        } else { "frame" }
      return Frame(
        name: FrameFilter.plainName(frame.function),
        symbol: frame.symbol + (frame.isInlined ? " [inline]" : ""),
        source: frame.location?.description, role: role)
    }
  }

  private static func rows(_ report: Report) -> [Row] {
    guard let map = ByteMap(report) else { return [] }
    return map.segments.flatMap { segment in
      stride(from: segment.offset, to: segment.offset + segment.size, by: 16).map { start in
        let end = min(start + 16, segment.offset + segment.size)
        let cells = (start..<end).map {
          segment.uninitialized.contains($0)
            ? Cell(text: "░░", role: "poisoned") : Cell(text: "··", role: "clean")
        }
        let name = start == segment.offset ? segment.name ?? "" : ""
        return Row(offset: start, name: name, cells: cells)
      }
    }
  }

  private static func facts(_ entry: ReportEntry) -> [Fact] {
    let report = entry.report
    var facts: [Fact] = []
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { facts.append(Fact(name: name, value: value)) }
    }
    let address = report.accessAddress.map { "0x" + String($0, radix: 16) }
    add("access", report.accessSize.map { "\($0) bytes at \(address ?? "an unknown address")" })
    add("memory", report.memoryType)
    add("copied to", report.userAddress.map { "user address 0x" + String($0, radix: 16) })
    add("task", report.task.map { "CPU \($0)" })
    add("hardware", report.hardware)
    for addition in report.additions { add("note", addition) }
    for place in entry.unique.occurrences.prefix(5) { add("seen in", "\(place.log):\(place.line)") }
    let more = entry.unique.count - 5
    if more > 0 { add("seen in", "\(more) more places") }
    return facts
  }
}
