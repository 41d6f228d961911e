// The logs that a command line names: files, directories, standard input.

import HostSystem
import KMSANReport

/// Reads logs for their reports.
public struct LogReader: Sendable {
  /// The files, in the order in which they were named; those of a directory sorted.
  public let paths: [String]

  /// Finds the logs. A directory stands for all files below it; `-` is standard input.
  public init(_ arguments: [String]) throws {
    var paths: [String] = []
    for argument in arguments {
      if argument != "-", Files.isDirectory(argument) {
        let hasSlash = argument.count > 1 && argument.hasSuffix("/")
        paths += try Files.filesBelow(hasSlash ? String(argument.dropLast()) : argument)
      } else {
        paths.append(argument)
      }
    }
    self.paths = paths
  }

  /// The name of a log in documents.
  public static func name(_ path: String) -> String { path == "-" ? "standard input" : path }

  /// Reads one log and passes each report to `body`. Returns how many bytes there were. Memory does
  /// not grow with the log.
  @discardableResult
  public static func read(_ path: String, _ body: (Report) throws -> Void) throws -> UInt64 {
    var scanner = LogScanner()
    try Files.readChunks(path) { chunk in
      try Task.checkCancellation()
      try scanner.scan(chunk, body)
    }
    try scanner.finish(body)
    return scanner.byteCount
  }

  /// Gathers the reports of all logs.
  public func collect(progress: ProgressDisplay) throws -> ReportCollection {
    var collection = ReportCollection()
    for (number, path) in paths.enumerated() {
      progress.status("reading log \(number + 1) of \(paths.count), \(collection.count) reports")
      try LogReader.read(path) { collection.add($0, log: LogReader.name(path)) }
    }
    return collection
  }
}
