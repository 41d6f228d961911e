// Floating-point and fixed-point arithmetic. LLVM 22 leaves uninitialized bits where they are, as if the
// function were bitwise. These rules are ours.

extension Simplifier {
  mutating func shadow(
    of function: LaneFunction, _ shadows: [Value], to width: Int
  ) -> Value {
    switch function {
    // The sign changes, and nothing else. Exact.
    case .fneg: return shadows[0]
    // The sign is known. Exact. 1 operation.
    case .fabs: return and(shadows[0], signedMaximum(like: shadows[0]))
    // The sign is the second operand's. Exact. 3 operations.
    case .copysign:
      let magnitude = and(shadows[0], signedMaximum(like: shadows[0]))
      return or(magnitude, and(shadows[1], signBit(like: shadows[1])))
    default: return wholeLane(shadows, to: width)
    }
  }

  /// One uninitialized bit can change all bits of the result: of the lane all, if any bit of an operand's
  /// lane is. Sound, whatever the function is. 3 operations for two operands.
  private mutating func wholeLane(_ shadows: [Value], to width: Int) -> Value {
    var parts: [Value] = []
    for shadow in shadows where !isZero(shadow) {
      let ownWidth = self.width(of: shadow)
      if let index = parts.firstIndex(where: { self.width(of: $0) == ownWidth }) {
        parts[index] = or(parts[index], shadow)
      } else {
        parts.append(shadow)
      }
    }
    var isPoisoned = zero(width: 1, like: shadows[0])
    for part in parts { isPoisoned = or(isPoisoned, isNonzero(part)) }
    return isZero(isPoisoned)
      ? zero(width: width, like: shadows[0]) : signExtend(isPoisoned, to: width)
  }

  /// LLVM 22: the union of the shadows, cut off or extended with 0; of a comparison, whether any bit is
  /// uninitialized.
  mutating func shadowLLVM(
    of function: LaneFunction, _ shadows: [Value], to width: Int
  ) -> Value {
    if width == 1 { return wholeLane(shadows, to: 1) }
    var result = zero(width: width, like: shadows[0])
    for shadow in shadows {
      let isWider = self.width(of: shadow) > width
      result = or(
        result, isWider ? truncate(shadow, to: width) : zeroExtend(shadow, to: width))
    }
    return result
  }
}
