// A bounded folder of files that can be made again. An entry is there as a whole or not at all; when all
// together are larger than the limit, those go that were not used for longest, but none that a running
// command uses. What the folder holds beside entries is not ours, and stays.
//
// The time of last access says when an entry was used last: a program that reads it by itself counts, and
// build systems that look at the time of change see none.

#if canImport(Glibc)
  import Glibc
#endif

/// One cache.
public final class CacheFolder: Sendable {
  /// What it holds, for people.
  public let title: String
  public let path: String
  /// The limit without the environment's.
  private let standardLimitBytes: UInt64
  /// How long after its last use an entry stays, whatever the limit.
  private let keptSeconds: Int
  private let isEntry: @Sendable (String) -> Bool
  private let locks: EntryLocks

  public init(
    _ title: String, path: String, limitBytes: UInt64, keptSeconds: Int = 0,
    isEntry: @escaping @Sendable (String) -> Bool
  ) {
    self.title = title
    self.path = path
    standardLimitBytes = limitBytes
    self.keptSeconds = keptSeconds
    self.isEntry = isEntry
    locks = EntryLocks(folder: path)
  }

  /// How many bytes its entries may have together.
  public func limitBytes() throws(CacheError) -> UInt64 {
    try UserCaches.limitOfEnvironment() ?? standardLimitBytes
  }

  // MARK: Use

  /// The path of an entry, which is in use until this process ends; nil when there is none.
  public func use(_ name: String) throws(CacheError) -> String? {
    precondition(isEntry(name), "\(name) is not a name of \(title)")
    _ = try limitBytes()
    locks.hold(name)
    let file = "\(path)/\(name)"
    guard access(file, R_OK) == 0 else { return nil }
    var times = [
      timespec(tv_sec: 0, tv_nsec: Self.now), timespec(tv_sec: 0, tv_nsec: Self.unchanged),
    ]
    // Where this fails, the folder is read-only, and nothing is removed.
    utimensat(AT_FDCWD, file, &times, 0)
    return file
  }

  // <bits/stat.h>: UTIME_NOW and UTIME_OMIT, as macros that Swift does not see.
  private static let now = 1 << 30 - 1
  private static let unchanged = 1 << 30 - 2

  /// Begins an entry. It replaces one of the same name when it is kept.
  public func newEntry(_ name: String) throws(CacheError) -> NewCacheEntry {
    precondition(isEntry(name), "\(name) is not a name of \(title)")
    _ = try limitBytes()
    try makeDirectory()
    locks.hold(name)
    let temporary =
      Self.temporaryPrefix + "\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
    locks.hold(temporary)
    return NewCacheEntry(folder: self, path: "\(path)/\(temporary)", name: name)
  }

  private static let temporaryPrefix = ".new-"

  /// Lets a program that takes the place of this process use what this process uses.
  public func passLocksOn() { locks.passOn() }

  private func makeDirectory() throws(CacheError) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o755) != 0, errno != EEXIST {
        throw .failed("create the directory '\(made)'")
      }
    }
    guard access(path, W_OK) == 0 else { throw .failed("write to the directory '\(path)'") }
  }

  // MARK: Limit

  /// What a cache holds.
  public struct Contents: Sendable, Equatable {
    public var entryCount = 0
    public var bytes: UInt64 = 0
    /// Files that are not ours.
    public var foreignCount = 0
  }

  public var contents: Contents {
    var result = Contents()
    for file in files() {
      if file.isTemporary || !isEntry(file.name) {
        result.foreignCount += file.isTemporary ? 0 : 1
        continue
      }
      result.entryCount += 1
      result.bytes += file.bytes
    }
    return result
  }

  /// Removes what is above the limit, and what interrupted commands left.
  func trim() {
    guard let limit = try? limitBytes() else { return }
    let files = files()
    for file in files where file.isTemporary { _ = remove(file) }
    let entries = files.filter { isEntry($0.name) }
    var bytes = entries.reduce(0) { $0 + $1.bytes }
    let newest = time(nil) - keptSeconds
    for entry in entries.sorted(by: { $0.isOlder(than: $1) }) where bytes > limit {
      guard keptSeconds == 0 || entry.lastUse.tv_sec < newest else { return }
      if remove(entry) { bytes -= entry.bytes }
    }
  }

  /// What emptying a cache did.
  public struct Emptying: Sendable, Equatable {
    public var removedCount = 0
    public var removedBytes: UInt64 = 0
    /// Entries that stay, as commands use them.
    public var usedCount = 0
  }

  /// Removes every entry that no command uses.
  public func empty() throws(CacheError) -> Emptying {
    var result = Emptying()
    for file in files() where file.isTemporary || isEntry(file.name) {
      var code: Int32 = 0
      if remove(file, failure: &code) {
        result.removedCount += 1
        result.removedBytes += file.bytes
      } else if code == 0 {
        result.usedCount += 1
      } else {
        throw .failed("remove '\(path)/\(file.name)'", code)
      }
    }
    return result
  }

  private func remove(_ file: CachedFile) -> Bool {
    var code: Int32 = 0
    return remove(file, failure: &code)
  }

  /// Removes a file that no process uses, and that nothing has used since it was listed.
  private func remove(_ file: CachedFile, failure code: inout Int32) -> Bool {
    guard access(path, W_OK) == 0 else {
      code = errno
      return false
    }
    return locks.whenUnused(file.name) {
      guard let current = CachedFile(file.name, in: path), !file.isOlder(than: current) else {
        return false
      }
      if unlink("\(path)/\(file.name)") == 0 { return true }
      code = errno
      return false
    }
  }

  /// The plain files of the folder, without the locks.
  private func files() -> [CachedFile] {
    names(in: path).filter { $0 != ".lock" }.compactMap { CachedFile($0, in: path) }
  }

  /// A file of the folder.
  private struct CachedFile {
    let name: String
    let bytes: UInt64
    let lastUse: timespec

    var isTemporary: Bool { name.hasPrefix(temporaryPrefix) }

    /// Nil for what is not a plain file.
    init?(_ name: String, in folder: String) {
      var status = stat()
      guard lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        return nil
      }
      self.name = name
      bytes = UInt64(status.st_size)
      let times = [status.st_atim, status.st_mtim]
      lastUse = Self.isEarlier(times[0], times[1]) ? times[1] : times[0]
    }

    /// Whether it was used before the other one; the name decides where times are the same.
    func isOlder(than other: CachedFile) -> Bool {
      Self.isEarlier(lastUse, other.lastUse)
        || !Self.isEarlier(other.lastUse, lastUse) && name < other.name
    }

    private static func isEarlier(_ first: timespec, _ second: timespec) -> Bool {
      (first.tv_sec, first.tv_nsec) < (second.tv_sec, second.tv_nsec)
    }
  }
}

/// An entry that is being made. What is not kept is removed with this object, or, when the process ends
/// before, by the next command that makes an entry.
public final class NewCacheEntry: Sendable {
  /// Where its content is to be written.
  public let path: String
  private let folder: CacheFolder
  private let name: String

  fileprivate init(folder: CacheFolder, path: String, name: String) {
    self.folder = folder
    self.path = path
    self.name = name
  }

  deinit { unlink(path) }

  /// Puts the entry in its place, and makes room for it. Returns its path; it is in use until this process
  /// ends.
  public func keep() throws(CacheError) -> String {
    let place = "\(folder.path)/\(name)"
    guard rename(path, place) == 0 else { throw .failed("create '\(place)'") }
    folder.trim()
    return place
  }
}
