// Linux's source from Debian's package: found or downloaded, its version checked, unpacked in one step (under
// a temporary name, then renamed), and later proved to be unchanged.

import Foundation
import HostSystem

/// A version of Linux.
public struct KernelVersion: Sendable, Equatable, CustomStringConvertible {
  public var version: Int
  public var patchLevel: Int
  public var subLevel: Int

  public var description: String { "\(version).\(patchLevel).\(subLevel)" }
  public var release: LinuxRelease { LinuxRelease(version, patchLevel) }

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

extension KernelVersion {
  /// The version of the tree at `path`, which must have KMSAN.
  public init(at path: String) throws {
    // A tree that was not unpacked to its end has a Makefile, which comes first.
    guard let makefile = try? Files.text(path + "/Makefile"), Files.exists(path + "/mm"),
      let version = KernelVersion(makefile: makefile)
    else { throw SourceError.notATree(path) }
    guard version.release >= .oldest else { throw SourceError.tooOld(found: version, at: path) }
    self = version
  }
}

/// What can go wrong with the source.
public enum SourceError: ExplainedError {
  case packageMissing(String)
  case otherVersion(found: KernelVersion, at: String, wanted: LinuxRelease)
  case tooOld(found: KernelVersion, at: String)
  case notATree(String)
  case unpacking(String, output: String)
  case notFetched(String)
  case noSpace(needed: UInt64, free: UInt64, at: String)

  public var problem: String {
    switch self {
    case .packageMissing(let path): "Linux's source package is not at \(path)"
    case .otherVersion(let found, let path, let wanted):
      "The tree at \(path) is Linux \(found), not \(wanted)"
    case .tooOld(let found, let path):
      "The tree at \(path) is Linux \(found); KMSAN is part of Linux since \(LinuxRelease.oldest)"
    case .notATree(let path): "There is no complete Linux source tree at \(path)"
    case .unpacking(let path, let output): "Unpacking \(path) failed: \(output)"
    case .notFetched(let path): "Linux's source is not unpacked at \(path)"
    case .noSpace(let needed, let free, let path):
      "Only \(free >> 20) MB are free at \(path); unpacking takes \(needed >> 20) MB"
    }
  }

  public var remedy: String? {
    switch self {
    case .packageMissing: "Name an archive that exists, or leave --source-package out."
    case .otherVersion(let found, _, _): "Name its release with --release \(found.release)."
    case .tooOld: "Use a newer tree."
    case .notATree:
      "Name the directory that holds Linux's Makefile, with all of the source below it."
    case .unpacking(let path, _):
      "Check the archive, as by `dpkg --verify` for an installed package, or remove \(path) to fetch it "
        + "again."
    case .notFetched: "Run `kmsan linux fetch`."
    case .noSpace: "Free some disk space, or choose another --work-directory."
    }
  }
}

/// Debian's source package of a release of Linux.
public struct SourcePackage: Sendable {
  private static let unpackedBytes: UInt64 = 2000 << 20

  public let release: LinuxRelease
  /// The archive that the user names; nil for Debian's, which is downloaded when it is not installed.
  public let ownArchive: String?

  public init(release: LinuxRelease = .standard, archive: String? = nil) {
    self.release = release
    ownArchive = archive
  }

  /// Where the archive is, or will be.
  public func archive(in work: WorkDirectory) -> String {
    if let ownArchive { return ownArchive }
    return Files.exists(release.installedArchive)
      ? release.installedArchive : "\(work.path)/\(release.packageName).tar.xz"
  }

  /// Downloads Debian's package when the archive is not there, and returns the archive's path.
  private func makeArchive(in work: WorkDirectory, progress: ProgressDisplay) async throws -> String
  {
    let archive = archive(in: work)
    if Files.exists(archive) { return archive }
    guard ownArchive == nil else { throw SourceError.packageMissing(archive) }
    let temporary = "\(work.path)/package.downloading.\(getpid())"
    try Files.makeDirectory(temporary)
    defer { try? Files.remove(temporary) }
    let debian = DebianArchive(suite: release.debianSuite, directory: temporary + "/apt")
    let package = try await debian.download(
      release.packageName, into: temporary, progress: progress)
    try await HostCommand("dpkg-deb", ["--extract", package, temporary]).output()
    try Files.rename(temporary + release.installedArchive, to: archive)
    return archive
  }

  /// The first line of a manifest: which package it was unpacked from.
  private func heading(in work: WorkDirectory) throws -> String {
    let path = archive(in: work)
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
    let expected = try heading(in: work) + "\n"
    let start = try? file.read(upToCount: expected.utf8.count)
    return start.map { String(decoding: $0, as: UTF8.self) } == expected
  }

  /// Unpacks the package into `work` unless it is there. Nothing half-unpacked is left behind.
  public func fetch(into work: WorkDirectory, progress: ProgressDisplay) async throws {
    let lock = try work.lock("source")
    defer { withExtendedLifetime(lock) {} }
    let path = try await makeArchive(in: work, progress: progress)
    if try isUnpacked(in: work) { return }
    let heading = try heading(in: work)
    if let free = Files.freeBytes(at: work.path), free < SourcePackage.unpackedBytes {
      throw SourceError.noSpace(
        needed: SourcePackage.unpackedBytes, free: free, at: work.path)
    }
    progress.note("unpacking \(path)")
    let temporary = "\(work.path)/source.unpacking.\(getpid())"
    do {
      try Files.makeDirectory(temporary)
      try await unpack(path, to: temporary, members: [], progress: progress)
      let version = try KernelVersion(at: temporary)
      guard version.release == release else {
        throw SourceError.otherVersion(found: version, at: path, wanted: release)
      }
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
    _ path: String, to directory: String, members: [String], progress: ProgressDisplay
  ) async throws {
    let list = directory + ".members"
    var arguments = [
      "--extract", "--no-same-owner", "--strip-components=1", "--directory", directory,
      "--file", path,
    ]
    if !members.isEmpty {
      try Files.write(
        members.map { "\(release.packageName)/\($0)\n" }.joined(), to: list)
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

  /// The paths in the unpacked tree whose content is not the package's. Files with a changed
  /// signature are unpacked again and compared, so a mere `touch` is no difference.
  public func changedFiles(in work: WorkDirectory) async throws -> [String] {
    guard let text = try? Files.text(work.manifest),
      let recorded = SourceManifest(text, heading: try heading(in: work))
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
      try await unpack(archive(in: work), to: temporary, members: known, progress: silent)
    }
    return suspects.filter { path in
      !FileManager.default.contentsEqual(
        atPath: "\(work.source)/\(path)", andPath: "\(temporary)/\(path)")
    }
  }
}
