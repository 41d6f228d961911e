// What kmsan_port.h asks of a port, for a Linux process.

import CHostedPort
import CRuntime

@c @implementation
public func kmsan_port_console(_ text: UnsafePointer<CChar>, _ size: Int) {
  unsafe hosted_write_error(text, size)
}

@c @implementation
public func kmsan_port_depot(
  _ size: UnsafeMutablePointer<Int>
) -> UnsafeMutableRawPointer? {
  if FaultInjection.depotFails() { return nil }
  let bytes = 256 << 20
  // The caller's variable.
  unsafe size.pointee = bytes
  return unsafe hosted_reserve(bytes)
}

@c @implementation
public func kmsan_port_is_mapped(_ address: UnsafeRawPointer) -> Bool {
  // Only the address is looked at.
  unsafe hosted_is_mapped(address)
}

@c @implementation
public func kmsan_port_report_begin() -> Bool { hosted_report_lock() }

@c @implementation
public func kmsan_port_report_end() { hosted_report_unlock() }

@c @implementation
public func kmsan_port_seconds() -> UInt64 { hosted_seconds() }

/// Follows frame pointers up to the end of the thread's stack.
///
/// The first frame is the caller's word. After it, every frame lies above the one before and inside
/// the stack, so code without frame pointers cuts the walk short and cannot make it read elsewhere.
@c @implementation
public func kmsan_port_walk(
  _ frame: UnsafeRawPointer?, _ addresses: UnsafeMutablePointer<UInt>, _ max: Int
) -> Int {
  let end = hosted_stack_end()
  var current = UInt(bitPattern: frame)
  var count = 0
  while count < max, let words = unsafe UnsafePointer<UInt>(bitPattern: current) {
    let returnAddress = unsafe words[1]
    if returnAddress == 0 { break }
    unsafe addresses[count] = returnAddress
    count += 1
    let next = unsafe words[0]
    guard next > current, next & 7 == 0, next < end, end - next >= 16 else { break }
    current = next
  }
  // The C library called main(), from a place that differs between systems and says nothing.
  while count > 1, unsafe !hosted_is_in_program(addresses[count - 1]) { count -= 1 }
  return count
}

/// `CPU: 0 PID: 1 Comm: program`, as Linux prints before the name of the machine. The number counts
/// tasks, so that the same program prints the same.
@c @implementation
public func kmsan_port_task(_ text: UnsafeMutablePointer<CChar>, _ max: Int) -> Int {
  var writer = unsafe TextWriter(buffer: text, max: max)
  writer.append("CPU: 0 PID: ")
  writer.append(decimal: UInt(hosted_task_number()))
  writer.append(" Comm: ")
  // Of the task, which outlives its report.
  unsafe writer.append(cString: hosted_task_name())
  writer.append(" Not tainted (hosted)")
  return writer.count
}
