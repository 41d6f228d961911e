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
  guard let bio = unsafe bio else { return }
  let size = unsafe bio.pointee.bio_bcount
  let isIn = unsafe bio.pointee.bio_cmd & UInt16(BIO_READ) != 0
  let kept = unsafe isIn ? min(size, cut ?? size) : size
  if isIn { unsafe cut = nil }
  unsafe transfer(bio.pointee.bio_data, kept, isIn: isIn)
  unsafe bio.pointee.bio_error = 0
  unsafe bio.pointee.bio_resid = size - kept
  // What a process stores, the pass has not seen.
  unsafe kmsan_mark(&bio.pointee.bio_error, MemoryLayout<Int32>.size, UInt8(KMSAN_STATE_INITED))
  unsafe kmsan_mark(&bio.pointee.bio_resid, MemoryLayout<Int>.size, UInt8(KMSAN_STATE_INITED))
}

/// How much of the next read the disk writes into memory.
nonisolated(unsafe) private var cut: Int?

@c @implementation
public func hosted_disk_cut_short(_ bytes: Int) { unsafe cut = bytes }

@c @implementation
public func hosted_scsi_transfer(_ ccb: UnsafeMutablePointer<ccb>?) {
  guard let ccb = unsafe ccb, unsafe ccb.pointee.ccb_h.func_code == UInt32(XPT_SCSI_IO) else {
    return
  }
  unsafe transfer(
    ccb.pointee.csio.data_ptr, Int(ccb.pointee.csio.dxfer_len),
    isIn: ccb.pointee.ccb_h.flags & UInt32(CAM_DIR_IN) != 0)
  unsafe ccb.pointee.csio.error = 0
  unsafe ccb.pointee.csio.scsi_status = 0
  unsafe ccb.pointee.csio.resid = 0
  // The three lie side by side.
  unsafe kmsan_mark(
    &ccb.pointee.csio.error, 3 * MemoryLayout<Int32>.size, UInt8(KMSAN_STATE_INITED))
}

@c @implementation
public func hosted_network_transfer(_ packet: UnsafeMutablePointer<mbuf>?, _ isIn: Int32) {
  var part = unsafe packet
  while let current = unsafe part {
    unsafe transfer(current.pointee.m_data, Int(current.pointee.m_len), isIn: isIn != 0)
    unsafe part = unsafe current.pointee.m_next
  }
}

@c @implementation
public func hosted_network_loop(
  _ sent: UnsafeMutablePointer<mbuf>?, _ received: UnsafeMutablePointer<mbuf>?
) -> Int {
  var (source, target) = unsafe (sent, received)
  var (sourceIndex, targetIndex, size) = (0, 0, 0)
  while let from = unsafe source, let to = unsafe target {
    if unsafe sourceIndex >= Int(from.pointee.m_len) {
      unsafe source = unsafe from.pointee.m_next
      sourceIndex = 0
    } else if unsafe targetIndex >= Int(to.pointee.m_len) {
      unsafe target = unsafe to.pointee.m_next
      targetIndex = 0
    } else {
      unsafe to.pointee.m_data[targetIndex] = from.pointee.m_data[sourceIndex]
      sourceIndex += 1
      targetIndex += 1
      size += 1
    }
  }
  return size
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
