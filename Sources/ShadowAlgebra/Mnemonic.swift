// The table of operations. `Operation` has associated values, so it cannot list its own cases; here
// two switches without a default make sure that none is forgotten.

/// An operation's name in LLVM IR.
public enum Mnemonic: String, CaseIterable, Sendable {
  case and, or, xor
  case add, sub, mul
  case udiv, sdiv, urem, srem
  case shl, lshr, ashr
  case icmp
  case select
  case trunc, zext, sext
  case fshl, fshr
  case smin, smax, umin, umax
  case abs
  case ctpop, ctlz, cttz
  case bswap, bitreverse
  case uaddSat = "uadd.sat"
  case saddSat = "sadd.sat"
  case usubSat = "usub.sat"
  case ssubSat = "ssub.sat"
  case ushlSat = "ushl.sat"
  case sshlSat = "sshl.sat"
  case ucmp, scmp
  case freeze
  case pext, pdep, bextr, bzhi, clmul, crc32

  /// The operations of this name on operands of `width` bits; none where the width does not allow
  /// it.
  public func operations(width: Int) -> [Operation] {
    switch self {
    case .and: [.and]
    case .or: [.or]
    case .xor: [.xor]
    case .add: [.add]
    case .sub: [.sub]
    case .mul: [.mul]
    case .udiv: [.udiv]
    case .sdiv: [.sdiv]
    case .urem: [.urem]
    case .srem: [.srem]
    case .shl: [.shl]
    case .lshr: [.lshr]
    case .ashr: [.ashr]
    case .icmp: Predicate.allCases.map(Operation.icmp)
    case .select: [.select]
    case .trunc: width > 1 ? [.trunc(to: (width + 1) / 2)] : []
    case .zext: width < 128 ? [.zext(to: min(width + width / 2 + 1, 128))] : []
    case .sext: width < 128 ? [.sext(to: min(width + width / 2 + 1, 128))] : []
    case .fshl: [.fshl]
    case .fshr: [.fshr]
    case .smin: [.smin]
    case .smax: [.smax]
    case .umin: [.umin]
    case .umax: [.umax]
    case .abs: [.abs]
    case .ctpop: [.ctpop]
    case .ctlz: [.ctlz]
    case .cttz: [.cttz]
    case .bswap: width % 16 == 0 ? [.bswap] : []
    case .bitreverse: [.bitreverse]
    case .uaddSat: [.uaddSat]
    case .saddSat: [.saddSat]
    case .usubSat: [.usubSat]
    case .ssubSat: [.ssubSat]
    case .ushlSat: [.ushlSat]
    case .sshlSat: [.sshlSat]
    case .ucmp: [.ucmp(to: 2), .ucmp(to: 8)]
    case .scmp: [.scmp(to: 2), .scmp(to: 8)]
    case .freeze: [.freeze]
    case .pext: [.bits(.pext)]
    case .pdep: [.bits(.pdep)]
    case .bextr: width > 1 ? [.bits(.bextr)] : []
    case .bzhi: [.bits(.bzhi)]
    case .clmul: width <= 64 ? [.bits(.clmul)] : []
    case .crc32:
      Set([(width + 3) / 4, (width + 1) / 2, width]).sorted().filter { $0 <= 64 }
        .map { .bits(.crc32(data: $0)) }
    }
  }
}

extension Operation {
  /// The operation's name.
  public var mnemonic: Mnemonic {
    switch self {
    case .and: .and
    case .or: .or
    case .xor: .xor
    case .add: .add
    case .sub: .sub
    case .mul: .mul
    case .udiv: .udiv
    case .sdiv: .sdiv
    case .urem: .urem
    case .srem: .srem
    case .shl: .shl
    case .lshr: .lshr
    case .ashr: .ashr
    case .icmp: .icmp
    case .select: .select
    case .trunc: .trunc
    case .zext: .zext
    case .sext: .sext
    case .fshl: .fshl
    case .fshr: .fshr
    case .smin: .smin
    case .smax: .smax
    case .umin: .umin
    case .umax: .umax
    case .abs: .abs
    case .ctpop: .ctpop
    case .ctlz: .ctlz
    case .cttz: .cttz
    case .bswap: .bswap
    case .bitreverse: .bitreverse
    case .uaddSat: .uaddSat
    case .saddSat: .saddSat
    case .usubSat: .usubSat
    case .ssubSat: .ssubSat
    case .ushlSat: .ushlSat
    case .sshlSat: .sshlSat
    case .ucmp: .ucmp
    case .scmp: .scmp
    case .freeze: .freeze
    case .bits(let operation): operation.mnemonic
    }
  }
}

extension Rule: CustomStringConvertible {
  public var description: String {
    switch self {
    case .operation(.icmp(let predicate)): "icmp \(predicate)"
    case .operation(.ucmp(let width)): "ucmp i\(width)"
    case .operation(.scmp(let width)): "scmp i\(width)"
    case .operation(let operation): operation.mnemonic.rawValue
    case .overflowValue(let operation): operation.intrinsicName + ", value"
    case .overflowBit(let operation): operation.intrinsicName + ", bit"
    case .lane(let function): function.rawValue
    case .vector(let operation): operation.description
    }
  }
}

extension OverflowOperation {
  /// The name in LLVM IR.
  public var intrinsicName: String {
    operandCount == 3 ? rawValue : "\(rawValue).with.overflow"
  }
}
