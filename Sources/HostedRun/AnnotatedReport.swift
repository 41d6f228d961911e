// Reports with the sources of their frames: the text as the runtime printed it, each frame followed
// by its place, and the first frame of each stack by its source line.

import Foundation
import HostSystem

/// Adds sources to the text of reports.
public struct AnnotatedReport {
  private let frames: SourceFrames
  private var sources: [String: [Substring]] = [:]

  public init(frames: SourceFrames) { self.frames = frames }

  /// The text with sources.
  public mutating func annotate(_ text: String) -> String {
    var result = ""
    var isFirstFrame = true
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let locations = frames.locations(ofLine: line)
      guard let innermost = locations.first else {
        isFirstFrame = true
        result += line + "\n"
        continue
      }
      for (number, location) in locations.enumerated() {
        // Inlined functions stand where they were inlined, as decode_stacktrace prints them.
        let frame = number == locations.count - 1 ? String(line) : " \(location.function) (inlined)"
        result += "\(frame) \(Self.short(location.file)):\(location.line):\(location.column)\n"
        if number == 0, isFirstFrame { result += excerpt(innermost) }
      }
      isFirstFrame = false
    }
    if result.hasSuffix("\n") { result.removeLast() }
    return result
  }

  private mutating func excerpt(_ location: SourceLocation) -> String {
    let lines: [Substring]
    if let known = sources[location.file] {
      lines = known
    } else {
      let text = (try? Files.text(location.file)) ?? ""
      lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      sources[location.file] = lines
    }
    guard location.line <= lines.count else { return "" }
    let number = String(location.line)
    let gutter = String(repeating: " ", count: number.count)
    let source = lines[location.line - 1]
    let indent = source.prefix(max(location.column - 1, 0)).map { $0 == "\t" ? "\t" : " " }
    return "   \(number) | \(source)\n   \(gutter) | \(indent.joined())^\n"
  }

  /// The path from the working directory, when it is below that.
  private static func short(_ path: String) -> String {
    let directory = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(directory) ? String(path.dropFirst(directory.count)) : path
  }
}
