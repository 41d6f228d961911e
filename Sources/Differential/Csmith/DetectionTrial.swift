// One program with a planted bug: which pass reports it, on the same runtime.

/// Who reported a planted bug.
public struct Detection: Sendable {
  public let seed: UInt64
  public let bug: PlantedBug
  public let level: String
  public let byOurs: Bool
  public let byStock: Bool

  public init(seed: UInt64, bug: PlantedBug, level: String, byOurs: Bool, byStock: Bool) {
    self.seed = seed
    self.bug = bug
    self.level = level
    self.byOurs = byOurs
    self.byStock = byStock
  }
}

/// A comparison of the two passes.
struct DetectionTrial: Sendable {
  let runner: ProgramRunner

  /// Nil when one of the programs does not compile or does not end: nothing can be compared.
  func run(
    _ source: String, seed: UInt64, bug: PlantedBug, level: String
  ) async throws -> Detection? {
    // A poisoned program does what it did before; one that lost an initializer may run for ever.
    if bug == .initializerRemoved {
      guard case .ended = try await runner.run(source, .plain, level: level) else { return nil }
    }
    guard case .ended(_, let ours) = try await runner.run(source, .ours, level: level),
      case .ended(_, let stock) = try await runner.run(source, .stock, level: level)
    else { return nil }
    return Detection(seed: seed, bug: bug, level: level, byOurs: ours > 0, byStock: stock > 0)
  }
}
