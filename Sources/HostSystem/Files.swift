// The few things that are done with files, over Foundation, with errors a person can act on.

import Foundation

/// A file could not be read, written, made or renamed.
public struct FileError: ExplainedError {
  public var problem: String
  public var remedy: String?

  /// The error for what was tried on `path`.
  public init(_ attempt: String, _ path: String, _ error: any Error) {
    let reason = (error as NSError)
    let isFull = FileError.isDiskFull(reason)
    problem = "Cannot \(attempt) \(path): \(FileError.words(reason))"
    remedy =
      isFull
      ? "Free some disk space, as by `kmsan doctor --empty-caches`, or choose another folder:"
        + " XDG_CACHE_HOME, for Linux --work-directory."
      : nil
  }

  private static func underlying(_ error: NSError) -> NSError? {
    error.userInfo[NSUnderlyingErrorKey] as? NSError
  }

  private static func isDiskFull(_ error: NSError) -> Bool {
    if error.domain == NSPOSIXErrorDomain { return error.code == Int(ENOSPC) }
    if error.code == CocoaError.fileWriteOutOfSpace.rawValue { return true }
    return underlying(error).map(isDiskFull) ?? false
  }

  private static func words(_ error: NSError) -> String {
    let root = underlying(error) ?? error
    if root.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(root.code))) }
    switch CocoaError.Code(rawValue: root.code) {
    case .fileNoSuchFile, .fileReadNoSuchFile: return "there is no such file"
    case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
    case .fileWriteOutOfSpace: return "no space is left on the device"
    case .fileWriteFileExists: return "it exists already"
    default: return root.localizedDescription
    }
  }
}

/// Operations on files by path.
public enum Files {
  public static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  /// Reads a whole file as bytes.
  public static func bytes(_ path: String) throws -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw FileError("read", path, error)
    }
  }

  /// Reads a whole file as text; invalid UTF-8 is repaired.
  public static func text(_ path: String) throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  /// Writes a file as a whole: under a temporary name, then renamed.
  public static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  /// Writes a file as a whole: under a temporary name, then renamed. A device or a pipe stays what it
  /// is, and is written to.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    var status = stat()
    let isFile = stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    do {
      try Data(bytes).write(
        to: URL(fileURLWithPath: path), options: isFile ? .atomic : [])
    } catch {
      throw FileError("write", path, error)
    }
  }

  /// Makes a directory and those above it.
  public static func makeDirectory(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FileError("make the directory", path, error)
    }
  }

  /// Removes a file or a directory with all that is in it, if it is there.
  public static func remove(_ path: String) throws {
    guard exists(path) || isSymbolicLink(path) else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw FileError("remove", path, error)
    }
  }

  /// Renames, in one step, what must be on the same file system.
  public static func rename(_ path: String, to newPath: String) throws {
    guard Foundation.rename(path, newPath) == 0 else {
      throw FileError(
        "rename to \(newPath)", path, NSError(domain: NSPOSIXErrorDomain, code: Int(errno)))
    }
  }

  /// The names in a directory, sorted; empty when there is none.
  public static func names(in path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  public static func makeExecutable(_ path: String) throws {
    guard chmod(path, 0o755) == 0 else {
      throw FileError(
        "make executable", path, NSError(domain: NSPOSIXErrorDomain, code: Int(errno)))
    }
  }

  /// Whether the file is there and was written after `other`.
  public static func isNewer(_ path: String, than other: String) -> Bool {
    guard let time = modificationTime(path), let otherTime = modificationTime(other) else {
      return false
    }
    return time > otherTime
  }

  /// Changes when the file is written again.
  public static func version(of path: String) -> String {
    "\(path) \(modificationTime(path)?.timeIntervalSince1970 ?? 0)"
  }

  private static func modificationTime(_ path: String) -> Date? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.modificationDate] as? Date
  }

  /// The path with `~` and relative parts resolved.
  public static func absolute(_ path: String) -> String {
    let expanded = NSString(string: path).expandingTildeInPath
    return URL(fileURLWithPath: expanded).standardizedFileURL.path
  }

  /// The bytes free for us on the file system that holds `path`, or nil when unknown.
  public static func freeBytes(at path: String) -> UInt64? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize)
  }

  private static func isSymbolicLink(_ path: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
  }
}
