// Where the project's files are that programs need at run time: library, headers, sources of runtime and kernel,
// examples.
//
// Two layouts are known: the package's own (the program lies in .build/…/release) and an installed
// one (bin, lib/kmsan, include/kmsan, share/kmsan beside each other).

import Foundation
import HostSystem
import PassDriver

/// A file of the project is missing.
public struct ProjectFilesError: ExplainedError {
  public let problem: String
  public let remedy: String?
}

/// The paths of the project's files.
public struct ProjectFiles: Sendable {
  /// The runtime and its port, a static library.
  public let library: String
  /// Folders with the headers of the runtime and of the port.
  public let includeDirectories: [String]
  /// The header with the kernel's functions.
  public var kernelHeader: String {
    let paths = includeDirectories.map { "\($0)/kmsan_kernel.h" }
    return paths.first { Files.exists($0) } ?? "kmsan_kernel.h"
  }
  /// The sources of the runtime, and its headers with their module map: for ports to other kernels.
  public let runtimeSources: String
  public let runtimeHeaders: String
  /// The checkout that this program was built in; else the prefix under which it is installed.
  public let packageRoot: String
  /// Example programs.
  public let examples: String
  /// The sources of the reference kernel.
  public let referenceKernel: String
  /// The image of the reference kernel with all cases that an installed package brings, for machines without
  /// Swift's compiler; nil in a checkout.
  public let builtKernel: String?
  /// The cases that kernels run, with the headers that they include.
  public let kernelCases: String
  /// What is put next to other projects' sources.
  public let integrations: String

  /// Finds the pieces from the place of the running program.
  public init() throws {
    try self.init(programDirectory: PluginFlags.programDirectory())
  }

  /// Finds the pieces from the place of a program.
  public init(programDirectory: String) throws {
    let name = "libKMSANHosted.a"
    if let root = Self.packageRoot(above: programDirectory) {
      library = "\(programDirectory)/\(name)"
      includeDirectories = [
        "\(root)/Sources/CRuntime/include", "\(root)/Sources/CHostedPort/include",
      ]
      runtimeSources = "\(root)/Sources/Runtime"
      runtimeHeaders = "\(root)/Sources/CRuntime/include"
      packageRoot = root
      examples = "\(root)/Examples"
      referenceKernel = "\(root)/Kernel"
      builtKernel = nil
      kernelCases = "\(root)/Tests/KernelCases"
      integrations = "\(root)/Integrations"
    } else {
      let prefix = URL(fileURLWithPath: programDirectory).deletingLastPathComponent().path
      library = "\(prefix)/lib/kmsan/\(name)"
      includeDirectories = ["\(prefix)/include/kmsan"]
      runtimeSources = "\(prefix)/share/kmsan/runtime"
      runtimeHeaders = "\(prefix)/include/kmsan"
      packageRoot = prefix
      examples = "\(prefix)/share/kmsan/examples"
      referenceKernel = "\(prefix)/share/kmsan/kernel"
      builtKernel = "\(prefix)/share/kmsan/reference-kernel.elf"
      kernelCases = "\(prefix)/share/kmsan/cases"
      integrations = "\(prefix)/share/kmsan"
    }
    guard Files.exists(library) else {
      throw ProjectFilesError(
        problem: "The hosted runtime is missing: there is no \(library)",
        remedy: "Build it with `swift build -c release --product KMSANHosted`.")
    }
  }

  private static func packageRoot(above directory: String) -> String? {
    var current = URL(fileURLWithPath: directory)
    while current.path != "/" {
      current.deleteLastPathComponent()
      let root = current.path
      if Files.exists("\(root)/Package.swift"), Files.exists("\(root)/Sources/CRuntime") {
        return root
      }
    }
    return nil
  }
}
