// What a line of a case expects: one or more clauses behind `//~`, with `;` between them.
//
//   report [N]: KIND [, byte A of S | bytes A-B of S] [, check NAME] [, origin unknown]
//   stored [N]
//   created [N]: MEMORY, freed [N]: MEMORY   local NAME, stack, kmem, malloc, UMA, untyped
//   calls report [N], stored [N], created [N]
//   silent
//
// N tells reports apart where there are more than one; behind `calls` it may be a range, 1-3.

import Foundation

/// One expectation on a line.
struct CaseMark {
  enum Kind: String, CaseIterable {
    case report, stored, created, freed, silent
    case callsReport = "calls report"
    case callsStored = "calls stored"
    case callsCreated = "calls created"

    /// Whether a colon and more words follow.
    var hasDetails: Bool { self == .report || self == .created || self == .freed }
  }

  let kind: Kind
  /// Of the report that it belongs to; of `silent`, none.
  let number: Int
  let line: Int
  let details: [String]

  private static let numbers = 1...99
  private static let firstWords = ["report", "stored", "created", "freed", "calls", "silent"]

  /// The expectations of all lines, in their order.
  static func all(in source: CaseSource) throws -> [CaseMark] {
    var result: [CaseMark] = []
    for (index, line) in source.lines.enumerated() {
      guard let start = line.firstMatch(of: /\/\/\s*~/) else { continue }
      guard start.0 == "//~" else {
        throw source.error(index + 1, "'\(start.0)' is not '//~': write it without a space")
      }
      guard !line[..<start.range.lowerBound].allSatisfy(\.isWhitespace) else {
        throw source.error(index + 1, "an expectation stands behind the code that it is about")
      }
      let clauses = line[start.range.upperBound...].split(
        separator: ";", omittingEmptySubsequences: false)
      let marks = try clauses.flatMap {
        try read($0.trimmingCharacters(in: .whitespaces), at: index + 1, of: source)
      }
      try expectAgreement(of: marks, at: index + 1, source)
      result += marks
    }
    return result
  }

  /// What one clause says.
  private static func read(
    _ clause: String, at line: Int, of source: CaseSource
  ) throws -> [CaseMark] {
    if clause.hasPrefix("calls ") {
      return try calls(clause.dropFirst("calls ".count), at: line, of: source)
    }
    let parts = clause.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    var words = parts[0].split(separator: " ").map(String.init)
    var number = 1
    if let last = words.last, let written = Int(last) {
      try expectNumber(written, at: line, of: source)
      number = written
      words.removeLast()
    }
    guard let kind = Kind(rawValue: words.joined(separator: " ")),
      kind != .silent || clause.hasPrefix("silent:") || clause == "silent"
    else {
      throw source.error(
        line,
        "'\(clause)' is not an expectation: those are \(firstWords.joined(separator: ", "))"
          + Spelling.hint(words.first ?? "", among: firstWords))
    }
    let details = parts.dropFirst().first.map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    }
    guard kind.hasDetails == (details != nil) else {
      throw source.error(
        line,
        kind.hasDetails
          ? "'\(kind.rawValue)' needs ': details'" : "'\(kind.rawValue)' takes no details")
    }
    return [CaseMark(kind: kind, number: number, line: line, details: details ?? [])]
  }

  /// `report 1-3, created 1`.
  private static func calls(
    _ clause: Substring, at line: Int, of source: CaseSource
  ) throws -> [CaseMark] {
    let called = ["report", "stored", "created"]
    return try clause.split(separator: ",", omittingEmptySubsequences: false).flatMap { item in
      guard let match = item.wholeMatch(of: /\s*(\w+)(?: (\d+)(?:-(\d+))?)?\s*/),
        let kind = Kind(rawValue: "calls \(match.1)")
      else {
        let word = item.split(separator: " ").first ?? ""
        throw source.error(
          line,
          "'\(item.trimmingCharacters(in: .whitespaces))' cannot follow 'calls': what is called is"
            + " report, stored or created" + Spelling.hint(word, among: called))
      }
      let first = match.2.map { Int($0) ?? 0 } ?? 1
      let last = match.3.map { Int($0) ?? 0 } ?? first
      try expectNumber(first, at: line, of: source)
      try expectNumber(last, at: line, of: source)
      guard first <= last else {
        throw source.error(line, "the range \(first)-\(last) ends before it begins")
      }
      return (first...last).map { CaseMark(kind: kind, number: $0, line: line, details: []) }
    }
  }

  private static func expectNumber(_ number: Int, at line: Int, of source: CaseSource) throws {
    guard numbers.contains(number) else {
      throw source.error(line, "reports are numbered from 1 to \(numbers.upperBound)")
    }
  }

  /// The marks of one line must be possible together. Only `stored` may repeat: a loop stores a value
  /// more than once.
  private static func expectAgreement(
    of marks: [CaseMark], at line: Int, _ source: CaseSource
  ) throws {
    for (index, mark) in marks.enumerated() where mark.kind != .stored {
      let isRepeated = marks[..<index].contains {
        $0.kind == mark.kind && $0.number == mark.number
      }
      guard !isRepeated else {
        let number = mark.kind == .silent ? "" : " \(mark.number)"
        throw source.error(line, "'\(mark.kind.rawValue)\(number)' stands twice on this line")
      }
    }
    let used = marks.first { $0.kind == .report || $0.kind == .callsReport }
    if let used, marks.contains(where: { $0.kind == .silent }) {
      throw source.error(
        line, "the line is 'silent' and has '\(used.kind.rawValue)': only one can be true")
    }
  }
}
