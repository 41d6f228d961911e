// Where the walk over a function's instructions stands.

/// A place of the walk: what is emitted there runs after all that was emitted before in the dominating blocks.
struct WalkPlace: Equatable {
  /// The number of the block, in the order of `Dominators`.
  var block = 0
  /// Calls that have been visited.
  var callCount = 0
  /// False while an instruction is visited that is not the program's own.
  var checksOperands = true
}
