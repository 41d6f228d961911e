// How uninitialized bits flow through x86's vector intrinsics: a few shapes that hundreds of names
// share (X86Intrinsics.swift). What computes in lanes has a rule of ShadowAlgebra; of floating point
// and of ciphers it is known only which part of the result a part of an operand reaches.
//
// Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.

import ShadowAlgebra

/// How an intrinsic's result depends on its operands, which are given by their positions.
package enum VectorFlow {
  // MARK: Which part reaches which. All sound.

  /// Each operand's uninitialized bits reach the span of the result that they lie in.
  case spans([Span])
  /// A lane of the result depends on the same lane of the operands; lanes that the operands do not
  /// have are 0. Where the mask is 0, the lane is that of `other`, or 0.
  case lanes([Int], mask: Int? = nil, other: Int? = nil)
  /// The same, where the lanes of operand 1 are followed by those of operand 0.
  case joinedLanes
  /// The first lane depends on the first lanes of the operands (or on scalars), the others are those
  /// of `rest`, or 0. A mask chooses between the first lane and that of `other`, or 0.
  case firstLane([Int], rest: Int?, mask: Int? = nil, other: Int? = nil)
  /// A scalar, or its lowest bit only, depends on the operands' first lanes. Where the mask's lowest
  /// bit is 0, the result is 0.
  case scalar([Int], isBit: Bool = false, mask: Int? = nil)
  /// Sums of products of the lanes that the immediate operand 2 chooses.
  case dotProduct
  /// A lane depends on two neighbours of the operands.
  case horizontalLanes

  // MARK: What only moves. Exact for initialized indices.

  /// The operands' bits move as the intrinsic moves the values. An uninitialized index makes its
  /// lane uninitialized.
  case moves([Int], by: Index? = nil)
  /// The sign bit of each lane.
  case signs
  /// Lanes of operand 0 or 1, by the sign of operand 2.
  case choice

  // MARK: What computes, by rules of ShadowAlgebra.

  /// Lane by lane.
  case arithmetic(VectorOperation)
  /// A shift of all lanes by one number: the low 64 bits of a vector, or a scalar.
  case shift(VectorOperation)
  /// The narrowed lanes of both operands, in turn for each 128 bits.
  case pack(Narrowing)
  /// The narrowed lanes of operand 0, as `lanes` with operand 1 for other lanes, and mask 2.
  case narrow(Narrowing)
  /// Neighbouring lanes of both operands give one lane.
  case pairs(VectorOperation)
  /// Neighbours of operand 0, then neighbours of operand 1, in turn for each 128 bits.
  case horizontal(Operation)
  /// The sums of eight differences.
  case differences
  /// One bit, from all bits of the operands, or from the signs of their lanes.
  case test(VectorOperation, ofSigns: Bool)
  /// Any function of three bits, by the immediate operand 3.
  case ternary
  /// The operands as one integer each.
  case integers(Operation)

  /// How far an uninitialized bit reaches.
  package enum Span {
    /// Within aligned groups of so many bits.
    case bits(Int)
    /// Everywhere.
    case all
    /// Everywhere, but only from the lower half of the operand.
    case allFromLowHalf
  }

  /// The operand that says where bits go.
  package struct Index {
    package enum UsedBits {
      case mask(UInt64)
      /// As many bits as number the lanes of so many operands.
      case lanes(of: Int)
    }

    let operand: Int
    let used: UsedBits
    /// Whether a lane of the index decides one lane of the result, or all of it.
    var isByLane = true
  }

  package enum Narrowing {
    case truncate, signed, signedToUnsigned, unsigned
  }
}

extension VectorFlow {
  static let state = VectorFlow.spans([.all, .all])
  static let unary = VectorFlow.lanes([0])
  static let binary = VectorFlow.lanes([0, 1])
  static let ternaryLanes = VectorFlow.lanes([0, 1, 2])

  static func spans(_ bits: Int...) -> VectorFlow { .spans(bits.map(Span.bits)) }

  static func moves(_ data: [Int], by index: Int, _ used: Index.UsedBits) -> VectorFlow {
    .moves(data, by: Index(operand: index, used: used))
  }
}
