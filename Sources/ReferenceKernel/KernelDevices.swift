// The devices that the reference kernel finds: a disk, the same disk behind a SCSI controller, and
// two network cards with a cable between them.
//
// The image of the disk is a file in the cache, beside the kernel's. What the kernel writes goes to a temporary
// file of QEMU's, so that every boot finds the same disk. The cable is QEMU's hub; its third outlet
// leads to QEMU's own network, which is cut off from the host's, as a hub wants an end outside.

import HostSystem
import UserCache
import VirtualMachine

struct KernelDevices {
  static let sectorBytes = 512
  static let diskBytes = 1 << 20

  /// Where the image of the disk lies.
  let disk: String

  /// What is on the disk: each sector begins with the number after its own, and counts on from
  /// there. Tests/KernelCases/devices/disk_read.c knows this.
  static var diskContent: [UInt8] {
    (0..<diskBytes).map { UInt8(truncatingIfNeeded: $0 + $0 / sectorBytes + 1) }
  }

  /// The path of the image of the disk. It is made when it is not there, or not as it should be.
  static func diskImage(in cache: CacheFolder = UserCaches.kernelImages) throws -> String {
    let name = "disk.img"
    if let disk = try cache.use(name), (try? Files.bytes(disk)) == diskContent { return disk }
    let entry = try cache.newEntry(name)
    try entry.write(diskContent)
    return try entry.keep()
  }

  /// Adds the devices to a machine.
  func attach(to machine: inout QEMU) {
    // The interface of virtio 1, as the kernel has no other.
    machine.properties.append("virtio-mmio.force-legacy=false")
    for name in ["disk", "unit"] {
      machine.drives.append(
        "file=\(QEMU.value(disk)),format=raw,if=none,id=\(name),snapshot=on")
    }
    machine.networks += [
      "user,id=outside,restrict=on,ipv6=off", "hubport,hubid=0,id=outlet,netdev=outside",
      "hubport,hubid=0,id=sender", "hubport,hubid=0,id=receiver",
    ]
    machine.devices += [
      "virtio-blk-device,drive=disk", "virtio-scsi-device,id=scsi",
      "scsi-hd,bus=scsi.0,drive=unit", "virtio-net-device,netdev=sender",
      "virtio-net-device,netdev=receiver",
    ]
  }
}
