// Where our files for Linux (configuration fragments, the init program) are found: beside the
// sources when the command runs from a build directory, under share/ when it is installed.

import Foundation
import HostSystem

/// Our files for Linux 6.12.
public struct Integration: Sendable, Equatable {
  /// The variable that overrides the place.
  public static let environmentVariable = "KMSAN_INTEGRATION_DIRECTORY"

  /// What code needs so that the markers of its regions can be seen.
  static let regionsFragment = "regions.config"

  private static let sourcePath = "Integrations/linux"
  private static let installedPath = "share/kmsan/linux"

  public let path: String

  public init(path: String) { self.path = path }

  /// The folder of the cases that kernels run: in the same repository, or installed beside the
  /// integration.
  var kernelCases: String {
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
    let source = parent.deletingLastPathComponent().path + "/Tests/KernelCases"
    return Files.exists(source) ? source : parent.path + "/cases"
  }

  /// A file of the integration.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Finds the files from the command's own place, then from the current directory.
  public static func find(environment: [String: String]) throws -> Integration {
    if let named = environment[environmentVariable], !named.isEmpty {
      return Integration(path: Files.absolute(named))
    }
    let executable =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let starts = [executable, FileManager.default.currentDirectoryPath]
    for start in starts {
      if let found = find(above: start) { return found }
    }
    throw IntegrationError(starts: starts)
  }

  /// Looks in `start` and all directories above it.
  static func find(above start: String) -> Integration? {
    var directory = URL(fileURLWithPath: start)
    while directory.path != "/" {
      for candidate in [sourcePath, installedPath] {
        let path = directory.appendingPathComponent(candidate).path
        if Files.exists(path + "/small.config") { return Integration(path: path) }
      }
      directory.deleteLastPathComponent()
    }
    return nil
  }
}

/// Our files for Linux were not found.
public struct IntegrationError: ExplainedError {
  let starts: [String]
  public var problem: String {
    "The files of Integrations/linux were not found above \(starts.joined(separator: " or "))"
  }
  public var remedy: String? {
    "Run the command from the repository, install it with `make install`, or set "
      + "\(Integration.environmentVariable)."
  }
}
