// Building a program for the hosted runtime: every source compiled with a pass, all linked with the
// runtime. Swift sources are one module.

import Foundation
import HostSystem
import Instrumentation
import KernelCompilation
import PassDriver
import UserCache

/// Who instruments a program.
public enum PassChoice: String, CaseIterable, Sendable {
  case ours
  case stock
}

/// How a program is built.
public struct HostedBuild: Sendable {
  public var pass = PassChoice.ours
  /// The level of optimization, as after `-O`.
  public var optimization = "2"
  /// More arguments for the compiler: include paths, definitions, warnings.
  public var compilerArguments: [String] = []
  /// More arguments for the linker, behind the program's own files.
  public var linkerArguments: [String] = []
  /// The header that Swift sees without an import.
  public var swiftHeader: String
  /// Flags of our pass.
  public var passOptions = Options()
  /// Inline the port's fast path (Docs/FastPath.md).
  public var usesFastPath = false
  /// The fast path as bitcode for the target that Swift names.
  private var swiftFastPath: String?
  public let project: ProjectFiles

  public init(project: ProjectFiles) {
    self.project = project
    swiftHeader = project.kernelHeader
    // Metadata lies behind every stack of a process, and no task puts anything there.
    passOptions.stackSize = nil
  }

  /// The arguments that compile one source, but for its name and the object's.
  public func compileArguments() throws -> [String] {
    let passArguments =
      switch pass {
      case .ours: try PluginFlags(options: passOptions).clangArguments
      case .stock: ["-fsanitize=kernel-memory"]
      }
    // What makes stack traces complete.
    let frames = ["-g", "-fno-omit-frame-pointer", "-fno-optimize-sibling-calls"]
    return ["-O\(optimization)"] + frames + passArguments
      + project.includeDirectories.map { "-I\($0)" } + compilerArguments
  }

  /// Builds `program` from sources and objects. Compilers' messages of a success go to standard
  /// error. Objects lie in `directory`, which must exist.
  public func build(_ files: [String], to program: String, in directory: String) async throws {
    for file in files { try Self.expectUsable(file) }
    if usesFastPath {
      var build = self
      build.usesFastPath = false
      build.passOptions.fastPath = try await fastPath(in: directory)
      if files.contains(where: { $0.hasSuffix(".swift") }) {
        build.swiftFastPath = try await fastPath(in: directory, target: SwiftCompilation.target)
      }
      return try await build.build(files, to: program, in: directory)
    }
    let swiftSources = files.filter { $0.hasSuffix(".swift") }
    var objects: [String] = []
    if !swiftSources.isEmpty {
      let object = "\(directory)/swift.o"
      try await swiftCompilation(isAlone: swiftSources.count == files.count)
        .compile(swiftSources, to: object, in: directory)
      objects.append(object)
    }
    for (number, file) in files.enumerated() where !file.hasSuffix(".swift") {
      if file.hasSuffix(".o") || file.hasSuffix(".a") {
        objects.append(file)
        continue
      }
      let object = "\(directory)/\(number).o"
      try await compile(file, to: object)
      objects.append(object)
    }
    let isCPlusPlus = files.contains { file in
      [".cc", ".cpp", ".cxx"].contains { file.hasSuffix($0) }
    }
    do {
      try await Self.runCompiler(
        (isCPlusPlus ? ["--driver-mode=g++"] : []) + objects + linkerArguments
          + [project.library, "-o", program],
        "link the program")
    } catch let error as CompilationError {
      throw await explained(error, files.filter { $0.hasSuffix(".o") || $0.hasSuffix(".a") })
    }
  }

  /// The reason why the linker failed, where an object that the user gave is one; else its error.
  private func explained(_ error: CompilationError, _ objects: [String]) async -> CompilationError {
    for object in objects {
      if let diagnosis = await ObjectDiagnosis(of: object, runtime: project.library) {
        return CompilationError(problem: diagnosis.problem, remedy: ObjectDiagnosis.remedy)
      }
    }
    return error
  }

  /// Compiles one source in C or C++ to an object.
  public func compile(_ file: String, to object: String) async throws {
    try await Self.runCompiler(
      try compileArguments() + ["-c", file, "-o", object], "build \(file)")
  }

  /// Compiles one source in C to an object that is not instrumented.
  public func compilePlainly(_ file: String, to object: String) async throws {
    try await Self.runCompiler(
      ["-O2", "-g", "-fno-omit-frame-pointer"] + project.includeDirectories.map { "-I\($0)" }
        + compilerArguments + ["-c", file, "-o", object], "build \(file)")
  }

  /// The fast path of the hosted port, as bitcode for the flags of the pass, compiled in `directory`.
  /// It fits modules of the compiler's own target, or of the one that is given. Its name, which becomes
  /// a part of the flags, says its content, and it stays in the cache.
  public func fastPath(in directory: String, target: String? = nil) async throws -> String {
    guard pass == .ours else {
      throw CompilationError(problem: "clang's own pass has no fast path; leave --fast-path out")
    }
    let bitcode = "\(directory)/fast-path\(target.map { "-\($0)" } ?? "").bc"
    try await Self.runCompiler(
      ["-O2", "-c", "-emit-llvm", project.integrations + "/hosted/fast-path.c", "-o", bitcode]
        + (target.map { ["--target=\($0)"] } ?? [])
        + project.includeDirectories.map { "-I\($0)" }, "compile the fast path")
    let bytes = try Files.bytes(bitcode)
    var digest = ContentDigest()
    digest.update(bytes)
    let name = "fast-path-\(digest.text).bc"
    if let kept = try UserCaches.fastPaths.use(name) { return kept }
    let entry = try UserCaches.fastPaths.newEntry(name)
    try entry.write(bytes)
    return try entry.keep()
  }

  private func swiftCompilation(isAlone: Bool) throws -> SwiftCompilation {
    guard pass == .ours else {
      throw CompilationError(problem: "clang's own pass cannot instrument Swift")
    }
    var compilation = SwiftCompilation()
    compilation.optimization = optimization
    compilation.passOptions = passOptions
    if let swiftFastPath { compilation.passOptions.fastPath = swiftFastPath }
    compilation.mayLackMain = !isAlone
    compilation.compilerArguments =
      (project.includeDirectories.map { "-I\($0)" } + compilerArguments).flatMap { ["-Xcc", $0] }
      + ["-import-objc-header", swiftHeader]
    return compilation
  }

  /// What clang compiles by itself or the linker takes.
  private static let extensions: Set<String> = [
    "c", "cc", "cpp", "cxx", "C", "i", "ii", "s", "S", "ll", "bc", "o", "a", "swift",
  ]

  private static func expectUsable(_ file: String) throws {
    guard Files.exists(file) else { throw CompilationError(problem: "No such file: \(file)") }
    guard extensions.contains(URL(fileURLWithPath: file).pathExtension) else {
      throw CompilationError(
        problem: "\(file) is neither a source in C, C++ or Swift nor an object or an archive")
    }
  }

  private static func runCompiler(_ arguments: [String], _ task: String) async throws {
    let outcome = try await HostCommand("clang-22", arguments).capture()
    guard outcome.isSuccess else {
      throw CompilationError(problem: "Cannot \(task):\n\(outcome.errorOutput)")
    }
    StandardStream.error.write(outcome.errorOutput)
  }
}
