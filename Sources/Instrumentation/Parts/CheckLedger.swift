// Which shadows of a function have been checked, and of which others each was made.
//
// A shadow whose check dominates a place is not checked there again: it was either clean or has been reported.
// A shadow that is a union of others (an address made of a base and an index) is checked only for the parts
// that were not.

import LLVMIR

/// What is known of the shadows of a function at a place: having been checked, a shadow counts as clean in every
/// block that the check's block dominates.
package struct CheckLedger {
  /// A union of more shadows than this is not taken apart.
  package static let componentsMax = 8
  /// A shadow computed from more shadows than this is looked at by itself.
  package static let sourcesMax = 3

  private let flow: Dominators
  /// The shadows that have been checked, and where.
  private var checked: [Value: DominatedFacts<Void>] = [:]
  /// The shadows of which one is the union: it is poisoned if and only if one of them is.
  private var components: [Value: [Value]] = [:]
  /// The shadows from which one was computed: it is clean when all of them are.
  private var sources: [Value: [Value]] = [:]

  package init(_ flow: Dominators) { self.flow = flow }

  // MARK: Queries

  /// Whether the shadow, or everything from which it was computed, has been checked.
  package func isSettled(_ shadow: Value, in block: Int) -> Bool {
    if isChecked(shadow, in: block) { return true }
    guard let sources = sources[shadow] else { return false }
    return sources.allSatisfy { isChecked($0, in: block) }
  }

  /// The parts of a shadow that no dominating check has covered.
  package func unchecked(_ shadow: Value, in block: Int) -> [Value] {
    if isChecked(shadow, in: block) { return [] }
    return (components[shadow] ?? [shadow]).filter { !isSettled($0, in: block) }
  }

  private func isChecked(_ shadow: Value, in block: Int) -> Bool {
    checked[shadow]?.first(in: block, flow) != nil
  }

  // MARK: Facts

  /// Notes that a shadow is checked in a block.
  package mutating func note(checked shadow: Value, in block: Int) {
    checked[shadow, default: DominatedFacts()].add((), in: block)
  }

  /// Notes that a shadow is poisoned if and only if one of the originals is.
  package mutating func note(_ result: Value, unionOf originals: [Value]) {
    guard result.isInstruction, !originals.contains(result) else { return }
    let parts = Self.unique(originals.flatMap { components[$0] ?? [$0] })
    if parts.count <= Self.componentsMax { components[result] = parts }
  }

  /// Notes from which shadows one was computed.
  package mutating func note(_ result: Value, computedFrom originals: [Value]) {
    guard result.isInstruction, !originals.contains(result) else { return }
    let parts = Self.unique(
      originals.filter { !$0.isNull }.flatMap { sources[$0] ?? components[$0] ?? [$0] })
    if parts.count <= Self.sourcesMax { sources[result] = parts }
  }

  private static func unique(_ values: [Value]) -> [Value] {
    var seen: Set<Value> = []
    return values.filter { seen.insert($0).inserted }
  }

  /// Traps when a shadow is noted as made of itself, or of more shadows than the limits allow.
  package func checkInvariants() {
    for (made, limit) in [(components, Self.componentsMax), (sources, Self.sourcesMax)] {
      for (result, parts) in made {
        precondition(!parts.contains(result), "a shadow is made of itself")
        precondition(parts.count <= limit && Set(parts).count == parts.count)
      }
    }
  }
}
