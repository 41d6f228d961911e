// What instrumentation costs when the kernel runs, in guest instructions: QEMU advances the
// guest's clocks by one nanosecond per instruction, so the counts are the same on any machine.

import HostSystem
import VirtualMachine

/// Guest instructions of a boot and of a few operations.
public struct GuestCosts: Sendable, Equatable, Codable {
  /// From the kernel's first time stamp to "Run /init".
  public var boot: UInt64
  /// By operation, in the order of the init program.
  public var operations: [String: UInt64]

  /// The operations that the init program measures, in order.
  public static let operationNames = [
    "getppid", "stat", "open-read-close", "pipe", "tmpfs", "mmap", "fork",
  ]

  /// Reads a console. Returns nil when something is missing.
  public init?(_ console: GuestConsole) {
    guard let boot = console.initStartNanoseconds else { return nil }
    self.boot = boot
    operations = [:]
    for line in console.initLines {
      let words = line.split(separator: " ")
      if words.count == 3, words[0] == "measured", let count = UInt64(words[2]) {
        operations[String(words[1])] = count
      }
    }
    guard GuestCosts.operationNames.allSatisfy({ operations[$0] != nil }) else { return nil }
  }

  /// Boots the kernel of `session` and measures.
  public init(
    of session: KernelSession, timeLimitSeconds: Double, progress: ProgressDisplay
  ) async throws {
    let result = try await session.boot(
      timeLimitSeconds: timeLimitSeconds, measures: true, progress: progress)
    guard let costs = GuestCosts(result.console) else {
      let verdict = BootVerdict(result, expecting: .init(tests: false))
      throw CostError.boot(verdict.text, log: result.log)
    }
    self = costs
  }
}
