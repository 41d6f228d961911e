// What the commands keep for later, and its size: the bounded caches, and Linux's work directory, which has
// no limit and is never removed with them.

import Foundation
import HostSystem
import UserCache

/// Looks at what is kept, and empties the caches.
public struct CacheDoctor: Sendable {
  /// One cache as it is.
  public struct State: Sendable, Equatable, Codable {
    public var title: String
    public var folder: String
    public var files: Int
    public var bytes: UInt64
    public var limitBytes: UInt64
    /// Files in the folder that are not the cache's.
    public var foreignFiles: Int
  }

  private let caches: [CacheFolder]
  private let work: WorkDirectory

  public init(caches: [CacheFolder] = UserCaches.all, work: WorkDirectory) {
    self.caches = caches
    self.work = work
  }

  // MARK: Examination

  /// Adds what is kept to a diagnosis.
  func examine(_ diagnosis: inout Diagnosis) {
    for cache in caches {
      do {
        let state = try Self.state(of: cache)
        diagnosis.caches.append(state)
        diagnosis.findings.append(Self.finding(state))
      } catch {
        diagnosis.findings.append(
          Finding(.error, "cache: \(cache.title)", error.problem, remedy: error.remedy))
      }
    }
    if Files.exists(work.path) {
      diagnosis.findings.append(Finding(.good, "Linux's work directory", workText))
    }
  }

  private static func state(of cache: CacheFolder) throws(CacheError) -> State {
    let contents = cache.contents
    return State(
      title: cache.title, folder: cache.path, files: contents.entryCount, bytes: contents.bytes,
      limitBytes: try cache.limitBytes(), foreignFiles: contents.foreignCount)
  }

  private static func finding(_ state: State) -> Finding {
    let subject = "cache: \(state.title)"
    let foreign = state.foreignFiles == 0 ? "" : "; others: \(state.foreignFiles)"
    let text =
      "\(state.bytes.asSize) of at most \(state.limitBytes.asSize) (files: \(state.files)"
      + "\(foreign)): \(state.folder)"
    if Files.exists(state.folder), !FileManager.default.isWritableFile(atPath: state.folder) {
      return Finding(
        .warning, subject, text + " cannot be written",
        remedy:
          "Change the folder's owner, or set XDG_CACHE_HOME to a folder that you can write to.")
    }
    guard state.bytes > state.limitBytes else { return Finding(.good, subject, text) }
    return Finding(
      .warning, subject, text,
      remedy: "The next command that adds to it removes what no other command uses; `kmsan doctor"
        + " --empty-caches` does so now.")
  }

  private var workText: String {
    let parts = ["source", "build", "plugins", "logs"].compactMap { name -> String? in
      let size = FolderSize(of: "\(work.path)/\(name)")
      return size.fileCount == 0 ? nil : "\(name) \(size.bytes.asSize)"
    }
    return "\(parts.isEmpty ? "empty" : parts.joined(separator: ", ")); no limit: \(work.path)"
  }

  // MARK: Emptying

  /// Empties every cache. Returns what to tell a person.
  public func empty() throws -> String {
    var lines: [String] = []
    for cache in caches {
      let done = try cache.empty()
      lines.append(
        "\(cache.title): \(done.removedBytes.asSize) removed from \(cache.path)"
          + " (files: \(done.removedCount))")
      if done.usedCount > 0 {
        lines.append("  files that stay, as commands that run use them: \(done.usedCount)")
      }
      let foreign = cache.contents.foreignCount
      if foreign > 0 {
        lines.append("  files that stay, as they are not the cache's: \(foreign)")
      }
    }
    if Files.exists(work.path) {
      lines.append("Linux's work directory stays: \(workText)")
      lines.append("  remove it by hand: rm -r \(HostCommand.quoted(work.path))")
    }
    return lines.map { "\($0)\n" }.joined()
  }
}

extension UInt64 {
  /// Bytes for a person.
  fileprivate var asSize: String {
    if self < 10 << 10 { return "\(self) bytes" }
    return self < 10 << 20 ? "\(self >> 10) kB" : "\(self >> 20) MB"
  }
}
