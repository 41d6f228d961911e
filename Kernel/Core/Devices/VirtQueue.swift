// A queue between a driver and a device, in one page: the table of descriptors, the ring of what
// the driver offers, the ring of what the device has used. The queue has one request at a time,
// which begins with the first descriptor; more threads take turns (VirtioDevice).
//
// Source: Virtual I/O Device 1.2, section 2.7, split virtqueues.

import CRuntime
import KernelC

struct VirtQueue {
  /// A power of two, and at least as many as a request has runs.
  static let size: UInt16 = 64

  // Each ring begins with flags and an index of 16 bits each.
  static let availableOffset = 16 * Int(size)
  static let usedOffset = (availableOffset + 4 + 2 * Int(size) + 2 + 3) & ~3
  private static let ringOffset = 4

  let memory: UnsafeMutableRawPointer
  /// Requests that the driver has offered, and those that the device is done with.
  private(set) var offered: UInt32 = 0
  private(set) var done: UInt32 = 0
  /// Bytes that the device says it has written for the last request.
  private(set) var writtenBytes: UInt32 = 0
  private var guardian = lock()

  init() { memory = DeviceMemory.newPage() }

  var isIdle: Bool { offered == done }

  private static func index(
    _ memory: UnsafeMutableRawPointer, _ ring: Int
  ) -> UnsafeMutablePointer<UInt16> {
    (memory + ring + 2).assumingMemoryBound(to: UInt16.self)
  }

  /// An empty request, to be put together and offered.
  static func newRequest(_ queue: UnsafeMutablePointer<VirtQueue>) -> Request {
    if !queue.pointee.isIdle { panic("virtqueue: a request is pending") }
    return Request(table: queue.pointee.memory)
  }

  /// Offers the request that was put together last. The caller notifies the device.
  static func offer(_ queue: UnsafeMutablePointer<VirtQueue>) {
    let memory = queue.pointee.memory
    let place = Int(queue.pointee.offered & UInt32(size &- 1))
    memory.storeBytes(
      of: 0, toByteOffset: availableOffset &+ ringOffset &+ 2 &* place, as: UInt16.self)
    queue.pointee.offered &+= 1
    atomic_store16(
      index(memory, availableOffset), UInt16(truncatingIfNeeded: queue.pointee.offered))
  }

  /// Notes what the device is done with. Called in its interrupt, or by who waits without
  /// interrupts.
  static func collect(_ queue: UnsafeMutablePointer<VirtQueue>) {
    let flags = lock_acquire(&queue.pointee.guardian)
    let memory = queue.pointee.memory
    let used = atomic_load16(index(memory, usedOffset))
    if used != UInt16(truncatingIfNeeded: queue.pointee.done) {
      // An element is the first descriptor's number and the bytes written, 32 bits each.
      let place = Int(queue.pointee.done & UInt32(size &- 1))
      queue.pointee.writtenBytes = memory.load(
        fromByteOffset: usedOffset &+ ringOffset &+ 8 &* place &+ 4, as: UInt32.self)
      atomic_store32(&queue.pointee.done, queue.pointee.done &+ 1)
    }
    lock_release(&queue.pointee.guardian, flags)
  }

  /// Whether the device is done with all that it was offered.
  static func isDone(_ queue: UnsafeMutablePointer<VirtQueue>) -> Bool {
    atomic_load32(&queue.pointee.done) == queue.pointee.offered
  }
}
