// How much of an operand a rule sees while it emits code. Rules have shorter forms for the latter
// two kinds, so each kind is verified by itself.

/// What is known of an operand while building.
public enum OperandKind: String, CaseIterable, Sendable {
  /// Neither value nor shadow.
  case unknown
  /// That the shadow is clean.
  case clean
  /// The value, and that the shadow is clean.
  case constant

  /// Every combination for `count` operands.
  public static func combinations(
    _ count: Int, of kinds: [OperandKind] = allCases
  ) -> [[OperandKind]] {
    if count == 0 { return [[]] }
    return combinations(count - 1, of: kinds).flatMap { rest in kinds.map { rest + [$0] } }
  }

  /// An operand of this kind, for the builder that computes.
  public func operand(_ value: BitVector, _ shadow: UInt128) -> ShadowedValue<BitVector> {
    ShadowedValue(
      value: BitVector(value.bits, width: value.width, isKnown: self == .constant),
      shadow: BitVector(shadow, width: value.width, isKnown: self != .unknown))
  }
}
