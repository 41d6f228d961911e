// The metadata itself: is it mapped, does it keep what is written, and does a write change anything else?

import CRuntime

extension PortCheck {
  /// Writes and reads shadow and origin of one word of each range, and restores them.
  mutating func touchMetadata() {
    for index in 0..<rangeCount {
      guard let range = ranges[index] else { return }
      // A whole word of the range; the port says that memory and metadata of the address are mapped.
      let address = range.address & ~7
      guard address >= range.first, range.last &- address >= 7 else { continue }
      touch(address)
    }
  }

  private mutating func touch(_ address: UInt) {
    // Covered, as the caller has found out.
    let shadow = unsafe UInt(bitPattern: Port.shadow(address))
    let origin = unsafe UInt(bitPattern: Port.origin(address))
    guard isMapped(address, shadow, origin) else { return }
    let memory = Words(address)
    let shadowWords = Words(shadow)
    let originWords = Words(origin)
    let before = (memory: memory.value, shadow: shadowWords.value, origin: originWords.value)
    let sentinel: UInt64 = 0xa55a_0ff0_c33c_9669

    shadowWords.value = ~before.shadow ^ sentinel
    if shadowWords.value != ~before.shadow ^ sentinel {
      problem("the shadow of %, at %, does not keep what is written", address, shadow)
    }
    if memory.value != before.memory {
      problem("a write to the shadow of %, at %, changes that memory", address, shadow)
    }
    if originWords.value != before.origin {
      problem("a write to the shadow of %, at %, changes the origin, at %", address, shadow, origin)
    }
    shadowWords.value = before.shadow

    originWords.value = ~before.origin ^ sentinel
    if originWords.value != ~before.origin ^ sentinel {
      problem("the origin of %, at %, does not keep what is written", address, origin)
    }
    if memory.value != before.memory {
      problem("a write to the origin of %, at %, changes that memory", address, origin)
    }
    if shadowWords.value != before.shadow {
      problem("a write to the origin of %, at %, changes the shadow, at %", address, origin, shadow)
    }
    originWords.value = before.origin
  }

  /// Asks the port whether metadata is mapped. A port that cannot answer gets a line that explains the
  /// fault which may follow.
  private mutating func isMapped(_ address: UInt, _ shadow: UInt, _ origin: UInt) -> Bool {
    guard let isMapped = unsafe Port.functions.pointee.is_mapped else {
      print(
        "checking the shadow of %, at %, and its origin, at %; a fault now means: not mapped",
        address, shadow, origin)
      return true
    }
    // Only the addresses are looked at.
    if unsafe !isMapped(UnsafeRawPointer(bitPattern: shadow).unsafelyUnwrapped) {
      problem(
        "the shadow of %, at %, is not mapped: map it before kmsan_start()", address, shadow)
      return false
    }
    if unsafe !isMapped(UnsafeRawPointer(bitPattern: origin).unsafelyUnwrapped) {
      problem(
        "the origin of %, at %, is not mapped: map it before kmsan_start()", address, origin)
      return false
    }
    return true
  }
}

/// Eight bytes of memory that may change behind the compiler's back.
private struct Words {
  let address: UInt

  init(_ address: UInt) { self.address = address }

  var value: UInt64 {
    get { kmsan_load_word(address, 8) }
    nonmutating set { kmsan_store_word(address, newValue) }
  }
}
