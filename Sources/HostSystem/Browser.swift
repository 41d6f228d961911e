// Showing a file to a person.

import Foundation

/// The browser of the person at this machine.
public enum Browser {
  /// Opens a file: with the first of the programs in BROWSER, else with xdg-open. Throws when there
  /// is none, or when it fails.
  public static func open(_ path: String) async throws {
    let chosen = ProcessInfo.processInfo.environment["BROWSER"] ?? ""
    let program = chosen.split(separator: ":").first.map { String($0) } ?? "xdg-open"
    do {
      try await HostCommand(program, [Files.absolute(path)]).output()
    } catch let error as HostCommandError {
      throw BrowserError(path: path, reason: error.problem)
    }
  }
}

/// No browser could be started.
public struct BrowserError: ExplainedError {
  let path: String
  let reason: String

  public var problem: String { "The page was written to \(path), and not opened: \(reason)" }
  public var remedy: String? { "Open the file yourself, or set BROWSER to a browser's name." }
}
