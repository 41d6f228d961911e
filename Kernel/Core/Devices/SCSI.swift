// SCSI devices: requests as union ccb, for the first unit of the controller. Its callers check and
// mark the memory (kmsan_devices.h).
//
// Source: Virtual I/O Device 1.2, section 5.6; for commands, T10, SPC-4 and SBC-3.

import CRuntime
import KernelC

enum SCSI {
  typealias Command = InlineArray<16, UInt8>

  private static let requests = 2
  private static let commandOffset = 19
  private static let commandBytes = 32
  // The answer, behind the request in the same page.
  private static let answerOffset = 256
  private static let restOffset = answerOffset + 4
  private static let statusOffset = answerOffset + 10
  private static let responseOffset = answerOffset + 11
  private static let senseKeyOffset = answerOffset + 12 + 2
  private static let answerBytes = 108
  private static let checkCondition: UInt8 = 2
  private static let unitAttention: UInt8 = 6
  private static let triesMax = 3

  nonisolated(unsafe) private static var device: UnsafeMutablePointer<VirtioDevice>?
  nonisolated(unsafe) private static var header = DeviceMemory.zeroes

  static func start() {
    guard let device = Devices.find(.scsi) else { return }
    self.device = device
    header = DeviceMemory.newPage()
    header.storeBytes(of: 1, toByteOffset: 0, as: UInt8.self)  // A unit of the controller:
    header.storeBytes(of: 0x40, toByteOffset: 2, as: UInt8.self)  // target 0, unit 0.
  }

  struct Answer {
    var error = DeviceError.none
    var status: UInt8 = 0
    var rest: Int
  }

  /// Performs a command that transfers memory and maybe more, which the driver adds.
  static func perform(
    _ command: Command, isIn: Bool, _ memory: UnsafeMutableRawPointer?, _ size: Int,
    added: Int = 0
  ) -> Answer {
    guard let device else {
      sayMissing("SCSI controller", "-device virtio-scsi-device and -device scsi-hd")
      return Answer(error: .missing, rest: size)
    }
    guard VirtioDevice.take(device) else { return Answer(error: .failed, rest: size) }
    defer { VirtioDevice.giveBack(device) }
    for index in 0..<16 {
      header.storeBytes(of: command[index], toByteOffset: commandOffset &+ index, as: UInt8.self)
    }
    var request = VirtioDevice.newRequest(device, queue: requests)
    var fits = request.append(header, commandOffset &+ commandBytes, deviceWrites: false)
    if !isIn {
      fits = fits && request.append(memory, size, deviceWrites: false)
      fits = fits && request.append(unused: added, deviceWrites: false)
    }
    fits = fits && request.append(header + answerOffset, answerBytes, deviceWrites: true)
    if isIn {
      fits = fits && request.append(memory, size, deviceWrites: true)
      fits = fits && request.append(unused: added, deviceWrites: true)
    }
    guard fits else { return Answer(error: .refused, rest: size) }
    var answer = attempt(device, size, added)
    // A unit says once that it was switched on.
    var tries = 1
    while answer.status == checkCondition, tries < triesMax,
      header.load(fromByteOffset: senseKeyOffset, as: UInt8.self) & 15 == unitAttention
    {
      answer = attempt(device, size, added)
      tries &+= 1
    }
    return answer
  }

  private static func attempt(
    _ device: UnsafeMutablePointer<VirtioDevice>, _ size: Int, _ added: Int
  ) -> Answer {
    VirtioDevice.begin(device, queue: requests)
    guard VirtioDevice.end(device, queue: requests) != nil,
      header.load(fromByteOffset: responseOffset, as: UInt8.self) == 0
    else { return Answer(error: .failed, rest: size) }
    let status = header.load(fromByteOffset: statusOffset, as: UInt8.self)
    guard status == 0 else { return Answer(error: .failed, status: status, rest: size) }
    // What is missing, is missing of the added bytes first.
    let missing = Int(header.load(fromByteOffset: restOffset, as: UInt32.self)) &- added
    return Answer(rest: missing < 0 ? 0 : missing < size ? missing : size)
  }

  /// Reads or writes the start of the disk, in whole sectors.
  static func transferStart(isIn: Bool, _ memory: UnsafeMutableRawPointer?, _ size: Int) -> Answer {
    let sectors = (size &+ Disk.sectorBytes &- 1) / Disk.sectorBytes
    var command = Command(repeating: 0)
    command[0] = isIn ? 0x28 : 0x2a  // READ (10), WRITE (10)
    command[7] = UInt8(truncatingIfNeeded: sectors >> 8)
    command[8] = UInt8(truncatingIfNeeded: sectors)
    return perform(
      command, isIn: isIn, memory, size, added: sectors &* Disk.sectorBytes &- size)
  }
}

@c @implementation
public func hosted_scsi_transfer(_ ccb: UnsafeMutablePointer<ccb>) {
  let header = ccb.pointee.ccb_h
  let isIn = Int(header.flags) & CAM_DIR_IN != 0
  let (data, size) = (ccb.pointee.csio.data_ptr, Int(ccb.pointee.csio.dxfer_len))
  var answer = SCSI.Answer(error: .refused, rest: size)
  if header.func_code == UInt32(XPT_SCSI_IO) {
    if Int(header.flags) & CAM_CDB_POINTER != 0, let bytes = ccb.pointee.csio.cdb_ptr {
      var command = SCSI.Command(repeating: 0)
      for index in 0..<16 { command[index] = bytes[index] }
      answer = SCSI.perform(command, isIn: isIn, data, size)
    } else {
      answer = SCSI.transferStart(isIn: isIn, data, size)
    }
  }
  ccb.pointee.csio.error = answer.error.rawValue
  ccb.pointee.csio.scsi_status = UInt32(answer.status)
  ccb.pointee.csio.resid = UInt32(truncatingIfNeeded: answer.rest)
}
