// From the text of a case to its model: the head (CaseHead), the expectations of its lines (CaseMark),
// and the reports that these make together.

import Foundation
import KMSANABI

/// Reads one file.
struct CaseParser {
  private let source: CaseSource
  private let marks: [CaseMark]

  /// Reads the case `family/stem` from its text. `path` is for errors and for compilers.
  static func parse(_ text: String, name: String, path: String) throws -> KernelCase {
    let source = CaseSource(text, name: name, path: path)
    let head = try CaseHead(of: source)
    let marks = try CaseMark.all(in: source)
    let result = KernelCase(
      name: name, path: path, summary: head.summary, places: head.places,
      knownFailure: head.knownFailure,
      reports: try CaseParser(source: source, marks: marks.filter { $0.kind != .silent }).reports(),
      functions: source.functions)
    guard !marks.isEmpty else {
      throw source.error(
        1, "nothing is expected: mark a line with `//~ report: …` or `//~ silent`")
    }
    try expectEntry(of: result, source)
    return result
  }

  /// The file has the function that runs the case, and no other case.
  private static func expectEntry(of kernelCase: KernelCase, _ source: CaseSource) throws {
    let entries = kernelCase.functions.filter { $0.name.hasPrefix("case_") }
    guard entries.contains(where: { $0.name == kernelCase.symbol }) else {
      throw source.error(
        entries.first?.line ?? 1,
        source.isSwift
          ? "no function is marked @c(\(kernelCase.symbol))"
          : "there is no CASE(\(kernelCase.stem))")
    }
    let isCase = source.isSwift ? /@c\(case_/ : /CASE\(/
    for entry in entries where entry.name != kernelCase.symbol {
      let head = source.lines[max(entry.line - 2, 0)..<entry.line].joined(separator: "\n")
      guard head.contains(isCase) else { continue }
      throw source.error(
        entry.line,
        "\(entry.name) never runs: a file has one case, \(kernelCase.symbol)")
    }
  }

  // MARK: Reports

  private func reports() throws -> [ExpectedReport] {
    let numbers = Set(marks.map(\.number)).sorted()
    for (index, number) in numbers.enumerated() where number != index + 1 {
      throw source.error(
        marks.first { $0.number == number }?.line ?? 1,
        "there is a report \(number) and no report \(index + 1)")
    }
    return try numbers.map { try report($0) }
  }

  private func marks(_ number: Int, _ kinds: CaseMark.Kind...) -> [CaseMark] {
    marks.filter { $0.number == number && kinds.contains($0.kind) }
  }

  private func report(_ number: Int) throws -> ExpectedReport {
    let uses = marks(number, .report)
    guard let use = uses.first else {
      throw source.error(
        marks.first { $0.number == number }?.line ?? 1, "no line has report \(number)")
    }
    guard uses.count == 1 else {
      throw source.error(uses[1].line, "report \(number) is also in line \(use.line)")
    }
    var result = ExpectedReport(
      kind: use.details.first ?? "",
      use: ExpectedStack(line: use.line, callers: marks(number, .callsReport).map(\.line)))
    guard ReportKind(rawValue: result.kind) != nil else {
      throw source.error(
        use.line,
        "'\(result.kind)' is not a kind of report"
          + Spelling.hint(result.kind, among: ReportKind.allCases.map(\.rawValue)))
    }
    let details = try ReportDetails(use, of: source)
    result.bytes = details.bytes
    result.accessSize = details.accessSize
    result.check = details.check
    result.stores = try stores(number)
    result.creation = try creation(
      number, use, isKnown: !details.isOriginUnknown, after: result.kind)
    return result
  }

  private func stores(_ number: Int) throws -> [ExpectedStack] {
    let callers = marks(number, .callsStored).map(\.line)
    let stores = marks(number, .stored).map { ExpectedStack(line: $0.line, callers: callers) }
    if stores.isEmpty, let line = callers.first {
      throw source.error(line, "no line has 'stored' for this call")
    }
    return stores
  }

  private func creation(
    _ number: Int, _ use: CaseMark, isKnown: Bool, after kind: String
  ) throws -> ExpectedCreation? {
    let creations = marks(number, .created, .freed)
    let callers = marks(number, .callsCreated).map(\.line)
    guard isKnown, kind != ReportKind.invalidCall.rawValue else {
      if let line = creations.last?.line ?? callers.first {
        throw source.error(
          line,
          isKnown
            ? "an \(kind) has no origin"
            : "report \(number) says in line \(use.line) that its origin is unknown")
      }
      return nil
    }
    guard let creation = creations.first else {
      throw source.error(
        use.line, "one line must have 'created' or 'freed' for report \(number)")
    }
    guard creations.count == 1 else {
      throw source.error(
        creations[1].line,
        "report \(number) has '\(creation.kind.rawValue)' in line \(creation.line) already")
    }
    return try self.creation(creation, callers, after: kind)
  }

  private func creation(
    _ mark: CaseMark, _ callers: [Int], after kind: String
  ) throws -> ExpectedCreation {
    let isAfterFree = kind.contains("after-free")
    guard isAfterFree == (mark.kind == .freed) else {
      throw source.error(
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
        throw source.error(
          mark.line,
          "'\(memory)' is not memory: it is local NAME, stack, kmem, malloc, UMA or untyped"
            + Spelling.hint(memory, among: ["stack", "kmem", "malloc", "UMA", "untyped"]))
      }
      result.memoryType = "stack"
      result.variable = String(match.1)
    }
    if isAfterFree, result.memoryType == "stack" {
      throw source.error(mark.line, "the stack is not freed: 'freed' is for allocators")
    }
    return result
  }
}

/// What stands behind the kind of a report: `byte 3 of 4`, `bytes 1-2 of 4`, `check copyout`,
/// `origin unknown`; each once.
struct ReportDetails {
  private(set) var bytes: ClosedRange<Int>?
  private(set) var accessSize: Int?
  private(set) var check: String?
  private(set) var isOriginUnknown = false

  init(_ report: CaseMark, of source: CaseSource) throws {
    for detail in report.details.dropFirst() {
      if let problem = take(detail) { throw source.error(report.line, "'\(detail)'\(problem)") }
    }
  }

  /// Takes a detail; returns what is wrong with it.
  private mutating func take(_ detail: String) -> String? {
    if detail == "origin unknown" {
      defer { isOriginUnknown = true }
      return isOriginUnknown ? " stands twice" : nil
    }
    if let match = detail.wholeMatch(of: /check (\S.*)/) {
      defer { check = String(match.1) }
      return check.map { ": the check is '\($0)' already" }
    }
    if let match = detail.wholeMatch(of: /bytes? (\d+)(?:-(\d+))? of (\d+)/),
      let first = Int(match.1), let size = Int(match.3),
      let last = match.2.map({ Int($0) }) ?? first
    {
      return take(first, last, size)
    }
    let word = detail.prefix { $0 != " " }
    return " is not a detail: those are `byte A of S`, `bytes A-B of S`, `check NAME`,"
      + " `origin unknown`" + Spelling.hint(word, among: ["byte", "bytes", "check", "origin"])
  }

  private mutating func take(_ first: Int, _ last: Int, _ size: Int) -> String? {
    guard first <= last else { return ": the range ends before it begins" }
    guard last < size else {
      return size == 0
        ? ": an access has at least one byte"
        : ": an access of \(size) bytes has the bytes 0-\(size - 1)"
    }
    if let bytes {
      return
        ": the bytes are \(bytes.lowerBound)-\(bytes.upperBound) of \(accessSize ?? 0) already;"
        + " a report has one range"
    }
    (bytes, accessSize) = (first...last, size)
    return nil
  }
}
