// The context: whose arguments and return values the hooks talk about, and whether the runtime
// itself runs at this level.
//
// One block per task and nesting level; the port owns the blocks. Levels.swift enters and leaves
// them.

import CRuntime

/// Guards against the runtime being entered from inside itself.
enum Context {
  /// Runs `body` unless the runtime already runs at this level; then returns nil.
  static func entering<Result>(_ body: () -> Result) -> Result? {
    let context = unsafe Port.context()
    // Only this task at this level touches the word, so it needs no atomic operation.
    if unsafe context.pointee.in_runtime != 0 { return nil }
    unsafe context.pointee.in_runtime = 1
    let result = body()
    unsafe context.pointee.in_runtime = 0
    return result
  }
}
