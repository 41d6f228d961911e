// From the text of a case to its model. What is expected stands behind `//~` at the end of lines:
//
//   report [N]: KIND [, byte A of S | bytes A-B of S] [, check NAME] [, origin unknown]
//   stored [N]
//   created [N]: MEMORY, freed [N]: MEMORY   local NAME, stack, kmem, malloc, UMA, untyped
//   calls report [N], stored [N], created [N]
//   silent
//
// Several stand on one line with `;` between them. N tells reports apart where there are more than one;
// behind `calls` it may be a range, 1-3.
// The comment at the head says what the case shows, with `Places:` where it runs, and with `Known:` why
// it is known to fail.

import Foundation
import HostSystem
import KMSANABI

/// A file that is not a case, and why.
public struct CaseSyntaxError: ExplainedError, Equatable {
  public let file: String
  public let line: Int
  public let message: String
  public var problem: String { "\(file):\(line): \(message)" }
  public var remedy: String? { nil }
}

/// Reads one file.
struct CaseParser {
  private let name: String
  private let path: String
  private let lines: [Substring]
  private var marks: [CaseMark] = []
  /// Whether the file says that some line must stay silent.
  private var isSilent = false

  /// Reads the case `family/stem` from its text. `path` is for errors and for compilers.
  static func parse(_ text: String, name: String, path: String) throws -> KernelCase {
    var parser = CaseParser(
      name: name, path: path,
      lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    return try parser.parse()
  }

  private init(name: String, path: String, lines: [Substring]) {
    self.name = name
    self.path = path
    self.lines = lines
  }

  private mutating func parse() throws -> KernelCase {
    let head = headText()
    let summary = head.prefix { !$0.isEmpty }.joined(separator: " ")
    guard !summary.isEmpty else {
      throw error(1, "a case begins with a comment that says what it shows")
    }
    let known = head.drop { !$0.hasPrefix("Known:") }.prefix { !$0.isEmpty }.joined(separator: " ")
    for (index, line) in lines.enumerated() {
      guard let start = line.range(of: "//~") else { continue }
      guard !line[..<start.lowerBound].allSatisfy(\.isWhitespace) else {
        throw error(index + 1, "an expectation stands behind the code that it is about")
      }
      for clause in line[start.upperBound...].split(
        separator: ";", omittingEmptySubsequences: false)
      {
        try take(clause.trimmingCharacters(in: .whitespaces), index + 1)
      }
    }
    let result = KernelCase(
      name: name, path: path, summary: summary, places: try places(head),
      knownFailure: known.isEmpty
        ? nil : known.dropFirst("Known:".count).trimmingCharacters(in: .whitespaces),
      reports: try reports(),
      functions: CaseFunction.all(in: lines, isSwift: path.hasSuffix(".swift")))
    if result.reports.isEmpty, !isSilent {
      throw error(1, "nothing is expected: mark a line with `//~ report: …` or `//~ silent`")
    }
    guard result.functions.contains(where: { $0.name == result.symbol }) else {
      throw error(
        1,
        result.isSwift
          ? "no function is marked @c(\(result.symbol))" : "there is no CASE(\(result.stem))")
    }
    return result
  }

  private func error(_ line: Int, _ message: String) -> CaseSyntaxError {
    CaseSyntaxError(file: path, line: line, message: message)
  }

  // MARK: Marks

  private mutating func take(_ clause: String, _ line: Int) throws {
    if clause == "silent" {
      isSilent = true
      return
    }
    if clause.hasPrefix("calls ") { return try takeCalls(clause.dropFirst("calls ".count), line) }
    let parts = clause.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    var words = parts[0].split(separator: " ").map(String.init)
    var number = 1
    if let last = words.last, let written = Int(last) {
      guard (1...99).contains(written) else {
        throw error(line, "reports are numbered from 1 to 99")
      }
      number = written
      words.removeLast()
    }
    guard let kind = CaseMark.Kind(rawValue: words.joined(separator: " ")) else {
      throw error(
        line,
        "'\(clause)' is no expectation: those are report, stored, created, freed, calls, silent")
    }
    let details = parts.dropFirst().first.map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    }
    guard kind.hasDetails == (details != nil) else {
      throw error(
        line,
        kind.hasDetails
          ? "behind '\(kind.rawValue)' follow ':' and what" : "nothing follows '\(kind.rawValue)'")
    }
    marks.append(CaseMark(kind: kind, number: number, line: line, details: details ?? []))
  }

  /// `report 1-3, created 1`.
  private mutating func takeCalls(_ clause: Substring, _ line: Int) throws {
    for item in clause.split(separator: ",") {
      guard let match = item.wholeMatch(of: /\s*(\w+)(?: (\d+)(?:-(\d+))?)?\s*/),
        let kind = CaseMark.Kind(rawValue: "calls \(match.1)")
      else {
        throw error(line, "behind 'calls' stands what is called: report, stored, created")
      }
      let first = match.2.flatMap { Int($0) } ?? 1
      let last = match.3.flatMap { Int($0) } ?? first
      guard 1 <= first, first <= last, last <= 99 else {
        throw error(line, "reports are numbered from 1 to 99")
      }
      for number in first...last {
        marks.append(CaseMark(kind: kind, number: number, line: line, details: []))
      }
    }
  }

  // MARK: Reports

  private func reports() throws -> [ExpectedReport] {
    let numbers = Set(marks.map(\.number)).sorted()
    for (index, number) in numbers.enumerated() where number != index + 1 {
      throw error(
        marks.first { $0.number == number }?.line ?? 1,
        "there is a report \(number) and no report \(index + 1)")
    }
    return try numbers.map { try report($0) }
  }

  private func report(_ number: Int) throws -> ExpectedReport {
    func all(_ kinds: CaseMark.Kind...) -> [CaseMark] {
      marks.filter { $0.number == number && kinds.contains($0.kind) }
    }
    let uses = all(.report)
    guard uses.count == 1, let use = uses.first else {
      let line = uses.last?.line ?? marks.first { $0.number == number }?.line ?? 1
      throw error(
        line, uses.isEmpty ? "no line has report \(number)" : "another line has report \(number)")
    }
    var result = ExpectedReport(
      kind: use.details.first ?? "",
      use: ExpectedStack(line: use.line, callers: all(.callsReport).map(\.line)))
    guard ReportKind(rawValue: result.kind) != nil else {
      throw error(use.line, "'\(result.kind)' is no kind of report")
    }
    var isOriginKnown = result.kind != ReportKind.invalidCall.rawValue
    for detail in use.details.dropFirst() {
      if detail == "origin unknown" {
        isOriginKnown = false
      } else {
        try take(detail, use.line, into: &result)
      }
    }
    let storing = all(.callsStored).map(\.line)
    result.stores = all(.stored).map { ExpectedStack(line: $0.line, callers: storing) }
    if result.stores.isEmpty, let line = storing.first {
      throw error(line, "no line has 'stored' for this call")
    }
    let creations = all(.created, .freed)
    guard creations.count == (isOriginKnown ? 1 : 0) else {
      throw error(
        creations.last?.line ?? use.line,
        isOriginKnown
          ? "one line must have 'created' or 'freed' for report \(number)"
          : "report \(number) says that its origin is unknown")
    }
    result.creation = try creations.first.map {
      try creation($0, all(.callsCreated).map(\.line), after: result.kind)
    }
    return result
  }

  /// `byte 3 of 4`, `bytes 1-2 of 4`, `check copyout`.
  private func take(_ detail: String, _ line: Int, into report: inout ExpectedReport) throws {
    if let match = detail.wholeMatch(of: /bytes? (\d+)(?:-(\d+))? of (\d+)/),
      let first = Int(match.1), let size = Int(match.3)
    {
      let last = match.2.flatMap { Int($0) } ?? first
      guard first <= last, last < size else {
        throw error(line, "'\(detail)': those bytes are not in such an access")
      }
      report.bytes = first...last
      report.accessSize = size
    } else if let match = detail.wholeMatch(of: /check (\S.*)/) {
      report.check = String(match.1)
    } else {
      throw error(
        line,
        "'\(detail)' is no detail: those are `byte A of S`, `bytes A-B of S`, `check NAME`,"
          + " `origin unknown`")
    }
  }

  private func creation(
    _ mark: CaseMark, _ callers: [Int], after kind: String
  ) throws -> ExpectedCreation {
    let isAfterFree = kind.contains("after-free")
    guard isAfterFree == (mark.kind == .freed) else {
      throw error(
        mark.line, isAfterFree ? "memory of a \(kind) was 'freed'" : "'freed' is for use-after-free"
      )
    }
    var result = ExpectedCreation(stack: ExpectedStack(line: mark.line, callers: callers))
    let memory = mark.details.joined(separator: ", ")
    switch memory {
    case "stack", "kmem", "malloc", "UMA": result.memoryType = memory
    case "untyped": break
    default:
      guard let match = memory.wholeMatch(of: /local (\w+)/) else {
        throw error(
          mark.line,
          "'\(memory)' is no memory: it is local NAME, stack, kmem, malloc, UMA or untyped")
      }
      result.memoryType = "stack"
      result.variable = String(match.1)
    }
    return result
  }
}

// MARK: - Head

extension CaseParser {
  /// The lines of the comment that the file begins with, without its marks.
  private func headText() -> [String] {
    let isSwift = path.hasSuffix(".swift")
    var text: [String] = []
    for line in lines {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      if isSwift {
        guard trimmed.hasPrefix("//") else { break }
        text.append(trimmed.dropFirst(2).trimmingCharacters(in: .whitespaces))
      } else {
        guard trimmed.hasPrefix("/*") || !text.isEmpty else { break }
        text.append(trimmed.trimmingCharacters(in: CharacterSet(charactersIn: "/* ")))
        if trimmed.hasSuffix("*/") { break }
      }
    }
    return text
  }

  /// Where the case runs, by the head: everywhere, unless that says otherwise.
  private func places(_ head: [String]) throws -> Set<CasePlace> {
    var places = Set(CasePlace.allCases)
    if let index = head.firstIndex(where: { $0.hasPrefix("Places:") }) {
      places = []
      let words = head[index].dropFirst("Places:".count)
        .split { $0 == " " || $0 == "," || $0 == "." }
      for word in words {
        guard let place = CasePlace(rawValue: String(word)) else {
          throw error(index + 1, "'\(word)' is no place: those are kernel, hosted, linux")
        }
        places.insert(place)
      }
      guard !places.isEmpty else { throw error(index + 1, "no place is named") }
    }
    // Linux has no Swift.
    if path.hasSuffix(".swift") { places.remove(.linux) }
    return places
  }
}

/// One expectation on a line.
struct CaseMark {
  enum Kind: String {
    case report, stored, created, freed
    case callsReport = "calls report"
    case callsStored = "calls stored"
    case callsCreated = "calls created"

    /// Whether a colon and more words follow.
    var hasDetails: Bool { self == .report || self == .created || self == .freed }
  }

  let kind: Kind
  /// Of the report that it belongs to.
  let number: Int
  let line: Int
  let details: [String]
}

extension CaseFunction {
  /// The functions of a formatted file, by their heads. In C a head begins a line; in Swift it has the
  /// word `func`, and the name that C knows when it has one.
  static func all(in lines: [Substring], isSwift: Bool) -> [CaseFunction] {
    var result: [CaseFunction] = []
    var exported: String?
    for (index, line) in lines.enumerated() {
      if isSwift {
        if let match = line.firstMatch(of: /@c\((\w+)\)/) { exported = String(match.1) }
        guard let match = line.firstMatch(of: /\b(?:func (\w+)|init)\b/) else { continue }
        let name = exported ?? match.1.map(String.init) ?? "init"
        exported = nil
        result.append(CaseFunction(name: name, line: index + 1))
      } else if let match = line.prefixMatch(of: /CASE\((\w+)\)/) {
        result.append(CaseFunction(name: "case_\(match.1)", line: index + 1))
      } else if let match = line.prefixMatch(of: /[A-Za-z_][\w \*]*[ \*](\w+)\(/),
        !line.hasSuffix(";")
      {
        result.append(CaseFunction(name: String(match.1), line: index + 1))
      }
    }
    return result
  }
}
