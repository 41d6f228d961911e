// For how long the origin of a loaded value can still be read from the memory that it came from.
//
// An origin that is read together with the value stays in a register, or on the stack, until a
// report or a poisoned store may need it, which is hardly ever. Where nothing between the load and
// that place can write origins, the cold path reads it instead: through the pointer that the load's
// look-up gave, or, when that would have to be kept across a call, by a look-up of its own.

import CLLVM
import LLVMIR

/// Numbers the stretches of straight code in which no origin in memory changes.
package struct UndisturbedMemory {
  private var current = 0
  private var count = 0
  private var exits: [Int]
  private var loads: [Instruction: (stretch: Int, isShared: Bool, hookCalls: Int)] = [:]
  /// Calls of hooks so far.
  private var hookCalls = 0

  package init(blockCount: Int) { exits = Array(repeating: 0, count: blockCount) }

  /// A block with one way in goes on with the stretch that it comes from.
  package mutating func enter(_ block: Int, _ flow: Dominators) {
    let predecessors = flow.predecessors[block]
    if predecessors.count == 1, exits[predecessors[0]] != 0 {
      current = exits[predecessors[0]]
    } else {
      end()
    }
  }

  package mutating func leave(_ block: Int) { exits[block] = current }

  /// Ends the stretch: what comes next may write origins.
  package mutating func end() {
    count += 1
    current = count
  }

  package mutating func remember(_ load: Instruction, isShared: Bool) {
    loads[load] = (current, isShared, hookCalls)
  }

  package mutating func noteHookCall() { hookCalls += 1 }

  /// Whether no origin in memory has changed since the load.
  package func isUnchanged(since load: Instruction) -> Bool { loads[load]?.stretch == current }

  /// Whether the pointer to the origin would have to be kept across the call of a hook.
  package func wouldBeKept(since load: Instruction) -> Bool {
    guard let known = loads[load] else { return false }
    return known.isShared || known.hookCalls != hookCalls
  }
}

extension FunctionInstrumenter {
  /// The recipe for a cold path at the builder's position: origins of loaded values are looked up
  /// there, where they can be.
  func forColdPath(_ recipe: OriginRecipe) -> OriginRecipe {
    switch recipe {
    case .none, .value, .stored, .memory, .phi: return recipe
    case .loaded(let value):
      let origin = OriginRecipe.value(value.origin.value)
      guard undisturbedMemory.isUnchanged(since: value.load) else { return origin }
      if module.inlinesLookups || !undisturbedMemory.wouldBeKept(since: value.load) {
        return .stored(value)
      }
      return callsHooksOnly ? origin : .memory(value)
    case .first(let operands):
      return .first(operands.map { ($0.shadow, forColdPath($0.origin)) })
    case .select(let condition, let a, let b):
      return .select(condition: condition, forColdPath(a), forColdPath(b))
    case .guarded(let shadow, let recipe, let coldCost):
      // Other paths share the phi; here the operands' recipe keeps it from being needed.
      return coldCost > OriginRecipe.costMax
        ? .guarded(by: shadow, recipe, coldCost: coldCost) : forColdPath(recipe)
    }
  }
}
