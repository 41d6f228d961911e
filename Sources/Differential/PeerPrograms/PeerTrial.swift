// Compiling and running one test program of userspace MemorySanitizer on our runtime.

import HostSystem
import HostedRun
import KernelCompilation

/// What came of one run.
public enum PeerVerdict: Sendable, Equatable {
  case passed
  case failed(String)
  /// The run is about something that a kernel's sanitizer does not have.
  case skipped(String)
}

/// Builds and runs test programs.
public struct PeerTrial: Sendable {
  public let project: ProjectFiles
  public var pass = PassChoice.ours
  /// Seconds that a program may run.
  public var timeLimit = 60

  public init(project: ProjectFiles) { self.project = project }

  /// Builds a program as one of its runs says, and runs it.
  public func run(_ program: PeerProgram, _ run: PeerRun) async throws -> PeerVerdict {
    if let reason = Self.reasonToSkip(run) { return .skipped(reason) }
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let executable = "\(directory.path)/program"
    do {
      try await build(program, run, to: executable, in: directory.path)
    } catch let error as CompilationError {
      let reason = error.problem.split(separator: "\n").first { $0.contains("error:") }
      return .failed("does not build: \(reason.map(String.init) ?? error.problem)")
    }
    if run.compilesOnly { return .passed }
    let outcome = try await HostedExecution(timeLimit: timeLimit)
      .run(executable, run.arguments, environment: ["KMSAN_EXIT_CODE": "0"])
    return judge(outcome, run)
  }

  private func judge(_ outcome: HostedOutcome, _ run: PeerRun) -> PeerVerdict {
    if outcome.isTimeOver { return .failed("did not end in \(timeLimit) s") }
    if outcome.code > 128 { return .failed("ended by signal \(outcome.code - 128)") }
    if run.expectsReport {
      return outcome.code == PeerBuild.reportedCode ? .passed : .failed("no report")
    }
    if outcome.code == 0 { return .passed }
    let report = outcome.console.split(separator: "\n").first { $0.hasPrefix("BUG: ") }
    return .failed(report.map { "reported: \($0)" } ?? "ended with code \(outcome.code)")
  }

  private func build(
    _ program: PeerProgram, _ run: PeerRun, to executable: String, in directory: String
  ) async throws {
    var build = PeerBuild(project: project)
    build.pass = pass
    for flag in run.flags where !flag.hasPrefix("-fsanitize-memory-track-origins") {
      if flag.hasPrefix("-O") {
        build.optimization = String(flag.dropFirst(2))
      } else if flag == "-fno-sanitize-memory-param-retval" {
        build.parameterChecks = false
      } else {
        build.compilerArguments.append(flag)
      }
    }
    if run.compilesOnly {
      try await build.compile(program.path, to: executable)
    } else {
      try await build.build(program.path, to: executable, in: directory)
    }
  }

  /// Why a run is not for us; nil when it is.
  private static func reasonToSkip(_ run: PeerRun) -> String? {
    for flag in run.flags {
      if flag == "-mllvm" { return "sets an option of LLVM's pass" }
      if flag.hasPrefix("-fsanitize-memory-use-after-dtor") { return "C++ destructors" }
      if flag == "-shared" || flag.contains("%") { return "shared libraries" }
    }
    return nil
  }
}
