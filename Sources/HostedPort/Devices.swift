// What the structures of kmsan_devices.h carry to a device, and what the devices do with it.

import CHostedPort
import CRuntime

@c @implementation
public func kmsan_port_segment(
  _ carrier: kmsan_carrier, _ structure: UnsafeRawPointer,
  _ segment: UnsafeMutablePointer<kmsan_segment>
) -> Bool {
  // The program gave the structure and the runtime the segment; both are there during the call.
  switch carrier {
  case KMSAN_CARRIER_BIO:
    let bio = unsafe structure.load(as: bio.self)
    return unsafe find(
      bio.bio_data, bio.bio_cmd & UInt16(BIO_WRITE) != 0 ? bio.bio_bcount : 0, segment)
  case KMSAN_CARRIER_CCB:
    let request = unsafe structure.load(as: ccb_scsiio.self)
    let leaves =
      unsafe request.ccb_h.func_code == UInt32(XPT_SCSI_IO)
      && request.ccb_h.flags & UInt32(CAM_DIR_OUT) != 0
    return unsafe find(request.data_ptr, leaves ? Int(request.dxfer_len) : 0, segment)
  default:
    return unsafe findBuffer(structure, segment)
  }
}

/// The only piece of a request, at the first call.
private func find(
  _ data: UnsafeMutableRawPointer?, _ size: Int, _ segment: UnsafeMutablePointer<kmsan_segment>
) -> Bool {
  guard unsafe segment.pointee.index == 0, size > 0 else { return false }
  unsafe segment.pointee = unsafe kmsan_segment(
    data: UnsafeRawPointer(data), size: size, position: nil, index: 1)
  return true
}

/// The next buffer of a chain; `position` is the one before.
private func findBuffer(
  _ first: UnsafeRawPointer, _ segment: UnsafeMutablePointer<kmsan_segment>
) -> Bool {
  let previous = unsafe segment.pointee.position?.assumingMemoryBound(to: mbuf.self)
  let next =
    if let previous = unsafe previous {
      unsafe previous.pointee.m_next.map { unsafe UnsafePointer($0) }
    } else {
      unsafe Optional(first.assumingMemoryBound(to: mbuf.self))
    }
  guard let next = unsafe next else { return false }
  unsafe segment.pointee = unsafe kmsan_segment(
    data: UnsafeRawPointer(next.pointee.m_data), size: Int(max(next.pointee.m_len, 0)),
    position: UnsafeRawPointer(next), index: 0)
  return true
}

// What follows is the devices' own: no sanitizer sees it. The program gave the memory.

@c @implementation
public func hosted_disk_transfer(_ bio: UnsafeMutablePointer<bio>?) {
  guard let bio = unsafe bio?.pointee else { return }
  unsafe transfer(bio.bio_data, bio.bio_bcount, isIn: bio.bio_cmd & UInt16(BIO_READ) != 0)
}

@c @implementation
public func hosted_scsi_transfer(_ ccb: UnsafeMutablePointer<ccb>?) {
  guard let request = unsafe ccb?.pointee.csio,
    unsafe request.ccb_h.func_code == UInt32(XPT_SCSI_IO)
  else { return }
  unsafe transfer(
    request.data_ptr, Int(request.dxfer_len),
    isIn: request.ccb_h.flags & UInt32(CAM_DIR_IN) != 0)
}

@c @implementation
public func hosted_network_transfer(_ packet: UnsafeMutablePointer<mbuf>?, _ isIn: Int32) {
  var part = unsafe packet
  while let current = unsafe part {
    unsafe transfer(current.pointee.m_data, Int(current.pointee.m_len), isIn: isIn != 0)
    unsafe part = unsafe current.pointee.m_next
  }
}

/// The sum of all bytes that devices read.
nonisolated(unsafe) private var sum: UInt64 = 0

/// Reads memory byte by byte, or writes the numbers 1, 2, 3 and so on.
private func transfer(_ memory: UnsafeMutableRawPointer?, _ size: Int, isIn: Bool) {
  guard let memory = unsafe memory else { return }
  for index in 0..<max(size, 0) {
    if isIn {
      unsafe memory.storeBytes(
        of: UInt8(truncatingIfNeeded: index + 1), toByteOffset: index, as: UInt8.self)
    } else {
      unsafe sum &+= UInt64(memory.load(fromByteOffset: index, as: UInt8.self))
    }
  }
}
