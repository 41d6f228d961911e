// Packages from Debian's archive without a change to this machine's apt: lists, cache and sources are in a
// folder of ours. apt itself checks the signatures, with Debian's keys.
//
// Source: apt.conf(5), sources.list(5), Debian 12.

import Foundation
import HostSystem

/// A suite of Debian's archive, such as `trixie-backports`.
struct DebianArchive {
  private static let keys = "/usr/share/keyrings/debian-archive-keyring.gpg"
  private static let standardMirror = "http://deb.debian.org/debian"

  let suite: String
  /// Where apt's lists and cache go; made when it is missing.
  let directory: String

  /// Downloads a package into `folder`, which must exist, and returns its path.
  func download(
    _ package: String, into folder: String, progress: ProgressDisplay
  ) async throws -> String {
    progress.note("downloading \(package) of \(suite)")
    try await update()
    let outcome = try await apt("apt-get", ["download", package], in: folder).capture()
    guard outcome.isSuccess else {
      let offered = try await offers(like: package)
      if !offered.contains(package) {
        throw DebianArchiveError.notOffered(package: package, suite: suite, offered: offered)
      }
      throw DebianArchiveError.failed("download \(package)", Self.reason(outcome))
    }
    guard
      let name = Files.names(in: folder).first(where: {
        $0.hasPrefix("\(package)_") && $0.hasSuffix(".deb")
      })
    else { throw DebianArchiveError.failed("download \(package)", "apt-get left no file") }
    return "\(folder)/\(name)"
  }

  /// Fetches the lists of the suite.
  private func update() async throws {
    guard Files.exists(Self.keys) else { throw DebianArchiveError.noKeys(Self.keys) }
    for folder in ["lists/partial", "cache/archives/partial"] {
      try Files.makeDirectory("\(directory)/\(folder)")
    }
    let mirror = await mirror()
    try Files.write("deb [signed-by=\(Self.keys)] \(mirror) \(suite) main\n", to: sources)
    let outcome = try await apt("apt-get", ["update"]).capture()
    guard outcome.isSuccess else {
      throw DebianArchiveError.failed(
        "read the lists of \(suite) at \(mirror)", Self.reason(outcome))
    }
  }

  /// The packages of the suite whose name has the same stem, such as `linux-source-`.
  private func offers(like package: String) async throws -> [String] {
    let stem = package.prefix { !$0.isNumber }
    let names = try await apt("apt-cache", ["pkgnames", String(stem)]).output()
    return names.split(separator: "\n").map(String.init)
      .filter { $0.dropFirst(stem.count).first?.isNumber == true }.sorted()
  }

  /// The mirror that this machine's own sources name, so that a local one is used.
  private func mirror() async -> String {
    let targets = try? await HostCommand(
      "apt-get", ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    ).output()
    let mirrors = (targets ?? "").split(separator: "\n").map {
      $0.hasSuffix("/") ? String($0.dropLast()) : String($0)
    }
    return mirrors.first { $0.hasSuffix("/debian") } ?? Self.standardMirror
  }

  private var sources: String { directory + "/sources.list" }

  private func apt(_ program: String, _ arguments: [String], in folder: String? = nil)
    -> HostCommand
  {
    let settings = [
      "Dir::Etc::SourceList=\(sources)", "Dir::Etc::SourceParts=/dev/null",
      "Dir::State::Lists=\(directory)/lists", "Dir::Cache=\(directory)/cache",
      "Debug::NoLocking=1", "Acquire::Retries=2", "Acquire::http::Timeout=30",
      "APT::Update::Error-Mode=any",
    ]
    return HostCommand(
      program, settings.flatMap { ["-o", $0] } + arguments, environment: ["LC_ALL": "C"],
      directory: folder)
  }

  /// The first error that apt printed.
  private static func reason(_ outcome: HostCommand.Outcome) -> String {
    let lines = outcome.errorOutput.split(separator: "\n")
    let errors = lines.filter { $0.hasPrefix("E: ") || $0.hasPrefix("W: ") }
    return (errors.first ?? lines.last).map(String.init) ?? "code \(outcome.code)"
  }
}

/// A package could not be fetched from Debian's archive.
enum DebianArchiveError: ExplainedError {
  case noKeys(String)
  case failed(_ attempt: String, _ reason: String)
  case notOffered(package: String, suite: String, offered: [String])

  var problem: String {
    switch self {
    case .noKeys(let path): "Debian's keys are not at \(path)"
    case .failed(let attempt, let reason): "Cannot \(attempt): \(reason)"
    case .notOffered(let package, let suite, let offered):
      "\(package) is not in Debian's \(suite), which offers "
        + (offered.isEmpty ? "no such package" : offered.joined(separator: ", "))
    }
  }

  var remedy: String? {
    switch self {
    case .noKeys: "apt-get install debian-archive-keyring"
    case .failed:
      "Check the network and the mirror in this machine's apt sources, or name a downloaded source with "
        + "--source-package or --source."
    case .notOffered: "Name one of those with --release."
    }
  }
}
