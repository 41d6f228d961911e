// Origins that need no record: a type and a code address in 32 bits.
//
// The upper two bits hold the type, the lower 30 the code address as the port encodes it. Numbers
// whose upper bits are 0 are identifiers of the depot, so the stack, type 0, has no such origins.
//
// Source of the format: FreeBSD 14, sys/kern/subr_msan.c, kmsan_orig_encode().

import CRuntime

/// An origin that is a type and a code address.
struct CodeOrigin {
  /// Identifiers below this are those of the depot.
  static let first: UInt32 = 1 << 30

  /// The 32 bits in the origin map.
  let bits: UInt32

  /// Reads an origin; nil when it is one of the depot, or unknown.
  init?(_ origin: UInt32) {
    guard origin >= Self.first else { return nil }
    bits = origin
  }

  /// Encodes an origin; nil when the type is that of the stack, or when the port cannot compress
  /// the address.
  init?(_ type: MemoryType, at address: UInt) {
    let code = kmsan_machine_encode_code(address)
    guard type != .stack, code != 0, code < Self.first else { return nil }
    bits = UInt32(type.rawValue) << 30 | code
  }

  var record: OriginRecord {
    OriginRecord(kind: .created, type: MemoryType(rawValue: UInt8(bits >> 30)))
  }

  /// The code address that was given to kmsan_orig().
  var address: UInt { kmsan_machine_decode_code(bits & (Self.first &- 1)) }
}
