// The made-up device of Sources/CHostedPort/include/machine/bus.h: registers, and access to memory
// by physical addresses. It is a model in software, for cases that need every byte of a device;
// what it does is not instrumented, and so is as hidden as in a device of the machine.

import KernelC

private enum ModelDevice {
  // The header has these, which Swift does not see.
  enum Register: UInt {
    case identity = 0
    case fifo = 4
    case sum = 8
    case address = 0x10
    case length = 0x18
    case command = 0x1c
  }
  static let identity: UInt64 = 0x4b4d
  private static let receive: UInt64 = 1
  private static let transmit: UInt64 = 2
  private static let memoryStart: UInt = 0x100
  private static let memoryBytes: UInt = 0x100

  /// What the FIFO gave last, and the sum of what it was given.
  nonisolated(unsafe) static var last: UInt64 = 0
  nonisolated(unsafe) static var sum: UInt64 = 0
  /// The memory of the next command.
  nonisolated(unsafe) static var address: UInt = 0
  nonisolated(unsafe) static var length: UInt = 0
  nonisolated(unsafe) static var memory = InlineArray<256, UInt8>(repeating: 0)

  static func nextValue() -> UInt64 {
    last &+= 1
    return last
  }

  /// Does a command, in memory that the kernel manages; elsewhere there is none for a device.
  static func perform(_ command: UInt64) {
    let end = PhysicalMemory.managedBytes
    guard address < end, length <= end &- address else { return }
    let bytes = direct_map(address).assumingMemoryBound(to: UInt8.self)
    for index in 0..<Int(length) {
      if command == receive {
        bytes[index] = UInt8(truncatingIfNeeded: nextValue())
      } else if command == transmit {
        sum &+= UInt64(bytes[index])
      }
    }
  }

  /// Where a whole access lies in the device's own memory; nil when it does not.
  static func memoryIndex(_ address: UInt, _ width: Int) -> Int? {
    let index = address &- memoryStart
    return index <= memoryBytes &- UInt(bitPattern: width) ? Int(bitPattern: index) : nil
  }
}

@c(hosted_bus_read)
public func hostedBusRead(_ address: UInt, _ width: Int) -> UInt64 {
  if let start = ModelDevice.memoryIndex(address, width) {
    var value: UInt64 = 0
    for index in 0..<width {
      value |= UInt64(ModelDevice.memory[start &+ index]) << UInt64(8 &* index)
    }
    return value
  }
  return switch ModelDevice.Register(rawValue: address) {
  case .identity: ModelDevice.identity
  case .fifo: ModelDevice.nextValue()
  case .sum: ModelDevice.sum
  default: UInt64.max
  }
}

@c(hosted_bus_write)
public func hostedBusWrite(_ address: UInt, _ width: Int, _ value: UInt64) {
  if let start = ModelDevice.memoryIndex(address, width) {
    for index in 0..<width {
      ModelDevice.memory[start &+ index] = UInt8(truncatingIfNeeded: value >> UInt64(8 &* index))
    }
  }
  switch ModelDevice.Register(rawValue: address) {
  case .fifo: ModelDevice.sum &+= value
  case .address: ModelDevice.address = UInt(value)
  case .length: ModelDevice.length = UInt(value & 0xffff_ffff)
  case .command: ModelDevice.perform(value)
  default: break
  }
}

@c(hosted_bus_read_many)
public func hostedBusReadMany(
  _ address: UInt, _ width: Int, _ step: Int, _ data: UnsafeMutablePointer<UInt8>, _ count: Int
) {
  for number in 0..<(count > 0 ? count : 0) {
    let value = hostedBusRead(address &+ UInt(bitPattern: number &* step), width)
    for index in 0..<width {
      data[number &* width &+ index] = UInt8(truncatingIfNeeded: value >> UInt64(8 &* index))
    }
  }
}

@c(hosted_bus_write_many)
public func hostedBusWriteMany(
  _ address: UInt, _ width: Int, _ step: Int, _ data: UnsafePointer<UInt8>, _ count: Int
) {
  for number in 0..<(count > 0 ? count : 0) {
    var value: UInt64 = 0
    for index in 0..<width {
      value |= UInt64(data[number &* width &+ index]) << UInt64(8 &* index)
    }
    hostedBusWrite(address &+ UInt(bitPattern: number &* step), width, value)
  }
}
