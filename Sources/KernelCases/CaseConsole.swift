// The console of a place, split into what each case printed. The runner of every place prints
//
//   KTAP version 1
//   1..N
//   # begin family/stem
//   … reports, `# …` lines …
//   ok 1 family/stem              or: not ok 1 family/stem, ok 1 family/stem # SKIP reason
//
// When a case is ended because its time is over, `# timed out after N s` stands in place of the result.
//
// with any indentation and the console's own prefixes. Other lines belong to the case that runs.

import KMSANReport

/// What one case left on the console.
public struct CaseRun: Sendable {
  /// How the case ended.
  public enum Ending: Sendable, Equatable {
    case passed
    /// The case itself says that something is wrong.
    case failed
    case skipped(String)
    /// It was ended when its time was over; the limit, in words.
    case timedOut(String)
    /// It began, and there was no result.
    case none
  }

  public var name: String
  public var ending: Ending
  /// The lines between its beginning and its result, without prefixes.
  public var text: String
  public var reports: [Report]
}

/// A console as cases.
public struct CaseConsole: Sendable {
  public private(set) var runs: [CaseRun] = []
  /// Reports that belong to no case: they came before the first one or behind the last.
  public private(set) var strayReports: [Report] = []

  private var open: (name: String, lines: [String])?
  private var strayLines: [String] = []

  /// Splits the text of a console.
  public init(_ text: String) {
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      take(ConsoleLine(line).text)
    }
    close(.none)
    strayReports = ReportParser.reports(in: strayLines.joined(separator: "\n"))
  }

  private mutating func take(_ line: String) {
    let content = line.drop { $0 == " " }
    if let match = content.wholeMatch(of: /# timed out after (\d+ s)/), open != nil {
      close(.timedOut(String(match.1)))
    } else if content.hasPrefix("# begin ") {
      close(.none)
      open = (String(content.dropFirst("# begin ".count)), [])
    } else if let open, let ending = Self.ending(content, of: open.name) {
      close(ending)
    } else if open != nil {
      open?.lines.append(line)
    } else {
      strayLines.append(line)
    }
  }

  private mutating func close(_ ending: CaseRun.Ending) {
    guard let (name, lines) = open else { return }
    let text = lines.joined(separator: "\n")
    runs.append(
      CaseRun(name: name, ending: ending, text: text, reports: ReportParser.reports(in: text)))
    open = nil
  }

  /// The line that says that the case which runs was ended.
  static func timeOverLine(seconds: Int) -> String { "# timed out after \(seconds) s" }

  /// Reads `ok 3 name`, `not ok 3 name`, `ok 3 name # SKIP reason`; nil for other lines and names.
  private static func ending(_ line: Substring, of name: String) -> CaseRun.Ending? {
    guard let match = line.wholeMatch(of: /(not )?ok \d+ (?:- )?(\S+)(?: # SKIP ?(.*))?/),
      match.2 == name
    else { return nil }
    if let reason = match.3 { return .skipped(String(reason)) }
    return match.1 == nil ? .passed : .failed
  }

  /// Every report, to be symbolized at once.
  public var reports: [Report] { runs.flatMap(\.reports) + strayReports }

  /// The same console with these reports, which stand in the order of ``reports``.
  public func replacing(_ reports: [Report]) -> CaseConsole {
    precondition(reports.count == self.reports.count, "each report has a replacement")
    var result = self
    var rest = reports[...]
    for index in result.runs.indices {
      let count = result.runs[index].reports.count
      result.runs[index].reports = Array(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    result.strayReports = Array(rest)
    return result
  }
}
