// The disk: requests as struct bio, one after the other. Its callers check and mark the memory
// (kmsan_devices.h of the hosted port).
//
// Source: Virtual I/O Device 1.2, section 5.2.

import CRuntime
import KernelC

enum Disk {
  static let sectorBytes = 512
  private static let read: UInt32 = 0
  private static let write: UInt32 = 1
  private static let statusOffset = 16
  /// What the device changes when it succeeds.
  private static let noStatus: UInt8 = 0xff

  nonisolated(unsafe) private static var device: UnsafeMutablePointer<VirtioDevice>?
  /// The header of the request, 16 bytes, and its status.
  nonisolated(unsafe) private static var header = DeviceMemory.zeroes
  nonisolated(unsafe) private static var sectors: UInt64 = 0
  /// How much of the next read the device writes into memory.
  nonisolated(unsafe) static var cut: Int?

  static func start() {
    guard let device = Devices.find(.disk) else { return }
    self.device = device
    header = DeviceMemory.newPage()
    sectors =
      UInt64(device.pointee.configuration(0)) | UInt64(device.pointee.configuration(4)) << 32
  }

  struct Answer {
    var error = DeviceError.none
    /// Bytes that were not transferred.
    var rest: Int
  }

  /// Transfers memory to or from the disk. What is missing to whole sectors, the driver adds.
  static func transfer(
    isRead: Bool, _ memory: UnsafeMutableRawPointer?, _ size: Int, offset: Int64
  ) -> Answer {
    guard let device else {
      sayMissing("disk", "-device virtio-blk-device")
      return Answer(error: .missing, rest: size)
    }
    let count = (size &+ sectorBytes &- 1) / sectorBytes
    guard size > 0, size <= Request.bytesMax, offset >= 0, offset % Int64(sectorBytes) == 0,
      UInt64(offset) / UInt64(sectorBytes) &+ UInt64(count) <= sectors
    else { return Answer(error: .refused, rest: size) }
    guard VirtioDevice.take(device) else { return Answer(error: .failed, rest: size) }
    defer { VirtioDevice.giveBack(device) }
    var kept = size
    if isRead, let limit = cut {
      kept = limit < size ? limit : size
      cut = nil
    }
    header.storeBytes(of: isRead ? read : write, toByteOffset: 0, as: UInt32.self)
    header.storeBytes(of: UInt64(offset) / 512, toByteOffset: 8, as: UInt64.self)
    header.storeBytes(of: noStatus, toByteOffset: statusOffset, as: UInt8.self)
    var request = VirtioDevice.newRequest(device, queue: 0)
    guard request.append(header, statusOffset, deviceWrites: false),
      request.append(memory, kept, deviceWrites: isRead),
      request.append(unused: count &* sectorBytes &- kept, deviceWrites: isRead),
      request.append(header + statusOffset, 1, deviceWrites: true)
    else { return Answer(error: .refused, rest: size) }
    VirtioDevice.begin(device, queue: 0)
    let isDone = VirtioDevice.end(device, queue: 0) != nil
    guard isDone, header.load(fromByteOffset: statusOffset, as: UInt8.self) == 0 else {
      return Answer(error: .failed, rest: size)
    }
    return Answer(rest: size &- kept)
  }
}

/// How a request went wrong, in numbers of errno.h.
enum DeviceError: Int32 {
  case none = 0
  /// The device says so, or did not answer in time.
  case failed = 5
  case missing = 6
  /// The request makes no sense, or is too large.
  case refused = 22
}

/// Says what a machine lacks, and how it gets it.
func sayMissing(_ what: StaticString, _ option: StaticString) {
  var text = Text("devices: this machine has no ")
  text.append(what)
  text.append("; QEMU gives it one with ")
  text.append(option)
  text.print()
}

@c @implementation
public func hosted_disk_cut_short(_ bytes: Int) { Disk.cut = bytes }

@c @implementation
public func hosted_disk_transfer(_ bio: UnsafeMutablePointer<bio>) {
  let request = bio.pointee
  let answer = Disk.transfer(
    isRead: Int(request.bio_cmd) & BIO_READ != 0, request.bio_data, request.bio_bcount,
    offset: request.bio_offset)
  bio.pointee.bio_error = answer.error.rawValue
  bio.pointee.bio_resid = answer.rest
}
