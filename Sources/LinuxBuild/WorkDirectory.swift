// Where the commands keep Linux: the unpacked source, build directories, logs. All of it can be
// removed at any time; it is made again.

import Foundation
import HostSystem
import UserCache

/// The directory that holds everything made from Linux's source package.
public struct WorkDirectory: Sendable, Equatable {
  /// The variable that overrides the default place.
  public static let environmentVariable = "KMSAN_WORK_DIRECTORY"

  public let path: String

  /// A folder of the directory named by `option`, else by the environment, else of the user's cache. Each
  /// release has one, and so have trees of the user's (nil).
  public init(option: String?, environment: [String: String], release: LinuxRelease? = .standard) {
    let named = option ?? environment[WorkDirectory.environmentVariable] ?? ""
    let base =
      named.isEmpty
      ? UserCaches.place(
        cache: environment["XDG_CACHE_HOME"], home: environment["HOME"] ?? NSHomeDirectory())
      : named
    path = Files.absolute(base + "/linux-" + (release.map(\.description) ?? "own"))
  }

  /// The unpacked tree. Nothing in it is ever changed.
  public var source: String { path + "/source" }
  /// The signatures of its files, taken when it was unpacked.
  public var manifest: String { path + "/source.manifest" }
  public var logs: String { path + "/logs" }
  /// Copies of the plugin, by content.
  public var plugins: String { path + "/plugins" }

  /// The directory of one build.
  public func build(_ name: String) -> String { "\(path)/build/\(name)" }

  /// Takes a lock that one process at a time can hold; it ends with the returned value.
  public func lock(_ name: String) throws -> FileLock {
    try Files.makeDirectory(path)
    return try FileLock(path: "\(path)/.\(name).lock")
  }
}

/// An exclusive lock on a file, held as long as this object lives. The kernel drops it when the
/// process ends, however it ends.
public final class FileLock: Sendable {
  private let descriptor: Int32

  /// Waits until the lock is free.
  init(path: String) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw FileError(
        "open the lock", path, NSError(domain: NSPOSIXErrorDomain, code: Int(errno)))
    }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        let code = Int(errno)
        close(descriptor)
        throw FileError("lock", path, NSError(domain: NSPOSIXErrorDomain, code: code))
      }
    }
  }

  deinit { close(descriptor) }
}
