// What cases want of a machine (kmsan_case.h): exceptions and NMIs that come at once, work on other
// processors, other addresses of memory.

import CRuntime
import KernelC

public typealias CaseFunction = @convention(c) (UnsafeMutableRawPointer?) -> Void

enum CaseMachine {
  nonisolated(unsafe) fileprivate static var function: CaseFunction?
  nonisolated(unsafe) fileprivate static var argument: UnsafeMutableRawPointer?
  nonisolated(unsafe) fileprivate static var nmis: UInt32 = 0
  /// Calls of machine_interrupts_off() that were not taken back, and how interrupts were before.
  nonisolated(unsafe) fileprivate static var offDepth = 0
  nonisolated(unsafe) fileprivate static var flags: UInt64 = 0
  /// What runs on each other processor.
  nonisolated(unsafe) fileprivate static var work =
    InlineArray<8, UnsafeMutablePointer<thread>?>(repeating: nil)

  static func start() {
    vector_register(
      UInt8(VECTOR_NMI),
      { _, _ in
        CaseMachine.call()
        _ = atomic_add32(&CaseMachine.nmis, 1)
      }, nil)
    vector_register(
      UInt8(VECTOR_INSTRUCTION),
      { frame, _ in
        CaseMachine.call()
        // ud2 has two bytes.
        frame.pointee.rip &+= 2
      }, nil)
  }

  private static func call() { function?(argument) }

  fileprivate static func prepare(_ function: CaseFunction, _ argument: UnsafeMutableRawPointer?) {
    self.function = function
    self.argument = argument
  }

  static var name: UnsafePointer<CChar> {
    UnsafeRawPointer(("work" as StaticString).utf8Start).assumingMemoryBound(to: CChar.self)
  }
}

@c @implementation
public func machine_nmi(
  _ handler: @escaping CaseFunction, _ argument: UnsafeMutableRawPointer?
) {
  CaseMachine.prepare(handler, argument)
  let before = atomic_load32(&CaseMachine.nmis)
  processor_send_nmi(current_processor())
  while atomic_load32(&CaseMachine.nmis) == before { processor_pause() }
}

@c @implementation
public func machine_exception(
  _ handler: @escaping CaseFunction, _ argument: UnsafeMutableRawPointer?
) {
  CaseMachine.prepare(handler, argument)
  undefined_instruction()
}

@c @implementation
public func machine_interrupts_off() {
  let flags = interrupts_save()
  if CaseMachine.offDepth == 0 { CaseMachine.flags = flags }
  CaseMachine.offDepth &+= 1
}

@c @implementation
public func machine_interrupts_on() {
  CaseMachine.offDepth &-= 1
  if CaseMachine.offDepth == 0 { interrupts_restore(CaseMachine.flags) }
}

@c @implementation
public func machine_processor_count() -> UInt32 { processor_count() }

@c @implementation
public func machine_processor() -> UInt32 { current_processor().pointee.number }

@c @implementation
public func machine_start_on(
  _ processor: UInt32, _ function: @escaping CaseFunction, _ argument: UnsafeMutableRawPointer?
) -> Bool {
  guard processor < processor_count(), processor != current_processor().pointee.number else {
    return false
  }
  let thread = thread_create_on(processor, CaseMachine.name, function, argument)
  CaseMachine.work[Int(processor)] = thread
  return thread != nil
}

@c @implementation
public func machine_wait_for(_ processor: UInt32) {
  if let thread = CaseMachine.work[Int(processor)] { thread_join(thread) }
  CaseMachine.work[Int(processor)] = nil
}

@c @implementation
public func machine_run_on(
  _ processor: UInt32, _ function: @escaping CaseFunction, _ argument: UnsafeMutableRawPointer?
) -> Bool {
  guard machine_start_on(processor, function, argument) else { return false }
  machine_wait_for(processor)
  return true
}

@c @implementation
@inline(never)
public func machine_grow_map(_ size: Int) -> UnsafeMutableRawPointer? {
  let bytes = (size &+ Int(PAGE_BYTES) &- 1) & ~(Int(PAGE_BYTES) &- 1)
  guard let memory = kernel_map_grow(bytes, Int(PAGE_BYTES), 0) else { return nil }
  kmsan_poison_allocated(memory, bytes, KMSAN_TYPE_KMEM, kmsan_frame())
  return memory
}

@c @implementation
public func machine_direct_map(_ memory: UnsafeRawPointer) -> UnsafeMutableRawPointer? {
  let physical = kernel_physical(UInt(bitPattern: memory))
  return physical == 0 ? nil : direct_map(physical)
}

/// The links of a page of the array are its first 8 bytes.
@c @implementation
public func machine_page(_ memory: UnsafeRawPointer) -> UnsafeMutablePointer<UInt64>? {
  page_of(memory).map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt64.self) }
}

/// Puts back what a case may have left behind.
@c @implementation
public func case_reset() {
  Watchdog.noteProgress()
  interrupt_every(0)
  interrupt_register(nil, nil)
}
