// The runtime as one object for a kernel, with the port's own address functions inlined.

import Foundation
import HostSystem

/// How the runtime is compiled for a kernel on x86-64.
public struct RuntimeCompilation: Sendable {
  /// The folder with the port's kmsan_machine.h.
  public let machineFolder: String
  private let project: ProjectFiles

  public init(machineFolder: String, project: ProjectFiles) {
    self.machineFolder = machineFolder
    self.project = project
  }

  /// Compiles the runtime to `object`.
  public func compile(to object: String) async throws {
    guard Files.exists("\(machineFolder)/kmsan_machine.h") else {
      throw CompilationError(
        problem: "There is no kmsan_machine.h in \(machineFolder)",
        remedy: "It holds the port's address functions; Docs/Porting.md says which.")
    }
    let sources = try FileManager.default.subpathsOfDirectory(atPath: project.runtimeSources)
      .filter { $0.hasSuffix(".swift") }.sorted().map { "\(project.runtimeSources)/\($0)" }
    // A cache of its own: a shared one would hold the headers as another port saw them.
    let cache = try TemporaryDirectory()
    defer { cache.remove() }
    let arguments =
      KernelCode.swiftModuleArguments + [
        "-Osize", "-module-name", "Runtime", "-Xcc", "-DKMSAN_COMPILES_RUNTIME",
        "-I", machineFolder, "-I", project.runtimeHeaders,
      ]
      + ["-module-cache-path", cache.path, "-c"] + sources + ["-o", object]
    let outcome = try await HostCommand("swiftc", arguments).capture()
    guard outcome.isSuccess else {
      throw CompilationError(
        problem: "Cannot compile the runtime:\n\(outcome.errorOutput)\(outcome.output)")
    }
  }
}
