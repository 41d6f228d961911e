// The function's side of the protocol between callers and callees: which part of the context state is at hand,
// and what has been agreed on about results and variable arguments.

import LLVMIR

/// The state of a function's calls and returns.
struct CallBoundary {
  /// The pointer to the context state, where it is at hand.
  var contextState: ContextStateCache
  /// What the function does with the variable arguments that it receives.
  var variableArguments = VariableArgumentsState()
  /// What the function's returns promise.
  let returns: ReturnPromise
  /// Results of calls that are returned as they are, so that their shadow stays where it is.
  private var unchangedResults: Set<Value> = []

  init(blockCount: Int, returns: ReturnPromise) {
    contextState = ContextStateCache(blockCount: blockCount)
    self.returns = returns
  }

  /// Notes that the shadow of a call's result stays in the return slot.
  mutating func note(unchanged result: Value) { unchangedResults.insert(result) }

  func isUnchanged(_ result: Value) -> Bool { unchangedResults.contains(result) }
}

/// What is known of a function's returns before they are visited.
struct ReturnPromise {
  /// Whether a call may have left a shadow in the return slot.
  let mayReturnSlotBeStale: Bool
  /// Whether the callers know that the function returns nothing uninitialized.
  let returnsClean: Bool

  /// Of a function that promises nothing, as one whose returns are not visited.
  static let none = ReturnPromise(mayReturnSlotBeStale: true, returnsClean: false)
}
