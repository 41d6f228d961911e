// Where the context state is looked up.
//
// The block belongs to the task that runs, so the pointer to it is never kept across a call: the
// function may resume on behalf of another task (rule B0 of Docs/Boundaries.md). Between two calls
// one look-up serves all uses, also across blocks when every way into a block brings the same
// pointer. A function that needs no block does not look it up.

import CLLVM
import KMSANABI
import LLVMIR

/// The context-state pointer that is at hand, per block.
package struct ContextStateCache {
  package private(set) var current: Value?
  private var exits: [Value?]
  private var isVisited: [Bool]

  package init(blockCount: Int) {
    exits = Array(repeating: nil, count: blockCount)
    isVisited = Array(repeating: false, count: blockCount)
  }

  /// Begins a block: the pointer is at hand iff all predecessors agree on it.
  package mutating func enter(_ block: Int, _ flow: Dominators) {
    let predecessors = flow.predecessors[block]
    guard let first = predecessors.first else { return }
    let common = exits[first]
    current = predecessors.allSatisfy { isVisited[$0] && exits[$0] == common } ? common : nil
  }

  package mutating func leave(_ block: Int) {
    exits[block] = current
    isVisited[block] = true
  }

  package mutating func remember(_ pointer: Value) { current = pointer }

  /// A call may return on behalf of another task.
  package mutating func forget() { current = nil }
}

extension FunctionInstrumenter {
  /// The context state at the builder's position.
  func contextStatePointer() -> Value {
    if let current = boundary.contextState.current { return current }
    undisturbedMemory.noteHookCall()
    let pointer = builder.call(module.hook(.getContextState), []).value
    boundary.contextState.remember(pointer)
    return pointer
  }

  /// The address of a byte of the context state.
  func contextAddress(_ offset: Int) -> Value {
    builder.offset(contextStatePointer(), offset)
  }

  /// Whether `size` bytes at `offset` have a place in an area of the context state.
  func fits(_ offset: Int, _ size: Int, _ area: ContextArea) -> Bool {
    offset + size <= (area.isResult ? resultEnd : ContextState.areaSize)
  }

  static func aligned(_ size: Int) -> Int {
    let alignment = ContextState.slotAlignment
    return (size + alignment - 1) / alignment * alignment
  }
}
