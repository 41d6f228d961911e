// Compiling a random program in one way and running it.

import HostSystem
import HostedRun
import KernelCompilation

/// How a program is compiled.
enum Variant: String, Sendable, CaseIterable {
  case plain
  case ours
  case stock
}

/// What came of one program at one level of optimization.
enum ProgramRun: Equatable, Sendable {
  /// It ended by itself.
  case ended(checksum: String, reports: Int)
  /// It did not end in its time.
  case tooSlow
  /// The compiler failed.
  case notCompiled(String)
  /// It ended with a signal or an error.
  case failed(code: Int32)

  var reportCount: Int {
    if case .ended(_, let reports) = self { return reports }
    return 0
  }
}

/// Compiles and runs programs.
struct ProgramRunner: Sendable {
  let project: ProjectFiles
  /// Seconds that a plain program may run; an instrumented one may run twenty times as long.
  var timeLimit = 3

  /// Compiles a source, which lies in a directory of its own, and runs the program.
  func run(_ source: String, _ variant: Variant, level: String) async throws -> ProgramRun {
    let program = "\(source).\(variant.rawValue)"
    defer { try? Files.remove(program) }
    if let message = try await compile(source, variant, level, to: program) {
      return .notCompiled(message)
    }
    let limit = variant == .plain ? timeLimit : timeLimit * 20
    let outcome = try await HostedExecution(timeLimit: limit)
      .run(program, environment: ["KMSAN_EXIT_CODE": "0"])
    if outcome.isTimeOver { return .tooSlow }
    guard outcome.code == 0 else { return .failed(code: outcome.code) }
    return .ended(checksum: outcome.output, reports: outcome.reportCount)
  }

  /// The compiler's messages when it fails, else nil.
  private func compile(
    _ source: String, _ variant: Variant, _ level: String, to program: String
  ) async throws -> String? {
    var build = HostedBuild(project: project)
    build.optimization = level
    build.compilerArguments = ["-w", "-g0", "-I\(RandomProgram.includeDirectory)"]
    if variant == .plain {
      let arguments =
        ["-O\(level)", "-w", source, "-o", program]
        + project.includeDirectories.map { "-I\($0)" } + ["-I\(RandomProgram.includeDirectory)"]
      // Planted calls of the runtime need one in the plain program too.
      let outcome = try await HostCommand("clang-22", arguments + [project.library]).capture()
      return outcome.isSuccess ? nil : outcome.errorOutput
    }
    build.pass = variant == .ours ? .ours : .stock
    do {
      let directory = try TemporaryDirectory()
      defer { directory.remove() }
      try await build.build([source], to: program, in: directory.path)
      return nil
    } catch let error as CompilationError {
      return error.problem
    }
  }
}
