// The repository's files, as tests see them.

import Foundation
import Testing

/// The checkout that the tests were built from.
public enum Repository {
  /// Its top folder.
  public static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The absolute path of a file, named by its path from the top folder.
  public static func path(_ path: String) -> String {
    root.appending(path: path).path(percentEncoded: false)
  }

  /// The text of a file, named by its path from the top folder.
  public static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The files below a folder whose names end in one of `extensions`, as paths from the top folder,
  /// sorted. Symbolic links are not followed.
  public static func files(below folder: String, extensions: Set<String>) throws -> [String] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: path(folder))
    return names.filter { name in extensions.contains { name.hasSuffix(".\($0)") } }
      .map { "\(folder)/\($0)" }.sorted()
  }
}

/// Whether goldens are to be rewritten instead of compared.
public let blesses = ProcessInfo.processInfo.environment["KMSAN_BLESS"] == "1"

/// Expects the file at `path`, from the top folder, to hold `text`; with KMSAN_BLESS=1, makes it
/// so.
public func expectGolden(
  _ text: String, at path: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = Repository.root.appending(path: path)
  if blesses {
    try text.write(to: file, atomically: true, encoding: .utf8)
    return
  }
  let golden = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
  guard golden != text else { return }
  let goldenLines = golden.split(separator: "\n", omittingEmptySubsequences: false)
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  let same = zip(goldenLines, lines).prefix { $0 == $1 }.count
  let expected = same < goldenLines.count ? String(goldenLines[same]) : "(end of file)"
  let actual = same < lines.count ? String(lines[same]) : "(end of text)"
  Issue.record(
    """
    \(path) is stale from line \(same + 1) on.
      file: \(expected)
      now:  \(actual)
    If the change is meant, run the test with KMSAN_BLESS=1 and review the difference.
    """,
    sourceLocation: sourceLocation)
}
