// The lines of sources around a place. Paths of debug information may be of another machine: the
// file is looked for below the folders that the user names, with fewer and fewer leading parts.

import Foundation
import HostSystem
import KMSANReport

/// Finds sources.
struct SourceFiles: Sendable {
  let folders: [String]

  /// The path of a file of the debug information on this machine; nil when there is none.
  func path(of file: String) -> String? {
    let plain = SourceFiles.plain(file)
    for folder in folders {
      var parts = plain.split(separator: "/")[...]
      while !parts.isEmpty {
        let candidate = "\(folder)/\(parts.joined(separator: "/"))"
        if Files.exists(candidate), !Files.isDirectory(candidate) { return candidate }
        parts = parts.dropFirst()
      }
    }
    return nil
  }

  /// The path without `./` and `x/../`, as people write it.
  static func plain(_ file: String) -> String {
    var parts: [Substring] = []
    for part in file.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (file.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}

/// Excerpts of sources; each file is read once.
struct SourceExcerpts {
  /// Lines before and behind the line in question.
  private static let linesAround = 2
  /// More files are not kept.
  private static let filesMax = 1000

  private let files: SourceFiles
  private var lines: [String: [Substring]] = [:]

  init(files: SourceFiles) { self.files = files }

  /// The lines around one; nil when the source is not at hand or has no such line.
  mutating func excerpt(_ file: String, line: Int) -> SourceExcerpt? {
    let all = lines(of: file)
    guard line >= 1, line <= all.count else { return nil }
    let first = max(1, line - SourceExcerpts.linesAround)
    let last = min(all.count, line + SourceExcerpts.linesAround)
    return SourceExcerpt(firstLine: first, lines: all[(first - 1)..<last].map { String($0) })
  }

  private mutating func lines(of file: String) -> [Substring] {
    if let known = lines[file] { return known }
    if lines.count >= SourceExcerpts.filesMax { lines = [:] }
    let text = files.path(of: file).flatMap { try? Files.text($0) } ?? ""
    let result = text.split(separator: "\n", omittingEmptySubsequences: false)
    lines[file] = text.isEmpty ? [] : result
    return lines[file] ?? []
  }
}
