// The long tests of the reference kernel: what a boot needs for them, and what it must say at its end.

/// What to run instead of the self-test.
public enum KernelLongTest: Sendable, Equatable {
  /// Random interleavings of interrupts, NMIs and context switches. QEMU's clock counts
  /// instructions, so that a seed always makes the same run.
  case interleavings(seed: Int, count: Int)
  /// Load on all processors.
  case load(seconds: Int)

  /// Prepares a boot.
  public func prepare(_ boot: inout KernelBoot) {
    switch self {
    case .interleavings(let seed, let count):
      boot.arguments.append("soak=\(seed),\(count)")
      boot.countsInstructions = true
      boot.processors = 1
      // A thousand take two seconds on a busy machine.
      boot.timeLimitSeconds = max(boot.timeLimitSeconds, Double(count) / 100)
    case .load(let seconds):
      boot.arguments.append("load=\(seconds)")
      boot.timeLimitSeconds += Double(seconds) * 2
    }
  }

  /// Whether a console ends with the summary of a test in which nothing went wrong.
  public func isPassed(_ console: String) -> Bool {
    let nothing = "0 false reports, 0 lost bugs, 0 corruptions, 0 lost events"
    let (start, end) =
      switch self {
      case .interleavings(let seed, let count):
        ("soak: seed \(seed), \(count) interleavings, ", ": " + nothing)
      case .load: ("load: 0 unbalanced counters, ", nothing)
      }
    return console.split(whereSeparator: \.isNewline).contains {
      $0.hasPrefix(start) && $0.hasSuffix(end)
    }
  }
}
