// The source package: unpacked in one step, checked for its version, proved to be unchanged. The
// tests work on a small package of their own, in the form of Debian's.

import Foundation
import HostSystem
import LinuxBuild
import Testing

@Suite struct SourcePackageTests {
  private let work: WorkDirectory
  private let package: SourcePackage
  private let progress = ProgressDisplay(style: .quiet)

  init() async throws {
    work = WorkDirectory(
      option: NSTemporaryDirectory() + "kmsan-source-\(UUID().uuidString)", environment: [:])
    package = SourcePackage(archive: work.path + "/package.tar.xz")
    try await makePackage(subLevel: 7)
  }

  private func makePackage(version: String = "6", subLevel: Int) async throws {
    let tree = work.path + "/made/linux-source-6.12"
    try Files.makeDirectory(tree + "/mm")
    try Files.write(
      "VERSION = \(version)\nPATCHLEVEL = 12\nSUBLEVEL = \(subLevel)\n", to: tree + "/Makefile")
    try Files.write("int page;\n", to: tree + "/mm/page.c")
    try await HostCommand(
      "tar", ["-C", work.path + "/made", "-cJf", package.archive(in: work), "linux-source-6.12"]
    ).output()
  }

  @Test func fetchingTwiceUnpacksOnce() async throws {
    try await package.fetch(into: work, progress: progress)
    #expect(try KernelVersion(at: work.source).description == "6.12.7")
    let mark = work.source + "/mark"
    try Files.write("", to: mark)
    try await package.fetch(into: work, progress: progress)
    #expect(Files.exists(mark))
    #expect(try await package.changedFiles(in: work) == ["mark"])
  }

  @Test func changedFilesAreFoundAndTouchedOnesAreNot() async throws {
    try await package.fetch(into: work, progress: progress)
    #expect(try await package.changedFiles(in: work) == [])
    let page = work.source + "/mm/page.c"
    try Files.write(try Files.text(page), to: page)
    #expect(try await package.changedFiles(in: work) == [])
    try Files.write("int Page;\n", to: page)
    #expect(try await package.changedFiles(in: work) == ["mm/page.c"])
    try Files.remove(page)
    #expect(try await package.changedFiles(in: work) == ["mm/page.c"])
  }

  @Test func aTreeWithoutKMSANIsRefusedAndNothingIsLeft() async throws {
    try await makePackage(version: "5", subLevel: 1)
    await #expect {
      try await package.fetch(into: work, progress: progress)
    } throws: { "\($0)".contains("Linux 5.12.1") && "\($0)".contains("since 6.1") }
    #expect(!Files.exists(work.source))
    #expect(Files.names(in: work.path).allSatisfy { !$0.contains("unpacking") })
  }

  @Test func aNewPackageReplacesTheTree() async throws {
    try await package.fetch(into: work, progress: progress)
    try await makePackage(subLevel: 123)
    try await package.fetch(into: work, progress: progress)
    #expect(try KernelVersion(at: work.source).subLevel == 123)
  }

  @Test func aDamagedPackageLeavesNothing() async throws {
    let bytes = try Files.bytes(package.archive(in: work))
    try Files.write(Array(bytes.prefix(bytes.count / 2)), to: package.archive(in: work))
    await #expect {
      try await package.fetch(into: work, progress: progress)
    } throws: { "\($0)".contains("Unpacking") && "\($0)".contains("dpkg --verify") }
    #expect(Files.names(in: work.path).allSatisfy { !$0.contains("unpacking") })
  }

  @Test func anotherReleaseIsNamed() async throws {
    let other = SourcePackage(release: .oldest, archive: package.archive(in: work))
    await #expect {
      try await other.fetch(into: work, progress: progress)
    } throws: { "\($0)".contains("not 6.1") && "\($0)".contains("--release 6.12") }
    #expect(!Files.exists(work.source))
  }

  @Test func aMissingArchiveIsNamed() async throws {
    let missing = SourcePackage(archive: work.path + "/nothing.tar.xz")
    await #expect {
      try await missing.fetch(into: work, progress: progress)
    } throws: { "\($0)".contains("/nothing.tar.xz") && "\($0)".contains("--source-package") }
  }

  /// The folder that a tree was half unpacked to has a Makefile already.
  @Test func aHalfUnpackedTreeIsRefused() async throws {
    try Files.makeDirectory(work.path + "/half")
    try Files.write(
      "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 1\n", to: work.path + "/half/Makefile")
    #expect {
      try KernelVersion(at: work.path + "/half")
    } throws: { "\($0)".contains("no complete Linux source tree") }
  }

  @Test func releasesAreReadAndOrdered() throws {
    let names = ["6.1", "6.12", "7.3"]
    #expect(names.map { LinuxRelease($0)?.description } == names)
    #expect(try #require(LinuxRelease("6.9")) < .standard)
    for text in ["", "6", "6.", "6.1.2", "x.1", "6.-1", "6.1 "] {
      #expect(LinuxRelease(text) == nil, "\(text)")
    }
  }
}

@Suite struct CPIOArchiveTests {
  @Test func anArchiveIsReadByCpio() async throws {
    var archive = CPIOArchive()
    archive.addDirectory("dev")
    archive.addFile("init", content: Array("12345".utf8), isExecutable: true)
    archive.addFile("text", content: [], isExecutable: false)
    let path = NSTemporaryDirectory() + "kmsan-archive-\(UUID().uuidString)"
    try Files.write(archive.finished(), to: path)
    let listing = try await HostCommand("cpio", ["-itv", "-F", path]).output()
    let lines = listing.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].hasPrefix("-rwxr-xr-x") && lines[1].contains(" 5 "))
  }
}
