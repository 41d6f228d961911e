// Nesting levels: interrupts and exceptions on top of a task.
//
// The level changes before the block of the new one is cleared: what interrupts in between has a
// level of its own and gives it back. Levels without a block share the last one, and every look-up
// finds that clean, so that there the outcome is a missed report and never a false one.
//
// Source: FreeBSD 14, sys/kern/subr_msan.c, kmsan_intr_enter(), which panics when four blocks are in use.

import CRuntime

extension Context {
  /// The block of arguments and return values of the current level.
  @inline(__always)
  static func state() -> UnsafeMutablePointer<kmsan_context_state> {
    // The port's blocks outlive the task; the state is the first field of a context.
    let stack = unsafe Port.contexts()
    let state = unsafe UnsafeMutableRawPointer(kmsan_current_context(stack))
      .assumingMemoryBound(to: kmsan_context_state.self)
    if unsafe stack.pointee.level >= UInt32(KMSAN_LEVELS_MAX) { unsafe clear(state) }
    return unsafe state
  }

  private static func clear(_ state: UnsafeMutablePointer<kmsan_context_state>) {
    unsafe kmsan_set_bytes(state, 0, MemoryLayout<kmsan_context_state>.size)
  }

  /// Makes the current level's block one of initialized values.
  static func clearState() { unsafe clear(state()) }
}

@c @implementation
public func kmsan_intr_enter() {
  let stack = unsafe Port.contexts()
  // Only this task, and interrupts that give back what they take, change its level.
  let level = unsafe stack.pointee.level &+ 1
  unsafe stack.pointee.level = level
  Context.clearState()
  guard level == UInt32(KMSAN_LEVELS_MAX) else { return }
  unsafe Report.invalidCall(frame: kmsan_frame()) { line in
    line.append("kmsan_intr_enter: more levels than ")
    line.append(decimal: UInt(KMSAN_LEVELS_MAX))
    line.append("; in those, arguments and return values count as initialized")
  }
}

@c @implementation
public func kmsan_intr_leave() {
  let stack = unsafe Port.contexts()
  // As in kmsan_intr_enter().
  guard unsafe stack.pointee.level == 0 else {
    unsafe stack.pointee.level &-= 1
    return
  }
  unsafe Report.invalidCall(frame: kmsan_frame()) { line in
    line.append("kmsan_intr_leave: no level was entered; nothing was left")
  }
}
