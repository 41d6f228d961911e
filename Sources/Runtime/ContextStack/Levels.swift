// Nesting levels: interrupts and exceptions on top of a task.
//
// The level changes before the block of the new one is cleared: what interrupts in between has a
// level of its own and gives it back. Levels without a block share the last one, which is cleared
// when one of them is entered and when control comes back to one: there the outcome is a missed
// report and never a false one.
//
// Source: FreeBSD 14, sys/kern/subr_msan.c, kmsan_intr_enter(), which panics when four blocks are in use.

import CRuntime

extension Context {
  /// The block of arguments and return values of the current level.
  @inline(__always)
  static func state() -> UnsafeMutablePointer<kmsan_context_state> {
    // The port's blocks outlive the task; the state is the first field of a context.
    unsafe UnsafeMutableRawPointer(Port.context())
      .assumingMemoryBound(to: kmsan_context_state.self)
  }

  /// Makes the current level's block one of initialized values.
  static func clearState() {
    unsafe kmsan_clear_state(state())
  }

  /// Makes this the current level.
  ///
  /// Only the task, and interrupts that give back what they take, change it; one that comes between
  /// the two stores leaves behind what it found or what the second store writes.
  fileprivate static func setLevel(
    _ level: UInt32, of stack: UnsafeMutablePointer<kmsan_context_stack>
  ) {
    unsafe stack.pointee.level = level
    unsafe stack.pointee.offset = offset(ofLevel: level)
  }

  /// Bytes from the first block to that of a level.
  static func offset(ofLevel level: UInt32) -> Int {
    Int(min(level, UInt32(KMSAN_LEVELS_MAX))) &* MemoryLayout<kmsan_context>.stride
  }
}

@c @implementation
public func kmsan_intr_enter() {
  let stack = unsafe Port.contexts()
  let level = unsafe stack.pointee.level &+ 1
  unsafe Context.setLevel(level, of: stack)
  Context.clearState()
  guard level == UInt32(KMSAN_LEVELS_MAX) else { return }
  unsafe Report.invalidCall(frame: kmsan_frame()) { line in
    line.append("kmsan_intr_enter: more levels than ")
    line.append(decimal: UInt(KMSAN_LEVELS_MAX))
    line.append("; in those, arguments and return values count as initialized")
  }
}

@c @implementation
public func kmsan_intr_enter_frame(_ frame: UnsafeRawPointer?, _ size: Int) {
  kmsan_intr_enter()
  unsafe kmsan_unpoison_memory(frame, size)
}

@c @implementation
public func kmsan_intr_leave() {
  let stack = unsafe Port.contexts()
  let level = unsafe stack.pointee.level
  guard level == 0 else {
    unsafe Context.setLevel(level &- 1, of: stack)
    if level > UInt32(KMSAN_LEVELS_MAX) { Context.clearState() }
    return
  }
  unsafe Report.invalidCall(frame: kmsan_frame()) { line in
    line.append("kmsan_intr_leave: no level was entered; nothing was left")
  }
}
