// One report as the page's template names its parts.

import KMSANReport

/// What a template names: dictionaries, because the library reflects on anything else, for each name
/// anew. A name that an object lacks is looked for in the objects around it; so names of parts that
/// may be missing must differ from those around.
typealias TemplateObject = [String: any Sendable]

/// A report, ready for the template.
struct HTMLReport: Sendable {
  let fields: TemplateObject

  init(_ entry: ReportEntry) {
    let report = entry.report
    let rows = HTMLReport.rows(report)
    let facts = HTMLReport.facts(entry)
    var fields: TemplateObject = [
      "fingerprint": entry.unique.fingerprint.description, "kind": report.title,
      "function": report.headingFunction,
      "meaning": report.kind.map { "\($0.meaning)." } ?? "", "count": entry.unique.count,
      "isRepeated": entry.unique.count > 1, "isDamaged": !report.damages.isEmpty,
      "damages": report.damages.map(\.meaning), "stacks": HTMLReport.stacks(report),
      "bytes": report.bytes.map { "\($0.words) uninitialized" } ?? "",
      "hasBytes": !rows.isEmpty, "rows": rows, "facts": facts, "hasFacts": !facts.isEmpty,
      "raw": report.raw, "mail": MailText(entry).text,
    ]
    if let use = report.operation {
      fields["operation"] = ["text": use.text, "reason": use.operation.reason] as TemplateObject
    }
    if let place = entry.place { fields["place"] = place.description }
    if let state = entry.baseline { fields["state"] = state.rawValue }
    if let suppression = entry.suppression { fields["suppression"] = suppression.reason }
    if let excerpt = HTMLReport.excerpt(report) { fields["excerpt"] = excerpt }
    self.fields = fields
  }
}

// MARK: - Parts

extension HTMLReport {
  private static func excerpt(_ report: Report) -> TemplateObject? {
    guard let frame = report.excerptFrame, let excerpt = frame.excerpt, let place = frame.location
    else { return nil }
    let lines = excerpt.lines.enumerated().map { index, text -> TemplateObject in
      let number = excerpt.firstLine + index
      return ["number": number, "text": text, "role": number == place.line ? "hit" : "line"]
    }
    return ["excerptPlace": place.description, "lines": lines]
  }

  private static func stacks(_ report: Report) -> [TemplateObject] {
    let use = report.use.isEmpty ? [report.function] : report.use
    let check = report.check.map { "checked by \($0)" }
    let rule = HeadingRule(for: report)
    var stacks = [stack("used", note: check, frames(use, below: [], rule))]
    var above = use
    for step in report.origins {
      stacks.append(stack(step.label, note: note(step), frames(step.stack, below: above, rule)))
      above = step.stack
    }
    return stacks
  }

  private static func stack(
    _ label: String, note: String?, _ frames: [TemplateObject]
  ) -> TemplateObject {
    var stack: TemplateObject = ["label": label, "frames": frames]
    if let note { stack["note"] = note }
    return stack
  }

  private static func note(_ step: OriginStep) -> String? {
    var words: [String] = []
    if let type = step.object?.type { words.append(type) }
    if let size = step.object?.size { words.append("\(size) bytes") }
    if let place = step.object?.declaration { words.append("declared at \(place)") }
    if step.omitsStacks { words.append("newer stores were not recorded") }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  private static func frames(
    _ stack: [StackFrame], below above: [StackFrame], _ rule: HeadingRule
  ) -> [TemplateObject] {
    let common = zip(stack.reversed(), above.reversed()).prefix { $0.symbol == $1.symbol }.count
    let interesting = rule.firstOfInterest(stack)
    return stack.enumerated().map { index, frame -> TemplateObject in
      let role =
        if frame.isGuess { "guess" } else if rule.isHelper(frame.function) {
          "helper"
        } else if index >= stack.count - common { "common" } else if frame == interesting {
          "first"
        } else { "frame" }
      var object: TemplateObject = [
        "name": FrameFilter.plainName(frame.function),
        "symbol": frame.symbol + (frame.isInlined ? " [inline]" : ""), "role": role,
      ]
      if let location = frame.location { object["source"] = location.description }
      return object
    }
  }

  private static func rows(_ report: Report) -> [TemplateObject] {
    guard let map = ByteMap(report) else { return [] }
    return map.segments.flatMap { segment in
      stride(from: 0, to: segment.size, by: 16).map { start -> TemplateObject in
        let cells = runs(segment.cells[start..<min(start + 16, segment.size)])
        let name = start == 0 ? segment.name ?? "" : ""
        return ["offset": segment.offset + start, "name": name, "cells": cells]
      }
    }
  }

  /// Bytes that are alike, together.
  private static func runs(_ cells: ArraySlice<ByteMap.Cell>) -> [TemplateObject] {
    var runs: [TemplateObject] = []
    var rest = cells
    while let first = rest.first {
      let run = rest.prefix { $0.isUninitialized == first.isUninitialized }
      rest = rest.dropFirst(run.count)
      runs.append([
        "text": run.map(\.text).joined(separator: " "),
        "role": first.isUninitialized ? "poisoned" : "clean",
      ])
    }
    return runs
  }

  private static func facts(_ entry: ReportEntry) -> [TemplateObject] {
    let report = entry.report
    var facts: [TemplateObject] = []
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { facts.append(["name": name, "value": value]) }
    }
    let address = report.accessAddress.map { "0x" + String($0, radix: 16) }
    add("bits", report.bits.map { "\($0.words) uninitialized" })
    add("access", report.accessSize.map { "\($0) bytes at \(address ?? "an unknown address")" })
    add("memory", report.memoryType)
    add("copied to", report.userAddress.map { "user address 0x" + String($0, radix: 16) })
    add("task", report.task.map { "CPU \($0)" })
    add("hardware", report.hardware)
    for origin in report.shadow?.origins ?? [] {
      add("origin \(origin.letter)", "created at \(origin.creation.symbol)")
    }
    for addition in report.additions { add("note", addition) }
    for place in entry.unique.occurrences.prefix(5) { add("seen in", "\(place.log):\(place.line)") }
    let more = entry.unique.count - 5
    if more > 0 { add("seen in", "\(more) more places") }
    return facts
  }
}
