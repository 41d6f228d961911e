// The memory of one request, put together in the table of its queue: runs of physical memory, those
// that the device reads first. Whoever makes one has taken the device.
//
// Source: Virtual I/O Device 1.2, section 2.7.5, the descriptor table.

import CRuntime
import KernelC

struct Request: ~Copyable {
  /// Bytes that a request carries at most, wherever in a page they begin.
  static let bytesMax = 128 << 10
  /// The device writes into the memory.
  private static let isWritten: UInt16 = 2
  private static let hasNext: UInt16 = 1

  /// What the device reads of a run.
  struct Descriptor {
    let address: UInt64
    let size: UInt32
    var flags: UInt16
    let next: UInt16
  }

  private let table: UnsafeMutablePointer<Descriptor>
  private var count = 0

  /// An empty request in a table of `VirtQueue.size` descriptors.
  init(table: UnsafeMutableRawPointer) {
    self.table = table.assumingMemoryBound(to: Descriptor.self)
  }

  /// Adds memory of the kernel. False when a page is not there, or the request is too large.
  mutating func append(_ memory: UnsafeRawPointer?, _ size: Int, deviceWrites: Bool) -> Bool {
    guard size >= 0, size <= Self.bytesMax else { return false }
    return DeviceMemory.forEachRun(memory, size) { append($0, $1, deviceWrites) }
  }

  /// Adds bytes that fill up the request: they are read from a page of zeroes, or written to a page that is not
  /// read.
  mutating func append(unused size: Int, deviceWrites: Bool) -> Bool {
    var rest = size
    while rest > 0 {
      let here = rest < Int(PAGE_BYTES) ? rest : Int(PAGE_BYTES)
      let page = deviceWrites ? DeviceMemory.unread : DeviceMemory.zeroes
      guard append(page, here, deviceWrites: deviceWrites) else { return false }
      rest &-= here
    }
    return true
  }

  private mutating func append(_ physical: UInt, _ size: UInt, _ deviceWrites: Bool) -> Bool {
    guard count < Int(VirtQueue.size) else { return false }
    if count > 0 { table[count &- 1].flags |= Self.hasNext }
    table[count] = Descriptor(
      address: UInt64(physical), size: UInt32(truncatingIfNeeded: size),
      flags: deviceWrites ? Self.isWritten : 0, next: UInt16(truncatingIfNeeded: count &+ 1))
    count &+= 1
    return true
  }
}
