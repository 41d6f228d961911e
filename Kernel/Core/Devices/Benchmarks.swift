// One operation of each device, for measurements.

import CRuntime
import KernelC

enum DeviceBenchmarks {
  static let readBytes = 4096
  static let packetBytes = 64
  /// Memory of the operations, made at the first.
  nonisolated(unsafe) private static var page: UnsafeMutableRawPointer?

  static var memory: UnsafeMutableRawPointer {
    if let page { return page }
    guard let new = kernel_memory_allocate(readBytes) else { panic("out of memory: benchmark") }
    __msan_memset(new, 0, UInt64(readBytes))
    page = new
    return new
  }
}

@c @implementation
public func benchmark_disk_read() {
  let memory = DeviceBenchmarks.memory
  let answer = Disk.transfer(isRead: true, memory, DeviceBenchmarks.readBytes, offset: 0)
  if answer.error != .none { panic("a benchmark cannot read the disk") }
  kmsan_mark(memory, DeviceBenchmarks.readBytes, UInt8(KMSAN_STATE_INITED))
}

@c @implementation
public func benchmark_packet() {
  let size = DeviceBenchmarks.packetBytes
  let memory = DeviceBenchmarks.memory
  var sent = mbuf(
    m_next: nil, m_data: memory.assumingMemoryBound(to: CChar.self), m_len: Int32(size))
  var received = sent
  received.m_data = (memory + size).assumingMemoryBound(to: CChar.self)
  kmsan_check_mbuf(&sent, nil)
  if Network.exchange(&sent, &received) != size { panic("a benchmark cannot send a packet") }
  kmsan_mark(received.m_data, size, UInt8(KMSAN_STATE_INITED))
}
