// The memory of one request, as its device sees it: runs of physical memory, those that the device
// reads first.

import CRuntime
import KernelC

/// A run of physical memory. No byte of it is padding, whose shadow copies would have to carry along.
struct Piece {
  let physical: UInt
  private let bytes: UInt32
  private let access: UInt32

  init(physical: UInt, size: UInt, deviceWrites: Bool) {
    self.physical = physical
    bytes = UInt32(truncatingIfNeeded: size)
    access = deviceWrites ? 1 : 0
  }

  var size: UInt { UInt(bytes) }
  var deviceWrites: Bool { access != 0 }
}

struct Pieces {
  static let max = 40
  /// Bytes that a request carries at most, wherever in a page they begin.
  static let bytesMax = 128 << 10

  private var pieces = InlineArray<40, Piece>(
    repeating: Piece(physical: 0, size: 0, deviceWrites: false))
  private(set) var count = 0

  subscript(index: Int) -> Piece { pieces[index] }

  /// Adds memory of the kernel, page for page; what belongs together in physical memory becomes one
  /// run. False when a page is not there, or there are too many.
  mutating func append(_ memory: UnsafeRawPointer?, _ size: Int, deviceWrites: Bool) -> Bool {
    var address = UInt(bitPattern: memory)
    guard size >= 0, size <= Self.bytesMax else { return false }
    let end = address &+ UInt(bitPattern: size)
    while address < end {
      let pageEnd = (address | (PAGE_BYTES &- 1)) &+ 1
      let next = pageEnd < end ? pageEnd : end
      let physical = kernel_physical(address)
      guard physical != 0, append(physical, next &- address, deviceWrites) else { return false }
      address = next
    }
    return true
  }

  private mutating func append(_ physical: UInt, _ size: UInt, _ deviceWrites: Bool) -> Bool {
    if count > 0 {
      let last = pieces[count &- 1]
      if last.deviceWrites == deviceWrites, last.physical &+ last.size == physical {
        pieces[count &- 1] = Piece(
          physical: last.physical, size: last.size &+ size, deviceWrites: deviceWrites)
        return true
      }
    }
    guard count < Self.max else { return false }
    pieces[count] = Piece(physical: physical, size: size, deviceWrites: deviceWrites)
    count &+= 1
    return true
  }

  /// Adds so many bytes that nobody asks for: they come from a page of zeroes, or go where nobody
  /// looks.
  mutating func append(unused size: Int, deviceWrites: Bool) -> Bool {
    var rest = size
    while rest > 0 {
      let here = rest < Int(PAGE_BYTES) ? rest : Int(PAGE_BYTES)
      let page = deviceWrites ? DeviceMemory.unread : DeviceMemory.zeroes
      guard append(page, here, deviceWrites: deviceWrites) else { return false }
      rest &-= here
    }
    return true
  }
}

/// Memory that drivers share with devices. It is initialized from the start, and stays so whatever
/// a device writes there.
enum DeviceMemory {
  nonisolated(unsafe) private(set) static var zeroes = UnsafeMutableRawPointer(direct_map(0))
  nonisolated(unsafe) private(set) static var unread = UnsafeMutableRawPointer(direct_map(0))

  static func start() {
    zeroes = newPage()
    unread = newPage()
  }

  /// A zeroed page, which is never given back.
  static func newPage() -> UnsafeMutableRawPointer {
    let physical = frames_allocate(0)
    guard physical != 0 else { panic("there is no memory for a device") }
    let page = direct_map(physical)
    __msan_memset(page, 0, UInt64(PAGE_BYTES))
    return page
  }
}
