// uma(9): zones of items of one size. Items stay in their zone, so that a type-stable one finds in an
// item what was left there, and a use after an item was freed is a report and not a fault.

import CHostedPort
import CRuntime

/// A zone, in memory of the host. The structure is uma(9)'s `struct uma_zone`, which only this file
/// knows.
private struct Zone {
  let size: Int
  let ctor: uma_ctor?
  let dtor: uma_dtor?
  let initialize: uma_init?
  let finish: uma_fini?
  /// The first freed item; its link lies behind it. Nil when there is none.
  var freed: UnsafeMutableRawPointer?

  /// Where the link to the next freed item lies in an item: behind what the owner has.
  var linkOffset: Int { (size + 7) & ~7 }
  /// Items with an `init` function keep what they hold.
  var isTypeStable: Bool { unsafe initialize != nil }

  init(
    size: Int, ctor: uma_ctor?, dtor: uma_dtor?, initialize: uma_init?, finish: uma_fini?
  ) {
    self.size = size
    unsafe self.ctor = unsafe ctor
    unsafe self.dtor = unsafe dtor
    unsafe self.initialize = unsafe initialize
    unsafe self.finish = unsafe finish
    unsafe freed = nil
  }
}

private typealias ZonePointer = UnsafeMutablePointer<Zone>

@c @implementation
public func uma_zcreate(
  _ name: UnsafePointer<CChar>?, _ size: Int, _ ctor: uma_ctor?, _ dtor: uma_dtor?,
  _ initialize: uma_init?, _ finish: uma_fini?, _ align: Int32, _ flags: UInt32
) -> OpaquePointer? {
  if hosted_allocation_fails() { return nil }
  guard let memory = unsafe hosted_allocate(MemoryLayout<Zone>.size) else { return nil }
  let zone = unsafe memory.assumingMemoryBound(to: Zone.self)
  unsafe zone.initialize(
    to: Zone(size: size, ctor: ctor, dtor: dtor, initialize: initialize, finish: finish))
  return unsafe OpaquePointer(zone)
}

@c @implementation
public func uma_zalloc(_ zone: OpaquePointer?, _ flags: Int32) -> UnsafeMutableRawPointer? {
  unsafe allocate(zone, nil, flags, frame: kmsan_frame())
}

@c @implementation
public func uma_zalloc_arg(
  _ zone: OpaquePointer?, _ argument: UnsafeMutableRawPointer?, _ flags: Int32
) -> UnsafeMutableRawPointer? {
  unsafe allocate(zone, argument, flags, frame: kmsan_frame())
}

@c @implementation
public func uma_zfree(_ zone: OpaquePointer?, _ item: UnsafeMutableRawPointer?) {
  unsafe free(zone, item, nil, frame: kmsan_frame())
}

@c @implementation
public func uma_zfree_arg(
  _ zone: OpaquePointer?, _ item: UnsafeMutableRawPointer?,
  _ argument: UnsafeMutableRawPointer?
) {
  unsafe free(zone, item, argument, frame: kmsan_frame())
}

@c @implementation
public func uma_zdestroy(_ zone: OpaquePointer?) {
  guard let zone = unsafe zone.map({ unsafe ZonePointer($0) }) else { return }
  while let item = unsafe takeFreed(zone) {
    unsafe zone.pointee.finish?(item, Int32(zone.pointee.size))
    unsafe hosted_free(item)
  }
  unsafe hosted_free(zone)
}

/// The first freed item, taken out of the list.
private func takeFreed(_ zone: ZonePointer) -> UnsafeMutableRawPointer? {
  hosted_lock()
  defer { hosted_unlock() }
  guard let item = unsafe zone.pointee.freed else { return nil }
  // Written by `free`.
  unsafe zone.pointee.freed = unsafe item.load(
    fromByteOffset: zone.pointee.linkOffset, as: UnsafeMutableRawPointer?.self)
  return unsafe item
}

@inline(__always)
private func allocate(
  _ opaque: OpaquePointer?, _ argument: UnsafeMutableRawPointer?, _ flags: Int32,
  frame: UnsafeRawPointer?
) -> UnsafeMutableRawPointer? {
  // The program gives a zone that it made.
  guard let zone = unsafe opaque.map({ unsafe ZonePointer($0) }) else { return nil }
  if flags & M_WAITOK == 0, hosted_allocation_fails() { return nil }
  var item = unsafe takeFreed(zone)
  let isTypeStable = unsafe zone.pointee.isTypeStable
  if unsafe item == nil {
    unsafe item = unsafe makeItem(zone, flags, frame: frame)
  } else if !isTypeStable {
    unsafe kmsan_poison_allocated(item, zone.pointee.size, KMSAN_TYPE_UMA, frame)
  }
  guard let item = unsafe item else {
    if flags & M_WAITOK != 0 { fail("uma_zalloc(M_WAITOK): out of memory.\n") }
    return nil
  }
  if flags & M_ZERO != 0 {
    unsafe kmsan_set_bytes(item, 0, zone.pointee.size)
    unsafe kmsan_unpoison_memory(item, zone.pointee.size)
  }
  if let ctor = unsafe zone.pointee.ctor,
    unsafe ctor(item, Int32(zone.pointee.size), argument, flags) != 0
  {
    unsafe free(opaque, item, argument, frame: frame)
    return nil
  }
  return unsafe item
}

/// New memory for an item; nil when there is none, or its `init` function says so.
@inline(__always)
private func makeItem(
  _ zone: ZonePointer, _ flags: Int32, frame: UnsafeRawPointer?
) -> UnsafeMutableRawPointer? {
  let size = unsafe zone.pointee.linkOffset + MemoryLayout<UInt>.size
  guard let item = unsafe hosted_allocate(size) else { return nil }
  unsafe kmsan_poison_allocated(item, zone.pointee.size, KMSAN_TYPE_UMA, frame)
  guard let initialize = unsafe zone.pointee.initialize else { return unsafe item }
  if unsafe initialize(item, Int32(zone.pointee.size), flags) == 0 { return unsafe item }
  unsafe hosted_free(item)
  return nil
}

@inline(__always)
private func free(
  _ opaque: OpaquePointer?, _ item: UnsafeMutableRawPointer?,
  _ argument: UnsafeMutableRawPointer?, frame: UnsafeRawPointer?
) {
  guard let zone = unsafe opaque.map({ unsafe ZonePointer($0) }), let item = unsafe item else {
    return
  }
  unsafe zone.pointee.dtor?(item, Int32(zone.pointee.size), argument)
  if unsafe !zone.pointee.isTypeStable {
    unsafe kmsan_poison_freed(item, zone.pointee.size, KMSAN_TYPE_UMA, frame)
  }
  hosted_lock()
  // Behind what the owner had: `makeItem` left room for it.
  unsafe item.storeBytes(
    of: zone.pointee.freed, toByteOffset: zone.pointee.linkOffset,
    as: UnsafeMutableRawPointer?.self)
  unsafe zone.pointee.freed = unsafe item
  hosted_unlock()
}
