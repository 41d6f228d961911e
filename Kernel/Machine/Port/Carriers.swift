// What the structures of kmsan_devices.h carry to a device.

import CRuntime
import KernelC

@c @implementation
public func kmsan_port_segment(
  _ carrier: kmsan_carrier, _ structure: UnsafeRawPointer,
  _ segment: UnsafeMutablePointer<kmsan_segment>
) -> Bool {
  switch carrier {
  case KMSAN_CARRIER_BIO:
    let bio = structure.assumingMemoryBound(to: bio.self)
    let leaves = bio.pointee.bio_cmd & UInt16(BIO_WRITE) != 0
    return Carriers.only(bio.pointee.bio_data, leaves ? bio.pointee.bio_bcount : 0, segment)
  case KMSAN_CARRIER_CCB:
    let request = structure.assumingMemoryBound(to: ccb_scsiio.self)
    let header = request.pointee.ccb_h
    let leaves =
      header.func_code == UInt32(XPT_SCSI_IO) && header.flags & UInt32(CAM_DIR_OUT) != 0
    return Carriers.only(
      request.pointee.data_ptr, leaves ? Int(request.pointee.dxfer_len) : 0, segment)
  default:
    return Carriers.next(structure.assumingMemoryBound(to: mbuf.self), segment)
  }
}

private enum Carriers {
  /// The only piece of a request, at the first call.
  static func only(
    _ data: UnsafeMutableRawPointer?, _ size: Int, _ segment: UnsafeMutablePointer<kmsan_segment>
  ) -> Bool {
    guard segment.pointee.index == 0, size > 0 else { return false }
    segment.pointee = kmsan_segment(
      data: UnsafeRawPointer(data), size: size, position: nil, index: 1)
    return true
  }

  /// The next buffer of a chain; `position` is the one before.
  static func next(
    _ first: UnsafePointer<mbuf>, _ segment: UnsafeMutablePointer<kmsan_segment>
  ) -> Bool {
    var next: UnsafePointer<mbuf>? = first
    if let previous = segment.pointee.position?.assumingMemoryBound(to: mbuf.self) {
      next = previous.pointee.m_next.map { UnsafePointer($0) }
    }
    guard let next else { return false }
    let size = next.pointee.m_len
    segment.pointee = kmsan_segment(
      data: UnsafeRawPointer(next.pointee.m_data), size: size > 0 ? Int(size) : 0,
      position: UnsafeRawPointer(next), index: 0)
    return true
  }
}
