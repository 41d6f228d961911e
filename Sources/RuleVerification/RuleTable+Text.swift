// The table for a terminal and for Docs/Semantics.md.

import RuleEvaluation
import ShadowAlgebra

extension RuleTable {
  private static let title = [
    "operation", "precision", "misses", "excess", "operations", "LLVM 22", "misses", "excess",
    "operations",
  ]

  /// Aligned columns, with a legend.
  public var text: String {
    let lines = [Self.title] + rows.map { $0.cells(isMarkdown: false) }
    let widths = Self.title.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    let body = lines.map { line in
      let cells = zip(line, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return Self.isFigure(column) ? padding + cell.0 : cell.0 + padding
      }
      return cells.joined(separator: "  ").trimmingSuffix(" ")
    }
    let legend = """

      misses      per cent of all \(width)-bit states in which an uninitialized bit is missed
      excess      per cent of the states in which a bit too many is called uninitialized
      operations  what the rule emits at 64 bits: nothing known / one operand clean / constant

      """
    return body.joined(separator: "\n") + "\n" + legend
  }

  /// The section "How values propagate".
  public var markdown: String {
    let separators = Self.title.indices.map { Self.isFigure($0) ? "---:" : "---" }
    let lines = [Self.title, separators] + rows.map { $0.cells(isMarkdown: true) }
    let body = lines.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
    let reasons = grouped { $0.remark }
    let proofs = grouped { $0.proofWidth < 64 ? "at \($0.proofWidth) bits" : nil }
    return """
      \(body)

      Where a rule of ours is not exact, and why:

      \(reasons.joined(separator: "\n"))

      Soundness is proven with z3 for all values at 64 bits, except where a proof takes more than a
      minute:

      \(proofs.joined(separator: "\n"))

      """
  }

  /// One item for each text, with the names of all rows that have it.
  private func grouped(by text: (RuleRow) -> String?) -> [String] {
    var names: [(text: String, names: [String])] = []
    for row in rows {
      guard let text = text(row) else { continue }
      let name = row.names(isMarkdown: true)
      if let index = names.firstIndex(where: { $0.text == text }) {
        if !names[index].names.contains(name) { names[index].names.append(name) }
      } else {
        names.append((text, [name]))
      }
    }
    return names.map { "- \($0.names.joined(separator: ", ")): \($0.text)." }
  }

  private static func isFigure(_ column: Int) -> Bool {
    title[column] == "misses" || title[column] == "excess"
  }
}

extension RuleRow {
  fileprivate func cells(isMarkdown: Bool) -> [String] {
    [names(isMarkdown: isMarkdown)] + kmsan.cells + llvm.cells
  }

  /// The names; comparisons and arithmetic with overflow are named once.
  fileprivate func names(isMarkdown: Bool) -> String {
    var result: [String] = []
    var previous: [Substring] = []
    for name in operations {
      let words = name.split(separator: " ")
      if words.count == 2, words.first == previous.first {
        result.append(String(words[1]))
      } else {
        result.append(name)
      }
      previous = words
    }
    return isMarkdown ? "`\(result.joined(separator: "`, `"))`" : result.joined(separator: " ")
  }
}

extension RuleFigures {
  fileprivate var cells: [String] {
    let counts = [operations, operationsWithClean, operationsWithConstant].compactMap { $0 }
    return [
      precision.rawValue, percent(missed), percent(excess),
      counts.map(String.init).joined(separator: " / "),
    ]
  }

  /// With one decimal; nothing that occurs is 0.
  private func percent(_ value: Double?) -> String {
    guard let value else { return "–" }
    if value == 0 { return "0" }
    let tenths = Int((value * 10).rounded())
    return tenths == 0 ? "<0.1" : "\(tenths / 10).\(tenths % 10)"
  }
}

extension String {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var result = self
    while result.last == character { result.removeLast() }
    return result
  }
}
