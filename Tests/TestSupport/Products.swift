// What was built beside the tests, and places to use it in.

import Foundation

/// The programs and libraries of this package, in the configuration of the tests.
public enum Products {
  /// The folder of the products: the tests' own.
  public static let directory =
    URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .path(percentEncoded: false)

  /// The path of a program or a library.
  public static func path(_ name: String) -> String {
    directory + (directory.hasSuffix("/") ? "" : "/") + name
  }
}

/// Runs `body` with a folder that is removed afterwards.
public func withTemporaryFolder<Result>(
  _ body: (URL) async throws -> Result
) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "kmsan-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}

extension URL {
  /// Writes a file into this folder.
  public func write(_ text: String, to name: String) throws {
    try text.write(to: appending(path: name), atomically: true, encoding: .utf8)
  }

  /// Whether this folder has a file of that name.
  public func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: appending(path: name).path(percentEncoded: false))
  }
}
