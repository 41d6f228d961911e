// The other processors: started one after the other by INIT and start-up interrupts.

import CRuntime
import KernelC

enum Startup {
  /// Where they begin, in 16 bits; below 1 MB, which nothing else uses.
  private static let page: UInt32 = 8
  private static let waitMicroseconds: UInt64 = 1_000_000
  static let processorsMax: UInt32 = 8

  /// Processors that run.
  nonisolated(unsafe) static var count: UInt32 = 1

  static func start() -> UInt32 {
    let all = machineProcessors()
    var last = get_boot_processor()
    for number in 1..<(all < 1 ? 1 : all) {
      guard let processor = newProcessor(number) else { panic("out of memory: processor") }
      last.pointee.next = processor
      last = processor
      start(processor)
    }
    PageTables.clearSlot(0)
    return all
  }

  private static func newProcessor(_ number: UInt32) -> UnsafeMutablePointer<processor>? {
    guard let memory = kernel_map_grow(Int(PAGE_BYTES), Int(PAGE_BYTES), 0) else { return nil }
    kmsan_set_bytes(memory, 0, Int(PAGE_BYTES))
    let processor = memory.assumingMemoryBound(to: processor.self)
    let idle = processor_idle_thread(number)
    processor.pointee.`self` = processor
    processor.pointee.idle = idle
    processor.pointee.current = idle
    processor.pointee.contexts = thread_contexts(idle)
    processor.pointee.number = number
    processor.pointee.controller = number
    return processor
  }

  private static func start(_ processor: UnsafeMutablePointer<processor>) {
    let before = atomic_load32(&count)
    let physical = UInt(page) &* PAGE_BYTES
    trampoline_prepare(
      direct_map(physical), UInt32(physical), UInt32(PageTables.root), processor,
      processor.pointee.idle.pointee.stack_end)
    LocalController.sendInitialize(processor.pointee.controller)
    Clock.wait(microseconds: 10_000)
    for _ in 0..<2 where atomic_load32(&count) == before {
      LocalController.sendStartUp(processor.pointee.controller, page: page)
      Clock.wait(microseconds: 200)
    }
    let start = Clock.microseconds
    while atomic_load32(&count) == before {
      guard Clock.microseconds &- start < waitMicroseconds else {
        var text = Text("processor ")
        text.append(processor.pointee.number)
        text.append(" does not start")
        text.panic()
      }
      processor_pause()
    }
  }

  /// How many processors the machine has, as its firmware is told. Source: QEMU,
  /// docs/specs/fw_cfg.rst.
  private static func machineProcessors() -> UInt32 {
    port_write16(0x510, 5)
    let low = port_read8(0x511)
    let count = UInt32(low) | UInt32(port_read8(0x511)) << 8
    return count < processorsMax ? count : processorsMax
  }
}

/// Where trampoline.S goes on, on the stack of the processor's idle thread.
@c(processor_begin)
public func processorBegin() -> Never {
  Descriptors.startProcessor()
  LocalController.startProcessor()
  _ = atomic_add32(&Startup.count, 1)
  processor_main()
}

@c @implementation
public func processors_start() -> UInt32 { Startup.start() }

@c @implementation
public func processor_count() -> UInt32 { atomic_load32(&Startup.count) }
