// Threads as Linux's kthread_run() makes them: with a result, and a name of their own.

import CRuntime
import KernelC

private let nameMax = 15

/// What such a thread calls first.
private let begin: @convention(c) (UnsafeMutableRawPointer?) -> Void = { argument in
  let thread = current_thread()
  if let task = thread.pointee.task { thread.pointee.result = task(argument) }
}

@c @implementation
public func kthread_run(
  _ function: @escaping @convention(c) (UnsafeMutableRawPointer?) -> Int32,
  _ argument: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>
) -> OpaquePointer? {
  guard let thread = Threads.create(name, begin, argument) else { return nil }
  let copy = thread_task_name(thread)
  var length = 0
  while length < nameMax, name[length] != 0 {
    copy[length] = name[length]
    length &+= 1
  }
  copy[length] = 0
  thread.pointee.name = UnsafePointer(copy)
  thread.pointee.task = function
  Scheduler.makeReady(thread)
  return OpaquePointer(thread)
}

@c @implementation
public func kthread_stop(_ task: OpaquePointer) -> Int32 {
  let thread = UnsafeMutablePointer<thread>(task)
  Threads.wait(thread)
  let result = thread.pointee.result
  Threads.giveBack(thread)
  return result
}

@c @implementation
public func schedule() { thread_yield() }
