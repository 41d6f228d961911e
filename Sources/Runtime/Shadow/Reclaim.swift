// Map-on-demand: metadata needs memory only where something is uninitialized.
//
// Where a port's maps have memory only for the pages that were written, a page of shadow without a
// bit set says no more than a page that was never written, and the origins beside it are never read.
// Both can go back. No store may be lost in the meantime: a writer of the shadow waits from
// before it is read for the last time until its memory is gone, and then writes to a fresh page.
//
// A page of the maps belongs to a page of memory: the distances between them are multiples of it.

import CRuntime

/// Gives back the memory of metadata that says "initialized".
private struct Reclaim {
  let pages: kmsan_metadata_pages
  var released = 0

  /// Looks at the shadow of a covered range, in the runs that the port finds.
  mutating func run(_ address: UInt, size: UInt) {
    let mask = UInt(pages.page_size) &- 1
    var start = (address &+ mask) & ~mask
    let end = (address &+ size) & ~mask
    while start < end {
      var found: UInt = 0
      let count = backed(from: start, to: end, &found)
      if count == 0 { return }
      release(found, size: count)
      start = found &+ count
    }
  }

  /// The first run of memory from `start` on whose shadow has pages; its size, 0 for none.
  private func backed(from start: UInt, to end: UInt, _ found: inout UInt) -> UInt {
    var size = Int(bitPattern: end &- start)
    // The shadow of a covered range, and a function of the port.
    let first = unsafe UnsafeRawPointer(Port.shadow(start))
    guard let run = unsafe pages.find_backed?(first, &size) else { return 0 }
    found = start &+ UInt(bitPattern: run) &- UInt(bitPattern: first)
    return UInt(bitPattern: size)
  }

  /// Releases every clean page of a run.
  private mutating func release(_ start: UInt, size: UInt) {
    var address = start
    while address < start &+ size {
      let length = cleanLength(address, end: start &+ size)
      if length == 0 {
        address = address &+ UInt(pages.page_size)
        continue
      }
      freezeAndRelease(address, size: length)
      address = address &+ length
    }
  }

  /// Without writers, what is clean stays clean.
  private mutating func freezeAndRelease(_ start: UInt, size: UInt) {
    // The shadow of a covered range.
    unsafe pages.freeze?(Port.shadow(start), Int(bitPattern: size))
    var address = start
    while address < start &+ size {
      let length = cleanLength(address, end: start &+ size)
      if length > 0 {
        unsafe pages.release?(Port.shadow(address), Int(bitPattern: length))
        unsafe pages.release?(Port.origin(address), Int(bitPattern: length))
        released &+= 2 &* Int(bitPattern: length)
      }
      address = address &+ max(length, UInt(pages.page_size))
    }
    unsafe pages.thaw?(Port.shadow(start), Int(bitPattern: size))
  }

  /// How many bytes from `address` on have pages of shadow without a bit set.
  private func cleanLength(_ address: UInt, end: UInt) -> UInt {
    let page = UInt(pages.page_size)
    var length: UInt = 0
    while address &+ length < end, !Metadata.isPoisoned(address &+ length, size: page) {
      length = length &+ page
    }
    return length
  }
}

@c @implementation
public func kmsan_reclaim(
  _ start: UnsafeRawPointer?, _ size: Int, _ pages: UnsafePointer<kmsan_metadata_pages>?
) -> Int {
  let address = UInt(bitPattern: start)
  guard let pages = unsafe pages, size > 0, Port.covers(address, size: UInt(size)) else { return 0 }
  // The caller's structure.
  var reclaim = unsafe Reclaim(pages: pages.pointee)
  reclaim.run(address, size: UInt(size))
  return reclaim.released
}
