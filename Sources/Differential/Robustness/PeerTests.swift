// LLVM's own test files for MemorySanitizer, as inputs. Their CHECK lines are of no use here.

import Foundation
import HostSystem

/// The folder of tests of other projects.
public enum PeerTests {
  /// The archives of llvm/test/Instrumentation/MemorySanitizer and of compiler-rt/test/msan.
  public enum Archive: String, Sendable {
    case ir = "llvm-22.1.8-msan-ir-tests.tar.xz"
    case programs = "compiler-rt-22.1.8-msan-run-tests.tar.xz"

    var extensions: Set<String> {
      switch self {
      case .ir: ["ll"]
      case .programs: ["c", "cpp"]
      }
    }
  }

  /// Unpacks the tests into a directory and returns the paths of the files, sorted.
  ///
  /// The folder is named by KMSAN_PEERS, else `shared/peers` beside one of the package's parents.
  public static func unpack(
    _ archive: Archive = .ir, into directory: String, packageRoot: String
  ) async throws -> [String] {
    let folder = try folder(of: archive, packageRoot: packageRoot)
    try await HostCommand("tar", ["-xJf", "\(folder)/\(archive.rawValue)", "-C", directory])
      .output()
    return FileTree.files(below: directory, extensions: archive.extensions)
  }

  static func folder(of archive: Archive, packageRoot: String) throws -> String {
    let archive = archive.rawValue
    if let named = ProcessInfo.processInfo.environment["KMSAN_PEERS"], !named.isEmpty {
      guard Files.exists("\(named)/\(archive)") else {
        throw MissingInput(
          problem: "KMSAN_PEERS is \(named), and there is no \(archive) in it",
          remedy: "Set KMSAN_PEERS to the folder that holds it.")
      }
      return named
    }
    var parent = URL(fileURLWithPath: packageRoot)
    for _ in 0..<3 {
      parent.deleteLastPathComponent()
      let folder = parent.appending(path: "shared/peers").path
      if Files.exists("\(folder)/\(archive)") { return folder }
    }
    throw MissingInput(
      problem: "LLVM's tests are missing: there is no ../shared/peers/\(archive)",
      remedy: "Set KMSAN_PEERS to the folder that holds it.")
  }
}

/// Files below a folder.
public enum FileTree {
  /// Paths of the files whose names end in one of the extensions, sorted.
  public static func files(below directory: String, extensions: Set<String>) -> [String] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: directory)) ?? []
    return names.filter { name in extensions.contains { name.hasSuffix(".\($0)") } }
      .map { "\(directory)/\($0)" }.sorted()
  }
}
