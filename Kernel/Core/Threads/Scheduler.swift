// Which thread runs: one queue for all processors, each thread in turn, until the timer's next
// interrupt.
//
// The queue's lock is held across a switch: no other processor may run a thread before its registers are
// on its stack. The thread that is switched to releases it.

import KernelC

enum Scheduler {
  nonisolated(unsafe) private static var guardian = lock()
  nonisolated(unsafe) private static var first: UnsafeMutablePointer<thread>?
  nonisolated(unsafe) private static var last: UnsafeMutablePointer<thread>?
  /// Threads that sleep, in no order.
  nonisolated(unsafe) private static var sleepers: UnsafeMutablePointer<thread>?

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

  /// The first thread that may run on a processor.
  private static func takeFirst(_ number: UInt32) -> UnsafeMutablePointer<thread>? {
    var previous: UnsafeMutablePointer<thread>?
    var candidate = first
    while let thread = candidate {
      let wanted = thread.pointee.processor
      if wanted == PROCESSOR_ANY || wanted == number {
        if let previous { previous.pointee.next = thread.pointee.next }
        if first == thread { first = thread.pointee.next }
        if last == thread { last = previous }
        return thread
      }
      previous = thread
      candidate = thread.pointee.next
    }
    return nil
  }

  /// Lets the next thread run. Returns when the current one is chosen again, maybe on another
  /// processor.
  static func yield() {
    let flags = lock_acquire(&guardian)
    let processor = current_processor()
    let me = processor.pointee.current
    if me.pointee.state == UInt32(THREAD_RUNNING), me != processor.pointee.idle { append(me) }
    switchToNext(flags)
  }

  /// Lets other threads run until wake() is called for this object or the time has come, unless the
  /// condition holds already. Who makes it true calls wake() after that.
  static func sleep(
    on object: UnsafeRawPointer?, until time: UInt64, unless condition: () -> Bool
  ) {
    let flags = lock_acquire(&guardian)
    if condition() { return lock_release(&guardian, flags) }
    let me = current_thread()
    me.pointee.sleeps_on = object
    me.pointee.wake_time = time
    me.pointee.state = UInt32(THREAD_SLEEPING)
    me.pointee.next = sleepers
    sleepers = me
    switchToNext(flags)
  }

  /// Makes the threads ready that sleep on an object; called in interrupts, too.
  static func wake(_ object: UnsafeRawPointer) {
    makeReady { $0.pointee.sleeps_on == object }
  }

  /// Makes the threads ready whose time has come.
  static func wakeSleepers() {
    let now = clock_microseconds()
    makeReady { $0.pointee.wake_time <= now }
  }

  /// Makes some of the threads that sleep ready, and tells a processor that idles.
  private static func makeReady(where isWanted: (UnsafeMutablePointer<thread>) -> Bool) {
    let flags = lock_acquire(&guardian)
    var number: UInt32?
    var rest = sleepers
    sleepers = nil
    while let thread = rest {
      rest = thread.pointee.next
      if isWanted(thread) {
        append(thread)
        number = thread.pointee.processor
      } else {
        thread.pointee.next = sleepers
        sleepers = thread
      }
    }
    lock_release(&guardian, flags)
    if let number, !isIdle(current_processor(), number) { callIdleProcessor(number) }
  }

  /// Whether a processor idles that may run a thread, which may have a processor of its own.
  private static func isIdle(
    _ processor: UnsafeMutablePointer<processor>, _ number: UInt32
  ) -> Bool {
    processor.pointee.current == processor.pointee.idle
      && (number == PROCESSOR_ANY || number == processor.pointee.number)
  }

  private static func callIdleProcessor(_ number: UInt32) {
    var next: UnsafeMutablePointer<processor>? = get_boot_processor()
    while let processor = next {
      if isIdle(processor, number) {
        return processor_interrupt(processor, UInt8(VECTOR_RESCHEDULE))
      }
      next = processor.pointee.next
    }
  }

  /// With the lock held, which the thread releases that runs next.
  private static func switchToNext(_ flags: UInt64) {
    let processor = current_processor()
    let me = processor.pointee.current
    let next = takeFirst(processor.pointee.number) ?? processor.pointee.idle
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

  /// Counts how long a processor waited for the interrupt that it has now.
  static func endIdling(_ processor: UnsafeMutablePointer<processor>) {
    guard processor.pointee.idle_since != 0 else { return }
    processor.pointee.idle_stamps &+= time_stamp() &- processor.pointee.idle_since
    processor.pointee.idle_since = 0
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

@c @implementation
public func thread_sleep(_ microseconds: UInt64) {
  Scheduler.sleep(on: nil, until: clock_microseconds() &+ microseconds) { false }
}

/// What a processor does when no thread is ready, in a thread that is never in the queue.
@c @implementation
public func processor_main() -> Never {
  timer_start()
  while true {
    interrupts_disable()
    Scheduler.yield()
    current_processor().pointee.idle_since = time_stamp()
    wait_for_interrupt()
  }
}
