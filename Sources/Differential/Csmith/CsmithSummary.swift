// Counts over all seeds, and their text.

/// The outcome of a comparison.
public struct CsmithSummary: Sendable {
  public let results: [CsmithSuite.SeedResult]

  public init(results: [CsmithSuite.SeedResult]) { self.results = results }

  public var failures: [TrialFailure] { results.flatMap(\.failures) }
  public var compared: Int { results.reduce(0) { $0 + $1.compared } }

  /// Who found how many planted bugs of one kind, or of all when `bug` is nil.
  public struct Counts: Equatable, Sendable {
    public var planted = 0
    public var ours = 0
    public var stock = 0
    public var both = 0
  }

  public func counts(_ bug: PlantedBug? = nil) -> Counts {
    var counts = Counts()
    for detection in results.flatMap(\.detections) where bug == nil || detection.bug == bug {
      counts.planted += 1
      counts.ours += detection.byOurs ? 1 : 0
      counts.stock += detection.byStock ? 1 : 0
      counts.both += detection.byOurs && detection.byStock ? 1 : 0
    }
    return counts
  }

  /// Whether the pass changed nothing, and found at least what LLVM's found.
  public var isSuccess: Bool { failures.isEmpty && counts().ours >= counts().stock }

  /// The summary as text.
  public var text: String {
    var lines = [
      "\(results.count) programs, \(compared) comparisons with the plain build,"
        + " \(failures.count) failures"
    ]
    for failure in failures {
      lines.append("  seed \(failure.seed) -O\(failure.level): \(failure.problem)")
      lines.append(
        "    kmsan-dev csmith --first-seed \(failure.seed) --count 1 --level \(failure.level)")
    }
    let rows = PlantedBug.allCases.map { ($0.rawValue, counts($0)) } + [("all", counts())]
    guard counts().planted > 0 else { return lines.joined(separator: "\n") + "\n" }
    lines.append(Self.row("planted bugs", ["planted", "ours", "LLVM's", "both"]))
    for (name, counts) in rows {
      lines.append(
        Self.row(name, [counts.planted, counts.ours, counts.stock, counts.both].map(String.init)))
    }
    for detection in results.flatMap(\.detections) where detection.byStock && !detection.byOurs {
      lines.append(
        "  found by LLVM's pass only: seed \(detection.seed) -O\(detection.level),"
          + " \(detection.bug.rawValue)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ name: String, _ cells: [String]) -> String {
    name + String(repeating: " ", count: max(22 - name.count, 1))
      + cells.map { String(repeating: " ", count: max(8 - $0.count, 1)) + $0 }.joined()
  }
}
