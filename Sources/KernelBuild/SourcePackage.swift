// Linux's source from Debian's package: found, its version checked, unpacked in one step (under a
// temporary name, then renamed), and later proved to be unchanged.

import Foundation
import HostSystem

/// A version of Linux.
public struct KernelVersion: Sendable, Equatable, CustomStringConvertible {
  public var version: Int
  public var patchLevel: Int
  public var subLevel: Int

  public var description: String { "\(version).\(patchLevel).\(subLevel)" }

  /// Reads the first lines of the tree's Makefile.
  public init?(makefile: String) {
    func value(_ name: String) -> Int? {
      for line in makefile.split(separator: "\n").prefix(20) {
        let words = line.split(separator: " ")
        if words.count == 3, words[0] == name, words[1] == "=" { return Int(words[2]) }
      }
      return nil
    }
    guard let version = value("VERSION"), let patchLevel = value("PATCHLEVEL"),
      let subLevel = value("SUBLEVEL")
    else { return nil }
    self.version = version
    self.patchLevel = patchLevel
    self.subLevel = subLevel
  }
}

/// What can go wrong with the source.
public enum SourceError: ExplainedError {
  case packageMissing(String)
  case otherVersion(found: String, at: String)
  case notATree(String)
  case unpacking(String, output: String)
  case notFetched(String)
  case noSpace(needed: UInt64, free: UInt64, at: String)

  public var problem: String {
    switch self {
    case .packageMissing(let path): "Linux's source package is not there: \(path)"
    case .otherVersion(let found, let path):
      "The tree at \(path) is Linux \(found); this version works on \(SourcePackage.series).x"
    case .notATree(let path): "There is no Linux source tree at \(path)"
    case .unpacking(let path, let output): "Unpacking \(path) failed: \(output)"
    case .notFetched(let path): "Linux's source is not unpacked at \(path)"
    case .noSpace(let needed, let free, let path):
      "Only \(free >> 20) MB are free at \(path); unpacking takes \(needed >> 20) MB"
    }
  }

  public var remedy: String? {
    switch self {
    case .packageMissing:
      "Install it with `apt-get install linux-source-\(SourcePackage.series)`, or name the file "
        + "with --source-package."
    case .otherVersion: "Use Debian's package linux-source-\(SourcePackage.series)."
    case .notATree: "Name the directory that holds Linux's Makefile."
    case .unpacking: "Check the package with `dpkg --verify linux-source-\(SourcePackage.series)`."
    case .notFetched: "Run `kmsan linux fetch`."
    case .noSpace: "Free some disk space, or choose another --work-directory."
    }
  }
}

/// Debian's source package of Linux.
public struct SourcePackage: Sendable {
  /// The series that the integration was written and tested for.
  public static let series = "6.12"
  public static let defaultPath = "/usr/src/linux-source-6.12.tar.xz"
  private static let unpackedBytes: UInt64 = 1700 << 20

  public var path: String

  public init(path: String = SourcePackage.defaultPath) { self.path = path }

  /// The first line of a manifest: which package it was unpacked from.
  private func heading() throws -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { throw SourceError.packageMissing(path) }
    return "# \(path) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }

  /// Whether `work` holds the tree of this package.
  public func isUnpacked(in work: WorkDirectory) throws -> Bool {
    guard Files.exists(work.source + "/Makefile"),
      let file = FileHandle(
        forReadingAtPath: work.manifest)
    else { return false }
    defer { try? file.close() }
    let expected = try heading() + "\n"
    let start = try? file.read(upToCount: expected.utf8.count)
    return start.map { String(decoding: $0, as: UTF8.self) } == expected
  }

  /// Unpacks the package into `work` unless it is there. Nothing half-unpacked is left behind.
  public func fetch(into work: WorkDirectory, progress: ProgressDisplay) async throws {
    let lock = try work.lock("source")
    defer { withExtendedLifetime(lock) {} }
    if try isUnpacked(in: work) { return }
    let heading = try heading()
    if let free = Files.freeBytes(at: work.path), free < SourcePackage.unpackedBytes {
      throw SourceError.noSpace(
        needed: SourcePackage.unpackedBytes, free: free, at: work.path)
    }
    progress.note("unpacking \(path)")
    let temporary = "\(work.path)/source.unpacking.\(getpid())"
    do {
      try Files.makeDirectory(temporary)
      try await unpack(to: temporary, members: [], progress: progress)
      try SourcePackage.checkVersion(at: temporary)
      let manifest = try SourceManifest(scanning: temporary)
      try Files.remove(work.manifest)
      try Files.remove(work.source)
      try Files.rename(temporary, to: work.source)
      try Files.write(manifest.text(heading: heading), to: work.manifest)
    } catch {
      try? Files.remove(temporary)
      throw error
    }
  }

  private func unpack(
    to directory: String, members: [String], progress: ProgressDisplay
  ) async throws {
    let list = directory + ".members"
    var arguments = [
      "--extract", "--no-same-owner", "--strip-components=1", "--directory", directory,
      "--file", path,
    ]
    if !members.isEmpty {
      try Files.write(
        members.map { "linux-source-\(SourcePackage.series)/\($0)\n" }.joined(), to: list)
      arguments += ["--files-from", list]
    }
    defer { try? Files.remove(list) }
    let command = HostCommand(
      "tar", arguments, environment: ["XZ_DEFAULTS": "--threads=0", "LC_ALL": "C"])
    let start = ContinuousClock.now
    var words: [String] = []
    let code = try await command.stream { line in
      words.append(line)
      progress.status("unpacking, \((ContinuousClock.now - start).forPeople)")
    }
    guard code == 0 else {
      throw SourceError.unpacking(path, output: words.suffix(4).joined(separator: "; "))
    }
  }

  /// Checks that the tree at `path` is of the series that we work on.
  @discardableResult
  public static func checkVersion(at path: String) throws -> KernelVersion {
    guard let makefile = try? Files.text(path + "/Makefile"),
      let version = KernelVersion(makefile: makefile)
    else { throw SourceError.notATree(path) }
    guard "\(version.version).\(version.patchLevel)" == series else {
      throw SourceError.otherVersion(found: version.description, at: path)
    }
    return version
  }

  /// The paths in the unpacked tree whose content is not the package's. Files with a changed
  /// signature are unpacked again and compared, so a mere `touch` is no difference.
  public func changedFiles(in work: WorkDirectory) async throws -> [String] {
    guard let text = try? Files.text(work.manifest),
      let recorded = SourceManifest(text, heading: try heading())
    else { throw SourceError.notFetched(work.source) }
    let suspects = try SourceManifest(scanning: work.source).differences(from: recorded)
    if suspects.isEmpty { return [] }
    // A file that the package does not have cannot be unpacked from it; it counts as a change.
    let known = suspects.filter { recorded.signatures[$0] != nil }
    let temporary = "\(work.path)/source.comparing.\(getpid())"
    try Files.makeDirectory(temporary)
    defer { try? Files.remove(temporary) }
    if !known.isEmpty {
      let silent = ProgressDisplay(style: .quiet)
      try await unpack(to: temporary, members: known, progress: silent)
    }
    return suspects.filter { path in
      !FileManager.default.contentsEqual(
        atPath: "\(work.source)/\(path)", andPath: "\(temporary)/\(path)")
    }
  }
}
