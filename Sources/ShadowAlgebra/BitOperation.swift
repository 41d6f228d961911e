// Operations that move or combine single bits, which LLVM has as intrinsics of processors. They are a
// family of `Operation`.
//
// Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.

/// An operation on bits, named as x86's instruction.
public enum BitOperation: Hashable, Sendable {
  /// The bits of the first operand that the second selects, moved together to the low end.
  case pext
  /// The low bits of the first operand, moved to the places that the second selects.
  case pdep
  /// A field of the first operand. The second has the field's start in its low byte, and its length in
  /// the byte above; in values too narrow for two bytes, in its two halves.
  case bextr
  /// The first operand without its bits from the index on that stands in the second's low byte.
  case bzhi
  /// The product without carries, of twice the width.
  case clmul
  /// A CRC-32C of at most 32 bits in the low bits of the first operand, and after the second operand,
  /// of `data` bits, has been fed in.
  case crc32(data: Int)
}

extension BitOperation {
  /// Bits of the result, for operands of `width` bits.
  func resultWidth(_ width: Int) -> Int { self == .clmul ? 2 * width : width }

  /// Bits of the operands.
  func operandWidths(_ width: Int) -> [Int] {
    if case .crc32(let data) = self { return [width, data] }
    return [width, width]
  }

  var mnemonic: Mnemonic {
    switch self {
    case .pext: .pext
    case .pdep: .pdep
    case .bextr: .bextr
    case .bzhi: .bzhi
    case .clmul: .clmul
    case .crc32: .crc32
    }
  }

  /// Why our rule is not exact; nil where it is.
  var remark: String? {
    switch self {
    case .bzhi: nil
    case .pext, .pdep:
      "exact for a clean mask; an uninitialized bit of the mask moves all that it could select "
        + "from there on"
    case .bextr: "exact for a clean start; with an uninitialized one, only 0 stays 0"
    case .clmul:
      "all bits between the lowest and the highest that can change; exact for a known power of two"
    case .crc32: "one bit that is fed in can change all bits of the checksum"
    }
  }

  /// Bits of bextr's start and of its length; of bzhi's index.
  public func fieldWidth(_ width: Int) -> Int {
    min(8, self == .bextr ? width / 2 : width)
  }

  /// Bits of crc32's checksum.
  public static func checksumWidth(_ width: Int) -> Int { min(width, 32) }

  /// The polynomial of CRC-32C with the lowest power in the highest bit; for a narrow checksum its highest
  /// bits, with the lowest of them set so that there is more than one.
  public static func polynomial(_ width: Int) -> UInt128 {
    let highest: UInt128 = 0x82F6_3B78 >> UInt128(32 - checksumWidth(width))
    return width < 32 ? highest | 1 : highest
  }
}
