// Which thread runs: one queue for all processors, each thread in turn, until the timer's next
// interrupt.
//
// The queue's lock is held across a switch: nobody else may run a thread before its registers are
// on its stack. The thread that is switched to releases it.

import KernelC

enum Scheduler {
  nonisolated(unsafe) private static var guardian = lock()
  nonisolated(unsafe) private static var first: UnsafeMutablePointer<thread>?
  nonisolated(unsafe) private static var last: UnsafeMutablePointer<thread>?

  static func makeReady(_ thread: UnsafeMutablePointer<thread>) {
    let flags = lock_acquire(&guardian)
    append(thread)
    lock_release(&guardian, flags)
  }

  private static func append(_ thread: UnsafeMutablePointer<thread>) {
    thread.pointee.state = UInt32(THREAD_READY)
    thread.pointee.next = nil
    if let last { last.pointee.next = thread } else { first = thread }
    last = thread
  }

  private static func takeFirst() -> UnsafeMutablePointer<thread>? {
    guard let thread = first else { return nil }
    first = thread.pointee.next
    if first == nil { last = nil }
    return thread
  }

  /// Lets the next thread run. Returns when the current one is chosen again, maybe on another
  /// processor.
  static func yield() {
    let flags = lock_acquire(&guardian)
    let processor = current_processor()
    let me = processor.pointee.current
    if me.pointee.state == UInt32(THREAD_RUNNING), me != processor.pointee.idle { append(me) }
    let next = takeFirst() ?? processor.pointee.idle
    next.pointee.state = UInt32(THREAD_RUNNING)
    if next != me {
      processor.pointee.previous = me
      processor.pointee.switches &+= 1
      set_current_thread(next)
      context_switch(&me.pointee.stack_pointer, next.pointee.stack_pointer)
      finishSwitch()
      interrupts_restore(flags)
    } else {
      lock_release(&guardian, flags)
    }
  }

  /// What the thread does first that was switched to. Interrupts stay off.
  static func finishSwitch() {
    if let previous = current_processor().pointee.previous,
      previous.pointee.state == UInt32(THREAD_ENDING)
    {
      atomic_store32(&previous.pointee.state, UInt32(THREAD_ENDED))
    }
    lock_release(&guardian, 0)
  }
}

@c @implementation
public func thread_yield() { Scheduler.yield() }

/// What a processor does when no thread is ready, in a thread that is never in the queue.
@c @implementation
public func processor_main() -> Never {
  timer_start()
  while true {
    interrupts_disable()
    Scheduler.yield()
    wait_for_interrupt()
  }
}
