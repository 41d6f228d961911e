// What the runtime asks of the kernel (kmsan_port.h), but for symbols and carriers.

import CRuntime
import KernelC

@c @implementation
public func kmsan_port_console(_ text: UnsafePointer<CChar>, _ size: Int) {
  console_write(text, size)
}

/// Follows frame pointers to the end of the stack, which is a multiple of the size of all stacks, and
/// from the stack of an NMI to that of what it interrupted.
///
/// Each frame lies above the last one and inside the same stack, so a wild pointer ends the walk.
@c @implementation
public func kmsan_port_walk(
  _ frame: UnsafeRawPointer?, _ addresses: UnsafeMutablePointer<UInt>, _ max: Int
) -> Int {
  var current = UInt(bitPattern: frame)
  var end = stackEnd(current)
  var count = 0
  while count < max, current & 7 == 0, current <= end &- 16, kmsan_machine_covers(current, 16),
    let words = UnsafePointer<UInt>(bitPattern: current)
  {
    guard words[1] != 0 else { break }
    addresses[count] = words[1]
    count &+= 1
    let next = words[0]
    if next <= current || next >= end {
      guard end == current_processor().pointee.nmi_stack_end, stackEnd(next) != end,
        PageTables.physical(next) != nil
      else { break }
      end = stackEnd(next)
    }
    current = next
  }
  return count
}

/// One past the stack that an address lies in.
private func stackEnd(_ address: UInt) -> UInt { (address | (STACK_BYTES &- 1)) &+ 1 }

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
