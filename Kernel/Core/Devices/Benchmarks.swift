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
    guard let new = kernel_memory_allocate(readBytes) else { panic("a benchmark has no memory") }
    __msan_memset(new, 0, UInt64(readBytes))
    page = new
    return new
  }
}

@c @implementation
public func benchmark_disk_read() {
  var request = bio()
  request.bio_cmd = UInt16(BIO_READ)
  request.bio_data = DeviceBenchmarks.memory
  request.bio_bcount = DeviceBenchmarks.readBytes
  disk_strategy(&request)
  if request.bio_error != 0 { panic("a benchmark cannot read the disk") }
}

@c @implementation
public func benchmark_packet() {
  let half = DeviceBenchmarks.readBytes / 2
  var sent = mbuf()
  sent.m_data = DeviceBenchmarks.memory.assumingMemoryBound(to: CChar.self)
  sent.m_len = Int32(DeviceBenchmarks.packetBytes)
  var received = sent
  received.m_data = (DeviceBenchmarks.memory + half).assumingMemoryBound(to: CChar.self)
  if network_loop(&sent, &received) != DeviceBenchmarks.packetBytes {
    panic("a benchmark cannot send a packet")
  }
}
