// Facts that hold wherever the block dominates in which they were found.

/// What is known of one thing, by block. Only the newest facts are looked at, so that a function with
/// many blocks takes no more than linear time: forgetting one costs code, never correctness.
struct DominatedFacts<Fact> {
  private var facts: [(block: Int, fact: Fact)] = []
  /// How many facts are looked at.
  private static var newestCount: Int { 32 }

  mutating func add(_ fact: Fact, in block: Int) { facts.append((block, fact)) }

  /// The newest fact that holds in a block and for which `condition` is true.
  func first(
    in block: Int, _ flow: Dominators, where condition: (Fact) -> Bool = { _ in true }
  ) -> Fact? {
    facts.suffix(Self.newestCount).reversed().first {
      flow.dominates($0.block, block) && condition($0.fact)
    }?.fact
  }
}
