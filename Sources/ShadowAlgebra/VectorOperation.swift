// What x86's vector instructions compute in each lane, where no instruction of LLVM IR does. Named
// after the instructions, without the suffixes for element sizes.
//
// Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.

/// An operation on corresponding lanes of vectors.
public enum VectorOperation: Hashable, Sendable {
  /// Shifts by any amount: from the width on, the result is 0, or all sign bits.
  case psllv, psrlv, psrav
  /// Truncation that saturates: signed to signed, signed to unsigned, unsigned to unsigned.
  case packss(to: Int), packus(to: Int), pmovus(to: Int)
  /// The absolute difference of unsigned numbers, which psadbw adds up.
  case psadbw
  /// `(a + b + 1) / 2`, unsigned.
  case pavg
  /// `a`, `-a` or 0, by the sign of `b`.
  case psign
  /// The high half of a product: signed; unsigned; signed, doubled and rounded.
  case pmulh, pmulhu, pmulhrs
  /// `a * b + c * d` of operands a, b, c, d, in twice the width. The first is signed; the second has
  /// unsigned a and c, and saturates.
  case pmaddwd, pmaddubsw
  /// One bit: is `a & b` 0; is `~a & b` 0; is neither.
  case ptestz, ptestc, ptestnzc
  /// Any function of three bits: bit 4a + 2b + c of the table.
  case pternlog(UInt8)
}

extension VectorOperation {
  /// 1 to 4.
  public var operandCount: Int {
    switch self {
    case .packss, .packus, .pmovus: 1
    case .psllv, .psrlv, .psrav, .psadbw, .pavg, .psign, .pmulh, .pmulhu, .pmulhrs, .ptestz,
      .ptestc, .ptestnzc:
      2
    case .pternlog: 3
    case .pmaddwd, .pmaddubsw: 4
    }
  }

  /// Bits of the result, for operands of `width` bits.
  public func resultWidth(_ width: Int) -> Int {
    switch self {
    case .packss(let result), .packus(let result), .pmovus(let result): result
    case .pmaddwd, .pmaddubsw: 2 * width
    case .ptestz, .ptestc, .ptestnzc: 1
    case .psllv, .psrlv, .psrav, .psadbw, .pavg, .psign, .pmulh, .pmulhu, .pmulhrs, .pternlog:
      width
    }
  }

  /// Whether the operation needs at least two bits, and numbers of twice the width.
  private var widens: Bool {
    switch self {
    case .pavg, .pmulh, .pmulhu, .pmulhrs, .pmaddwd, .pmaddubsw: true
    default: false
    }
  }

  /// The operations on operands of `width` bits, 128 at most. Numbers and tables that are part of an
  /// operation are chosen to cover what depends on them.
  static func all(width: Int) -> [VectorOperation] {
    let half = (width + 1) / 2
    let fixed: [VectorOperation] = [
      .psllv, .psrlv, .psrav, .psadbw, .pavg, .psign, .pmulh, .pmulhu, .pmulhrs, .pmaddwd,
      .pmaddubsw, .ptestz, .ptestc, .ptestnzc, .pternlog(0xCA), .pternlog(0x96),
      .pternlog(0x24),
    ]
    let narrowing: [VectorOperation] =
      width > 2 ? [.packss(to: half), .packus(to: half), .pmovus(to: half)] : []
    return narrowing + fixed.filter { !$0.widens || 2...64 ~= width }
  }
}

extension VectorOperation: CustomStringConvertible {
  public var description: String {
    switch self {
    case .psllv: "x86 psllv"
    case .psrlv: "x86 psrlv"
    case .psrav: "x86 psrav"
    case .packss: "x86 packss"
    case .packus: "x86 packus"
    case .pmovus: "x86 pmovus"
    case .pavg: "x86 pavg"
    case .psign: "x86 psign"
    case .pmulh: "x86 pmulh"
    case .pmulhu: "x86 pmulhu"
    case .pmulhrs: "x86 pmulhrs"
    case .pmaddwd: "x86 pmaddwd"
    case .pmaddubsw: "x86 pmaddubsw"
    case .psadbw: "x86 psadbw, difference"
    case .ptestz: "x86 ptestz"
    case .ptestc: "x86 ptestc"
    case .ptestnzc: "x86 ptestnzc"
    case .pternlog(let table): "x86 pternlog 0x\(String(table, radix: 16))"
    }
  }
}
