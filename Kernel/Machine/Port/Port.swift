// What the runtime asks of the kernel (kmsan_port.h).

import CRuntime
import KernelC

@c @implementation
public func kmsan_port_console(_ text: UnsafePointer<CChar>, _ size: Int) {
  console_write(text, size)
}

@c @implementation
public func kmsan_port_walk(
  _ frame: UnsafeRawPointer?, _ addresses: UnsafeMutablePointer<UInt>, _ max: Int
) -> Int { StackWalk.addresses(from: frame, addresses, max) }

@c @implementation
public func kmsan_port_symbol(
  _ address: UInt, _ name: UnsafeMutablePointer<CChar>, _ max: Int,
  _ start: UnsafeMutablePointer<UInt>, _ size: UnsafeMutablePointer<UInt>
) -> Int {
  guard let function = Symbols.function(at: address) else { return 0 }
  var length = 0
  while length < max, function.name[length] != 0 {
    name[length] = function.name[length]
    length &+= 1
  }
  start.pointee = function.start
  size.pointee = function.size
  return length
}

@c @implementation
public func kmsan_port_task(_ text: UnsafeMutablePointer<CChar>, _ max: Int) -> Int {
  let processor = current_processor()
  var line = Text("CPU: ")
  line.append(processor.pointee.number)
  line.append(" PID: ")
  line.append(processor.pointee.current.pointee.number)
  line.append(" Comm: ")
  line.append(cString: processor.pointee.current.pointee.name)
  return line.copy(to: text, max: max)
}

/// The direct map, in which there is no stack and no variable. What it shows of the kernel's image, as of
/// the first processor's structure, has metadata from the start.
@c @implementation
public func kmsan_port_covered(_ index: Int) -> UnsafeRawPointer? {
  guard index == 0, let physical = PageTables.physical(UInt(bitPattern: current_processor())) else {
    return nil
  }
  return UnsafeRawPointer(direct_map(physical))
}

@c @implementation
public func kmsan_port_is_mapped(_ address: UnsafeRawPointer) -> Bool {
  PageTables.physical(UInt(bitPattern: address)) != nil
}

/// One part in thirty-two of the kernel's memory.
@c @implementation
public func kmsan_port_depot(
  _ size: UnsafeMutablePointer<Int>
) -> UnsafeMutableRawPointer? {
  let share = PhysicalMemory.managedBytes / 32
  var order: UInt32 = 0
  while order < UInt32(FRAME_ORDER_MAX), PAGE_BYTES << UInt(order &+ 1) <= share { order &+= 1 }
  let physical = Frames.allocate(order: order)
  guard physical != 0 else { return nil }
  let bytes = Int(PAGE_BYTES << UInt(order))
  let memory = direct_map(physical)
  kmsan_set_bytes(memory, 0, bytes)
  size.pointee = bytes
  return memory
}

/// The lock of reports. Interrupts are off while it is held, so its holder stays where it is.
private enum ReportLock {
  /// The number of the thread that reports, plus 1; 0 when none does.
  nonisolated(unsafe) static var holder: UInt32 = 0
  nonisolated(unsafe) static var flags: UInt64 = 0
}

@c @implementation
public func kmsan_port_report_begin() -> Bool {
  let me = current_thread().pointee.number &+ 1
  let flags = interrupts_save()
  while true {
    let holder = atomic_exchange_if_zero32(&ReportLock.holder, me)
    if holder == 0 {
      ReportLock.flags = flags
      // No exception after each instruction of a report: it would take seconds.
      trap_flag_clear()
      return true
    }
    if holder == me || kernel_is_panicking() {
      interrupts_restore(flags)
      return false
    }
    processor_pause()
  }
}

@c @implementation
public func kmsan_port_report_end() {
  let flags = ReportLock.flags
  atomic_store32(&ReportLock.holder, 0)
  if UInt(flags) & TRAP_FLAG != 0 { trap_flag_set() }
  interrupts_restore(flags)
}

@c @implementation
public func kmsan_port_panic() -> Never { panic("KMSAN found a use of uninitialized memory") }

@c @implementation
public func kmsan_port_seconds() -> UInt64 { clock_microseconds() / 1_000_000 }
