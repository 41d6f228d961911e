// The devices that the machine has: QEMU's machine microvm announces each in a word of the command
// line, virtio_mmio.device=SIZE@ADDRESS:LINE. A kernel without them boots, and their cases are
// skipped.
//
// Source: Linux 6.12, drivers/virtio/virtio_mmio.c.

import CRuntime
import KernelC

enum Devices {
  private static let max = 8
  nonisolated(unsafe) private static var devices = InlineArray<
    8, UnsafeMutablePointer<VirtioDevice>?
  >(repeating: nil)
  nonisolated(unsafe) private static var count = 0

  static func start() {
    DeviceMemory.start()
    InterruptLines.start()
    for index in 0..<Options.given.deviceCount {
      if let word = Options.given.devices[index] { start(word) }
    }
    Disk.start()
    SCSI.start()
    Network.start()
    printAll()
  }

  /// The registers and the line of a device, from what is announced of it.
  private static func start(_ word: Word) {
    guard count < max, let at = word.index(of: UInt8(ascii: "@")),
      let colon = word.index(of: UInt8(ascii: ":")), colon > at,
      let address = word.part(at &+ 1, colon).hexadecimal,
      let line = word.part(colon &+ 1, word.count).number, line < InterruptLines.linesMax
    else {
      var text = Text("devices: not used, as this is not understood: ")
      word.append(to: &text)
      text.print()
      return
    }
    let registers = device_map(address, 512)
    devices[count] = VirtioDevice.start(
      registers: registers, line: line, number: UInt32(count))
    if devices[count] != nil { count &+= 1 }
  }

  /// The processor that a device interrupts: each has its share.
  static func processor(_ number: UInt32) -> UnsafePointer<processor> {
    var result = get_boot_processor()
    for _ in 0..<number % processor_count() {
      if let next = result.pointee.next { result = next }
    }
    return UnsafePointer(result)
  }

  /// One of the devices of a kind; nil when there are not so many.
  static func find(
    _ kind: VirtioDevice.Kind, number: Int = 0
  ) -> UnsafeMutablePointer<VirtioDevice>? {
    var rest = number
    for index in 0..<count {
      guard let device = devices[index], device.pointee.kind == kind else { continue }
      if rest == 0 { return device }
      rest &-= 1
    }
    return nil
  }

  private static func printAll() {
    var text = Text("devices: ")
    if count == 0 { text.append("none") }
    for index in 0..<count {
      if index > 0 { text.append(", ") }
      switch devices[index]?.pointee.kind {
      case .disk: text.append("disk")
      case .network: text.append("network card")
      case .scsi: text.append("SCSI controller")
      case nil: break
      }
    }
    text.print()
  }
}
