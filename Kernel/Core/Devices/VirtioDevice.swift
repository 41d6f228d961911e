// A device with registers in memory: its start, its interrupt, its requests.
//
// Requests take turns, and none waits for ever: a device that does not answer in time is reset,
// after which it touches no memory, and is not used again.
//
// Source: Virtual I/O Device 1.2, sections 2.1, 3.1.1, 4.2.2 and 6.

import CRuntime
import KernelC

struct VirtioDevice {
  enum Kind: UInt32 {
    case network = 1
    case disk = 2
    case scsi = 8
  }
  enum Register: UInt {
    case magic = 0
    case version = 4
    case kind = 8
    case deviceFeatures = 0x10
    case deviceFeaturesPage = 0x14
    case driverFeatures = 0x20
    case driverFeaturesPage = 0x24
    case queue = 0x30
    case queueSizeMax = 0x34
    case queueSize = 0x38
    case queueReady = 0x44
    case queueNotify = 0x50
    case interruptStatus = 0x60
    case interruptEnd = 0x64
    case status = 0x70
    case queueTable = 0x80
    case queueAvailable = 0x90
    case queueUsed = 0xa0
    case configuration = 0x100
  }
  private static let magic: UInt32 = 0x7472_6976
  private static let acknowledged: UInt32 = 1
  private static let hasDriver: UInt32 = 2
  private static let isReady: UInt32 = 4
  private static let featuresChosen: UInt32 = 8
  /// Of the features 32 to 63: this version of the interface.
  private static let version1: UInt32 = 1
  nonisolated(unsafe) static var limitMicroseconds: UInt64 = 10_000_000
  /// A mistake on request: devices do not learn of what they are to do.
  nonisolated(unsafe) static var areMute = false
  private static let queuesMax = 3

  private let registers: UInt
  let kind: Kind
  private var queues = InlineArray<3, UnsafeMutablePointer<VirtQueue>?>(repeating: nil)
  /// Threads take numbers, and have the device when theirs is up.
  private var lastNumber: UInt32 = 0
  private var currentNumber: UInt32 = 0
  private(set) var isBroken = false

  private init(registers: UInt, kind: Kind) {
    self.registers = registers
    self.kind = kind
  }

  private func write(_ register: Register, _ value: UInt32) {
    register_write32(registers &+ register.rawValue, value)
  }
  private func read(_ register: Register) -> UInt32 {
    register_read32(registers &+ register.rawValue)
  }
  /// The second half of an address has the next register.
  private func write(_ register: Register, physical: UInt) {
    write(register, UInt32(truncatingIfNeeded: physical))
    register_write32(registers &+ register.rawValue &+ 4, UInt32(physical >> 32))
  }

  /// Four bytes of what is special to the kind of device.
  func configuration(_ offset: UInt) -> UInt32 {
    register_read32(registers &+ Register.configuration.rawValue &+ offset)
  }

  // MARK: - Start

  /// Starts the device whose registers are there; nil when it is none that the kernel knows.
  static func start(
    registers: UInt, line: UInt32, number: UInt32
  ) -> UnsafeMutablePointer<VirtioDevice>? {
    guard register_read32(registers) == magic,
      let kind = Kind(rawValue: register_read32(registers &+ Register.kind.rawValue))
    else { return nil }
    var device = VirtioDevice(registers: registers, kind: kind)
    guard device.read(.version) == 2 else {
      var text = Text("devices: one has an old interface and is not used")
      text.append(" (QEMU: -global virtio-mmio.force-legacy=false)")
      text.print()
      return nil
    }
    guard device.negotiate() else { return nil }
    let memory = DeviceMemory.newPage().assumingMemoryBound(to: VirtioDevice.self)
    memory.initialize(to: device)
    vector_register(InterruptLines.vector(line), handle, memory)
    InterruptLines.open(line, to: Devices.processor(number))
    memory.pointee.write(.status, memory.pointee.read(.status) | isReady)
    return memory
  }

  private mutating func negotiate() -> Bool {
    write(.status, 0)
    write(.status, Self.acknowledged)
    write(.status, Self.acknowledged | Self.hasDriver)
    write(.deviceFeaturesPage, 1)
    guard read(.deviceFeatures) & Self.version1 != 0 else { return false }
    write(.driverFeaturesPage, 0)
    write(.driverFeatures, 0)
    write(.driverFeaturesPage, 1)
    write(.driverFeatures, Self.version1)
    write(.status, read(.status) | Self.featuresChosen)
    guard read(.status) & Self.featuresChosen != 0 else { return false }
    // The queues that requests use: of SCSI, not those for control and events.
    for number in 0..<Self.queuesMax {
      let isUsed =
        switch kind {
        case .disk: number == 0
        case .network: number < 2
        case .scsi: number == 2
        }
      if isUsed, !startQueue(number) { return false }
    }
    return true
  }

  private mutating func startQueue(_ number: Int) -> Bool {
    write(.queue, UInt32(truncatingIfNeeded: number))
    guard read(.queueReady) == 0, read(.queueSizeMax) >= UInt32(VirtQueue.size) else {
      return false
    }
    let queue = DeviceMemory.newPage().assumingMemoryBound(to: VirtQueue.self)
    queue.initialize(to: VirtQueue())
    let physical = UInt(bitPattern: queue.pointee.memory) &- DIRECT_MAP_START
    write(.queueSize, UInt32(VirtQueue.size))
    write(.queueTable, physical: physical)
    write(.queueAvailable, physical: physical &+ UInt(VirtQueue.availableOffset))
    write(.queueUsed, physical: physical &+ UInt(VirtQueue.usedOffset))
    write(.queueReady, 1)
    queues[number] = queue
    return true
  }

  // MARK: - Interrupts

  private static let handle: vector_handler = { _, argument in
    guard let device = argument?.assumingMemoryBound(to: VirtioDevice.self) else { return }
    device.pointee.write(.interruptEnd, device.pointee.read(.interruptStatus))
    collect(device)
    Scheduler.wake(device)
  }

  private static func collect(_ device: UnsafeMutablePointer<VirtioDevice>) {
    for number in 0..<queuesMax {
      if let queue = device.pointee.queues[number] { VirtQueue.collect(queue) }
    }
  }

  // MARK: - Requests

  /// Takes the device for the thread that calls, when those before it are done; false when it is
  /// broken. Each has it for a limited time.
  static func take(_ device: UnsafeMutablePointer<VirtioDevice>) -> Bool {
    let number = atomic_add32(&device.pointee.lastNumber, 1)
    while atomic_load32(&device.pointee.currentNumber) != number {
      Scheduler.sleep(on: device, until: UInt64.max) {
        atomic_load32(&device.pointee.currentNumber) == number
      }
    }
    if device.pointee.isBroken { giveBack(device) }
    return !device.pointee.isBroken
  }

  static func giveBack(_ device: UnsafeMutablePointer<VirtioDevice>) {
    _ = atomic_add32(&device.pointee.currentNumber, 1)
    Scheduler.wake(device)
  }

  private static func queue(
    _ device: UnsafeMutablePointer<VirtioDevice>, _ number: Int
  ) -> UnsafeMutablePointer<VirtQueue> {
    guard let queue = device.pointee.queues[number] else { panic("virtio: no such queue") }
    return queue
  }

  /// An empty request.
  static func newRequest(
    _ device: UnsafeMutablePointer<VirtioDevice>, queue number: Int
  ) -> Request { VirtQueue.newRequest(queue(device, number)) }

  /// Gives the device the request that was put together last.
  static func begin(_ device: UnsafeMutablePointer<VirtioDevice>, queue number: Int) {
    VirtQueue.offer(queue(device, number))
    if !areMute { device.pointee.write(.queueNotify, UInt32(truncatingIfNeeded: number)) }
  }

  /// Waits for the request; the bytes that the device has written, nil when it does not answer.
  static func end(_ device: UnsafeMutablePointer<VirtioDevice>, queue number: Int) -> UInt32? {
    let queue = queue(device, number)
    let limit = clock_microseconds() &+ limitMicroseconds
    while !VirtQueue.isDone(queue) {
      if clock_microseconds() > limit {
        giveUp(device)
        return nil
      }
      if are_interrupts_on() {
        Scheduler.sleep(on: device, until: limit) { VirtQueue.isDone(queue) }
      } else {
        collect(device)
        processor_pause()
      }
    }
    return queue.pointee.writtenBytes
  }

  private static func giveUp(_ device: UnsafeMutablePointer<VirtioDevice>) {
    device.pointee.write(.status, 0)
    device.pointee.isBroken = true
    var text = Text("devices: no answer in ")
    text.append(UInt(limitMicroseconds / 1_000_000))
    text.append(" s; the device of kind ")
    text.append(device.pointee.kind.rawValue)
    text.append(" is not used any more")
    text.print()
  }
}
