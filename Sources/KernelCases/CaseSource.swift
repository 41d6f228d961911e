// The text of a case's file, and errors that name a line of it.

import Foundation
import HostSystem

/// A file that is not a case, and why.
public struct CaseSyntaxError: ExplainedError, Equatable {
  public let file: String
  public let line: Int
  public let message: String
  public var problem: String { "\(file):\(line): \(message)" }
  public var remedy: String? { nil }
}

/// The file of one case.
struct CaseSource {
  /// `family/stem`.
  let name: String
  /// For errors and for compilers.
  let path: String
  let lines: [Substring]

  init(_ text: String, name: String, path: String) {
    self.name = name
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  var isSwift: Bool { path.hasSuffix(".swift") }

  func error(_ line: Int, _ message: String) -> CaseSyntaxError {
    CaseSyntaxError(file: path, line: line, message: message)
  }

  /// The functions of a formatted file, by their heads. In C a head begins a line; in Swift it has the
  /// word `func`, and the name that C knows when it has one.
  var functions: [CaseFunction] {
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
