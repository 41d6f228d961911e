// Where the walk over a function's instructions stands.

/// A place of the walk: what is emitted there runs after all that was emitted before in the dominating blocks.
package struct WalkPlace: Equatable {
  /// The number of the block, in the order of `Dominators`.
  package var block = 0
  /// Calls that have been visited.
  package var callCount = 0
  /// False while an instruction is visited that is not the program's own.
  package var checksOperands = true

  package init(block: Int = 0, callCount: Int = 0) {
    self.block = block
    self.callCount = callCount
  }
}
