// The bus of machine/bus.h and the device on it. What it does is seen by no sanitizer, as with a
// device of a machine.

import CHostedPort
import CRuntime

/// The device. Programs that share it between threads take turns by themselves.
private enum Device {
  /// What the FIFO gave last, and the sum of what it was given.
  nonisolated(unsafe) static var last: UInt64 = 0
  nonisolated(unsafe) static var sum: UInt64 = 0
  /// The memory of the next command.
  nonisolated(unsafe) static var address: UInt = 0
  nonisolated(unsafe) static var length: UInt64 = 0
  nonisolated(unsafe) static var memory = InlineArray<256, UInt8>(repeating: 0)

  static func nextValue() -> UInt64 {
    unsafe last &+= 1
    return unsafe last
  }

  /// Does a command. The program gave the address: a wrong one is a fault of the program.
  static func perform(_ command: UInt64) {
    let bytes = unsafe UnsafeMutablePointer<UInt8>(bitPattern: address)
    for index in unsafe 0..<Int(length) {
      if command == HOSTED_DEVICE_RECEIVE {
        unsafe bytes?[index] = UInt8(truncatingIfNeeded: nextValue())
      } else if command == HOSTED_DEVICE_TRANSMIT {
        unsafe sum &+= UInt64(bytes?[index] ?? 0)
      }
    }
  }

  /// Where a whole access lies in the device's memory; nil when it does not.
  static func memoryIndex(_ address: UInt, _ width: Int) -> Int? {
    let index = address &- UInt(HOSTED_DEVICE_MEMORY)
    return index <= UInt(HOSTED_DEVICE_MEMORY_SIZE) - UInt(width) ? Int(index) : nil
  }
}

@c @implementation
public func hosted_bus_read(_ address: UInt, _ width: Int) -> UInt64 {
  if let start = Device.memoryIndex(address, width) {
    var value: UInt64 = 0
    for index in 0..<width { value |= unsafe UInt64(Device.memory[start + index]) << (8 * index) }
    return value
  }
  return switch Int32(truncatingIfNeeded: address) {
  case HOSTED_DEVICE_ID: UInt64(HOSTED_DEVICE_ID_VALUE)
  case HOSTED_DEVICE_FIFO: Device.nextValue()
  case HOSTED_DEVICE_SUM: unsafe Device.sum
  default: .max
  }
}

@c @implementation
public func hosted_bus_write(_ address: UInt, _ width: Int, _ value: UInt64) {
  if let start = Device.memoryIndex(address, width) {
    for index in 0..<width {
      unsafe Device.memory[start + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }
  switch Int32(truncatingIfNeeded: address) {
  case HOSTED_DEVICE_FIFO: unsafe Device.sum &+= value
  case HOSTED_DEVICE_ADDRESS: unsafe Device.address = UInt(value)
  case HOSTED_DEVICE_LENGTH: unsafe Device.length = value & 0xffff_ffff
  case HOSTED_DEVICE_COMMAND: Device.perform(value)
  default: break
  }
}

@c @implementation
public func hosted_bus_read_many(
  _ address: UInt, _ width: Int, _ step: Int, _ data: UnsafeMutableRawPointer?, _ count: Int
) {
  guard let data = unsafe data else { return }
  for index in 0..<max(count, 0) {
    var value = hosted_bus_read(address + UInt(index * step), width)
    // The program says that there is room; a number begins with its low bytes.
    unsafe kmsan_move_bytes(data + index * width, &value, width)
  }
}

@c @implementation
public func hosted_bus_write_many(
  _ address: UInt, _ width: Int, _ step: Int, _ data: UnsafeRawPointer?, _ count: Int
) {
  guard let data = unsafe data else { return }
  for index in 0..<max(count, 0) {
    var value: UInt64 = 0
    // As in hosted_bus_read_many().
    unsafe kmsan_move_bytes(&value, data + index * width, width)
    hosted_bus_write(address + UInt(index * step), width, value)
  }
}
