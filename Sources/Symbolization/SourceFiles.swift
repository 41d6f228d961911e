// The lines of sources around a place. Paths of debug information may be of another machine: the
// file is looked for below the folders that the user names, with fewer and fewer leading parts.

import Foundation
import HostSystem
import KMSANReport

/// Finds sources.
struct SourceFiles: Sendable {
  let folders: [String]

  /// The folder that a file of the debug information is in, and its path from there; nil when there
  /// is none on this machine.
  func find(_ file: String) -> (folder: String, path: String)? {
    let plain = SourceFiles.plain(file)
    for folder in folders {
      var parts = plain.split(separator: "/")[...]
      while !parts.isEmpty {
        let path = parts.joined(separator: "/")
        let candidate = "\(folder)/\(path)"
        if Files.exists(candidate), !Files.isDirectory(candidate) { return (folder, path) }
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

/// Names and excerpts of sources; each file is looked for and read once.
struct SourceExcerpts {
  /// Lines before and behind the line in question.
  private static let linesAround = 2
  /// More files are not kept.
  private static let filesMax = 1000

  private let files: SourceFiles
  private var places: [String: (folder: String, path: String)?] = [:]
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

  /// What a file is called: its path below the user's sources, else as the debug information has it.
  mutating func name(of file: String) -> String {
    place(of: file)?.path ?? SourceFiles.plain(file)
  }

  private mutating func place(of file: String) -> (folder: String, path: String)? {
    if let known = places[file] { return known }
    if places.count >= SourceExcerpts.filesMax { places = [:] }
    let place = files.find(file)
    places[file] = .some(place)
    return place
  }

  private mutating func lines(of file: String) -> [Substring] {
    if let known = lines[file] { return known }
    if lines.count >= SourceExcerpts.filesMax { lines = [:] }
    let text = place(of: file).flatMap { try? Files.text("\($0.folder)/\($0.path)") } ?? ""
    let result = text.split(separator: "\n", omittingEmptySubsequences: false)
    lines[file] = text.isEmpty ? [] : result
    return lines[file] ?? []
  }
}
