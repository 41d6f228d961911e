// The language-level programs among the tests of userspace MemorySanitizer, and what is known of them.

import Foundation
import HostSystem
import HostedRun

/// Programs from compiler-rt/test/msan that are about the language, not about a C library.
public enum PeerSuite {
  /// Their names without extension.
  public static let languageLevel = [
    "alloca", "chained_origin", "chained_origin_empty_stack", "chained_origin_limits",
    "chained_origin_memcpy", "heap-origin", "icmp_slt_allones", "insertvalue_origin", "libatomic",
    "loop-scope", "msan_copy_shadow", "mul_by_const", "no_sanitize_memory",
    "no_sanitize_memory_prop", "noundef_analysis", "origin-store-long", "param_tls_limit",
    "pr32842", "select", "select_origin", "stack-origin", "stack-origin2", "sync_lock_set_and_test",
    "unaligned_read_origin", "vararg", "vararg_shadow", "vector_cvt", "vector_select",
  ]

  /// Whether the file is one of them.
  public static func isLanguageLevel(_ path: String) -> Bool {
    languageLevel.contains(URL(filePath: path).deletingPathExtension().lastPathComponent)
  }

  /// Why a program cannot pass, and how it fails then. Any other failure of it is a failure.
  struct Limit: Sendable {
    let failure: String
    let reason: String
  }

  /// The known limits, by the program's name without extension.
  static let limits: [String: Limit] = [
    "chained_origin_empty_stack": resultOfMain,
    "chained_origin_memcpy": resultOfMain,
    "vararg": resultOfMain,
    "no_sanitize_memory": attribute,
    "no_sanitize_memory_prop": attribute,
    "vararg_shadow": Limit(
      failure: "does not build: ",
      reason: "looks into a variable of the userspace runtime, __msan_va_arg_tls"),
  ]
  private static let resultOfMain = Limit(
    failure: "no report",
    reason: """
      without parameter checks LLVM's pass still checks what a function named main returns; ours \
      knows no function by name (return-checks=1 checks all)
      """)
  private static let attribute = Limit(
    failure: "reported: ",
    reason:
      "the attribute no_sanitize_memory is about -fsanitize=memory; clang's own pass reports too")

  /// The limit that explains a failure; nil when none does.
  static func limit(of program: PeerProgram, failing reason: String) -> Limit? {
    guard let limit = limits[stem(program)], reason.hasPrefix(limit.failure) else { return nil }
    return limit
  }

  /// The result of every run of some programs.
  public struct Summary: Sendable {
    public var results: [(program: PeerProgram, run: PeerRun, verdict: PeerVerdict)] = []

    /// Failures of programs that no limit explains.
    public var unexplained: Int {
      results.count { result in
        guard case .failed(let reason) = result.verdict else { return false }
        return PeerSuite.limit(of: result.program, failing: reason) == nil
      }
    }

    /// A line for each run that did not pass, and the sums.
    public var text: String {
      var lines: [String] = []
      var (passed, failed, skipped) = (0, 0, 0)
      for (program, run, verdict) in results {
        switch verdict {
        case .passed: passed += 1
        case .failed(let reason):
          failed += 1
          lines.append("failed   \(program.name) \(run.description): \(reason)")
          if let limit = PeerSuite.limit(of: program, failing: reason) {
            lines.append("         known: \(limit.reason)")
          }
        case .skipped(let reason):
          skipped += 1
          lines.append("skipped  \(program.name) \(run.description): \(reason)")
        }
      }
      let programs = Set(results.map(\.program.path)).count
      lines.append(
        "\(programs) programs: \(passed) runs passed, \(failed) failed, \(skipped) skipped")
      return lines.joined(separator: "\n") + "\n"
    }
  }

  static func stem(_ program: PeerProgram) -> String {
    URL(filePath: program.path).deletingPathExtension().lastPathComponent
  }

  /// Runs every run of every program.
  public static func run(
    _ programs: [PeerProgram], with trial: PeerTrial, finished: (PeerProgram) -> Void = { _ in }
  ) async throws -> Summary {
    let pieces = programs.flatMap { program in program.runs.map { (program, $0) } }
    var summary = Summary()
    summary.results = try await WorkPool.map(
      pieces, { (program: $0.0, run: $0.1, verdict: try await trial.run($0.0, $0.1)) },
      finished: { finished($0.program) })
    return summary
  }
}
