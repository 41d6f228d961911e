// The micro-kernels of Integrations/hosted, compiled in several ways and run in turn.

import HostSystem
import HostedRun
import Instrumentation
import KernelCompilation

/// A way to compile the micro-kernels.
public enum MicroKernelVariant: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
  /// Without a sanitizer; what the others are compared with.
  case plain
  /// Our pass, with the fast path of the hosted port inlined.
  case inlined
  /// Our pass, calling the hosted runtime.
  case outOfLine = "out-of-line"
  /// clang's own pass for kernels, calling the same runtime.
  case clangKernel = "clang-kmsan"
  /// clang's MemorySanitizer for user space, with origins.
  case clangUserspace = "clang-msan"
}

/// A micro-kernel gave no result, or another one than without a sanitizer.
public struct MicroKernelError: ExplainedError {
  public let problem: String
  public var remedy: String? { nil }
}

/// Measures what the passes cost on small loops.
public struct MicroKernelSuite: Sendable {
  public let project: ProjectFiles
  /// How often every variant is run, in turn with the others; the fastest run counts.
  public var repetitions = 5
  /// Rounds of each loop in one run; the fastest round counts.
  public var rounds = 3

  public init(project: ProjectFiles) { self.project = project }

  private static let flags = ["-g", "-fno-omit-frame-pointer", "-fno-optimize-sibling-calls"]
  private static let timeLimit = 300

  /// Compiles every variant and runs them in turn.
  public func run(_ variants: [MicroKernelVariant], progress: ProgressDisplay) async throws
    -> MicroKernelTable
  {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    var programs: [(variant: MicroKernelVariant, path: String)] = []
    for variant in [.plain] + variants.filter({ $0 != .plain }) {
      progress.status("compiling \(variant.rawValue)")
      let folder = "\(directory.path)/\(variant.rawValue)"
      try Files.makeDirectory(folder)
      try await build(variant, to: "\(folder)/program", in: folder)
      programs.append((variant, "\(folder)/program"))
    }
    var table = MicroKernelTable(repetitions: repetitions, rounds: rounds)
    for repetition in 1...repetitions {
      for (variant, path) in programs {
        progress.status("run \(repetition) of \(repetitions): \(variant.rawValue)")
        let outcome = try await HostedExecution(timeLimit: Self.timeLimit)
          .run(path, [String(rounds)])
        guard outcome.code == 0, table.add(outcome.output, of: variant) else {
          throw MicroKernelError(
            problem: "The micro-kernels compiled as \(variant.rawValue) ended with code "
              + "\(outcome.code) or with another result:\n\(outcome.output)\(outcome.console)")
        }
      }
    }
    return table
  }

  private func build(
    _ variant: MicroKernelVariant, to program: String, in folder: String
  ) async throws {
    let source = project.integrations + "/hosted/micro-kernels.c"
    var build = HostedBuild(project: project)
    switch variant {
    case .plain, .clangUserspace:
      let sanitizer =
        variant == .plain ? [] : ["-fsanitize=memory", "-fsanitize-memory-track-origins=2"]
      let outcome = try await HostCommand(
        "clang-22", ["-O\(build.optimization)"] + Self.flags + sanitizer + [source, "-o", program]
      ).capture()
      guard outcome.isSuccess else {
        throw MicroKernelError(problem: "Cannot build \(source):\n\(outcome.errorOutput)")
      }
      return
    case .inlined: build.usesFastPath = true
    case .outOfLine: break
    case .clangKernel: build.pass = .stock
    }
    try await build.build([source], to: program, in: folder)
  }
}
