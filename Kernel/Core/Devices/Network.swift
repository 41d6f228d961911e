// The network: two cards with a cable between them. What the first sends, the second receives;
// packets are chains of struct mbuf. The callers check and mark the memory (kmsan_devices.h).
//
// Source: Virtual I/O Device 1.2, section 5.1.

import CRuntime
import KernelC

enum Network {
  private static let receiveQueue = 0
  private static let sendQueue = 1
  /// In front of each packet; without special features, all of it is zero.
  private static let headerBytes = 12
  static let packetBytesMax = 4096

  nonisolated(unsafe) private static var sender: UnsafeMutablePointer<VirtioDevice>?
  nonisolated(unsafe) private static var receiver: UnsafeMutablePointer<VirtioDevice>?
  /// The numbers 1, 2, 3 and so on.
  nonisolated(unsafe) private static var counted = DeviceMemory.zeroes

  static func start() {
    sender = Devices.find(.network)
    receiver = Devices.find(.network, number: 1)
    guard receiver != nil else { return }
    counted = DeviceMemory.newPage()
    for index in 0..<packetBytesMax {
      counted.storeBytes(
        of: UInt8(truncatingIfNeeded: index &+ 1), toByteOffset: index, as: UInt8.self)
    }
  }

  /// Sends a packet and receives it. Returns the bytes that arrived in memory; nil when that
  /// failed.
  static func exchange(
    _ sent: UnsafeMutablePointer<mbuf>?, _ received: UnsafeMutablePointer<mbuf>?
  ) -> Int? {
    guard let sender, let receiver else {
      sayMissing("pair of network cards", "two times -device virtio-net-device")
      return nil
    }
    let room = size(of: received)
    guard size(of: sent) <= packetBytesMax, room <= packetBytesMax else { return nil }
    guard VirtioDevice.take(sender) else { return nil }
    defer { VirtioDevice.giveBack(sender) }
    guard VirtioDevice.take(receiver) else { return nil }
    defer { VirtioDevice.giveBack(receiver) }
    var outgoing = VirtioDevice.newRequest(sender, queue: sendQueue)
    var incoming = VirtioDevice.newRequest(receiver, queue: receiveQueue)
    guard outgoing.append(unused: headerBytes, deviceWrites: false),
      append(sent, to: &outgoing, deviceWrites: false),
      sent != nil || outgoing.append(counted, room, deviceWrites: false),
      incoming.append(unused: headerBytes, deviceWrites: true),
      append(received, to: &incoming, deviceWrites: true),
      // Every packet fits.
      incoming.append(unused: packetBytesMax, deviceWrites: true)
    else { return nil }
    VirtioDevice.begin(receiver, queue: receiveQueue)
    VirtioDevice.begin(sender, queue: sendQueue)
    guard VirtioDevice.end(sender, queue: sendQueue) != nil,
      let written = VirtioDevice.end(receiver, queue: receiveQueue)
    else { return nil }
    let arrived = Int(written) &- headerBytes
    return arrived < room ? arrived : room
  }

  private static func size(of packet: UnsafeMutablePointer<mbuf>?) -> Int {
    var sum = 0
    var part = packet
    while let buffer = part, sum <= packetBytesMax {
      sum &+= Int(buffer.pointee.m_len)
      part = buffer.pointee.m_next
    }
    return sum
  }

  private static func append(
    _ packet: UnsafeMutablePointer<mbuf>?, to request: inout Request, deviceWrites: Bool
  ) -> Bool {
    var part = packet
    while let buffer = part {
      guard
        request.append(
          buffer.pointee.m_data, Int(buffer.pointee.m_len), deviceWrites: deviceWrites)
      else { return false }
      part = buffer.pointee.m_next
    }
    return true
  }
}

@c @implementation
public func hosted_network_transfer(_ packet: UnsafeMutablePointer<mbuf>, _ isIn: Int32) {
  if Network.exchange(isIn == 0 ? packet : nil, isIn == 0 ? nil : packet) == nil {
    panic("network: packet not transferred")
  }
}

@c @implementation
public func hosted_network_loop(
  _ sent: UnsafeMutablePointer<mbuf>, _ received: UnsafeMutablePointer<mbuf>
) -> Int { Network.exchange(sent, received) ?? -1 }
