// Segments, task segments and the interrupt table.
//
// Source: Intel, Software Developer's Manual, volume 3, sections 3.4.5, 5.8.8, 6.14 and 7.7.

import CRuntime
import KernelC

enum Descriptors {
  /// The segments have one order everywhere; SYSCALL and SYSRET need this one.
  private static let segments: InlineArray<5, UInt64> = [
    0, 0x00af_9b00_0000_ffff, 0x00cf_9300_0000_ffff, 0x00cf_f300_0000_ffff,
    0x00af_fb00_0000_ffff,
  ]
  private static let taskSelector: UInt16 = 40
  private static let taskBytes: UInt = 104
  private static let taskOffset: UInt = 512
  private static let interruptsBytes: UInt16 = 4096

  nonisolated(unsafe) private static var interrupts: UInt = 0

  /// The interrupt table, and all for the first processor.
  static func start() {
    interrupts = page()
    guard let entries = UnsafeMutablePointer<UInt64>(bitPattern: interrupts) else { return }
    for vector in 0..<256 {
      let stub = UInt64(get_interrupt_stubs()) &+ UInt64(vector) &* 16
      let stack: UInt64 =
        vector == VECTOR_NMI ? 1 : vector == VECTOR_DOUBLE_FAULT ? 2 : 0
      let type: UInt64 = 0x8e00
      entries[2 &* vector] =
        stub & 0xffff | 8 << 16 | stack << 32 | type << 32 | (stub >> 16 & 0xffff) << 48
      entries[2 &* vector &+ 1] = stub >> 32
    }
    startProcessor()
  }

  /// Segments and the stacks of its own for NMI and double fault, for the processor that calls.
  static func startProcessor() {
    let memory = page()
    guard let words = UnsafeMutablePointer<UInt64>(bitPattern: memory),
      let task = UnsafeMutableRawPointer(bitPattern: memory &+ taskOffset)
    else { return }
    for index in 0..<5 { words[index] = segments[index] }
    let base = UInt64(memory &+ taskOffset)
    words[5] =
      UInt64(taskBytes &- 1) | (base & 0xff_ffff) << 16 | 0x89 << 40 | (base >> 24 & 0xff) << 56
    words[6] = base >> 32
    let processor = current_processor()
    for number in 1...2 {
      // Of four-byte alignment: the fields lie at 36 and 44.
      let end = UInt64(stack())
      if number == 1 { processor.pointee.nmi_stack_end = UInt(end) }
      let place = 28 &+ 8 &* number
      task.storeBytes(of: UInt32(truncatingIfNeeded: end), toByteOffset: place, as: UInt32.self)
      task.storeBytes(of: UInt32(end >> 32), toByteOffset: place &+ 4, as: UInt32.self)
    }
    task.storeBytes(of: UInt16(taskBytes), toByteOffset: 102, as: UInt16.self)
    load_segment_table(memory, 55, taskSelector)
    // Loading a segment has not changed GS's base.
    processor.pointee.task_segment = memory &+ taskOffset
    load_interrupt_table(interrupts, interruptsBytes &- 1)
    startSystemCalls()
  }

  /// SYSCALL and SYSRET: the segments, where to begin, and flags that are off then, of which those
  /// of single steps, interrupts, direction, privilege, nested tasks and alignment could do harm.
  private static func startSystemCalls() {
    msr_write(0xc000_0080, msr_read(0xc000_0080) | 1)
    msr_write(0xc000_0081, 8 << 32 | (16 | 3) << 48)
    msr_write(0xc000_0082, UInt64(get_system_call_start()))
    msr_write(0xc000_0084, 0x4_7700)
  }

  /// The end of a new stack.
  private static func stack() -> UInt {
    let start = KernelMap.grow(STACK_BYTES, alignment: STACK_BYTES, gap: STACK_BYTES)
    if start == 0 { panic("out of memory: stack") }
    return start &+ STACK_BYTES
  }

  private static func page() -> UInt {
    let start = KernelMap.grow(PAGE_BYTES, alignment: PAGE_BYTES, gap: 0)
    guard let memory = UnsafeMutableRawPointer(bitPattern: start) else {
      panic("out of memory: virtqueue descriptors")
    }
    kmsan_set_bytes(memory, 0, Int(PAGE_BYTES))
    return start
  }
}
