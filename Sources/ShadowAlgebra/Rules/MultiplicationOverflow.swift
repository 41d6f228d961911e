// The overflow bits of umul and smul. These rules are ours.

extension Simplifier {
  /// Uninitialized iff some fillings overflow and others do not. Exact up to 64 bits; wider, any
  /// uninitialized bit of an operand makes the overflow bit uninitialized, which is sound.
  mutating func multiplicationOverflow(signed: Bool, _ a: Operand, _ b: Operand) -> Value {
    guard width(of: a.value) <= 64 else { return isNonzero(union(a, b)) }
    if known(a) != nil { return multiplicationOverflow(signed: signed, b, a) }
    if let factor = known(b) {
      return signed ? signedOverflow(a, factor) : unsignedOverflow(a, factor)
    }
    return signed ? signedOverflow(a, b) : unsignedOverflow(a, b)
  }

  /// The least and the greatest product are those of the bounds.
  private mutating func unsignedOverflow(_ a: Operand, _ b: Operand) -> Value {
    let (lowA, highA) = bounds(a)
    let (lowB, highB) = bounds(b)
    return xor(exceeds(lowA, lowB), exceeds(highA, highB))
  }

  private mutating func exceeds(_ a: Value, _ b: Value) -> Value {
    let width = width(of: a)
    let largest = zeroExtend(ones(like: a), to: 2 * width)
    let product = mul(zeroExtend(a, to: 2 * width), zeroExtend(b, to: 2 * width))
    return compare(.ugt, product, largest)
  }

  /// With a known factor, a product overflows iff `a` is greater than a known limit.
  private mutating func unsignedOverflow(_ a: Operand, _ factor: UInt64) -> Value {
    guard factor > 1 else { return zero(width: 1, like: a.value) }
    let limit = (UInt64.max >> UInt64(64 - width(of: a.value))) / factor
    let value = constant(Int64(bitPattern: limit), like: a.value)
    return less(Operand(value: value, shadow: zero(like: value)), a)
  }

  /// The outermost values of the operands have the products of greatest magnitude, the innermost
  /// ones those of least magnitude, whatever the signs: some product overflows iff an outermost one
  /// does, and none fits iff no innermost one does.
  private mutating func signedOverflow(_ a: Operand, _ b: Operand) -> Value {
    let (pointsA, pointsB) = (signedPoints(a), signedPoints(b))
    var some = zero(width: 1, like: a.value)
    for x in pointsA.outermost {
      for y in pointsB.outermost { some = or(some, leavesRange(x, y)) }
    }
    var all = not(zero(width: 1, like: a.value))
    for x in pointsA.innermost {
      for y in pointsB.innermost { all = and(all, leavesRange(x, y)) }
    }
    return xor(some, all)
  }

  private mutating func leavesRange(_ a: Value, _ b: Value) -> Value {
    let width = width(of: a)
    let product = mul(signExtend(a, to: 2 * width), signExtend(b, to: 2 * width))
    let bias = zeroExtend(signBit(like: a), to: 2 * width)
    return compare(.ugt, add(product, bias), zeroExtend(ones(like: a), to: 2 * width))
  }

  /// With a known factor, a product overflows iff `a` is outside a known range.
  private mutating func signedOverflow(_ a: Operand, _ factor: UInt64) -> Value {
    let width = width(of: a.value)
    let minimum = Int128(-1) << Int128(width - 1)
    let maximum = -(minimum + 1)
    let factor = Int128(Int64(bitPattern: factor << UInt64(64 - width)) >> Int64(64 - width))
    guard factor != 0, factor != 1 else { return zero(width: 1, like: a.value) }
    let least = factor > 0 ? minimum / factor : maximum / factor
    let greatest = min(maximum, (factor > 0 ? maximum : minimum) / factor)
    let start = constant(Int64(least), like: a.value)
    let span = constant(Int64(truncatingIfNeeded: greatest - least), like: a.value)
    let points = signedPoints(a)
    var some = zero(width: 1, like: a.value)
    for x in points.outermost { some = or(some, compare(.ugt, sub(x, start), span)) }
    var all = not(zero(width: 1, like: a.value))
    for x in points.innermost { all = and(all, compare(.ugt, sub(x, start), span)) }
    return xor(some, all)
  }

  /// What an operand can be: its values nearest to 0 on either side, and those farthest from it.
  /// They differ in the sign bit, if that is uninitialized.
  private mutating func signedPoints(
    _ a: Operand
  ) -> (innermost: [Value], outermost: [Value]) {
    if isClean(a) { return ([a.value], [a.value]) }
    let (low, high) = bounds(a)
    let sign = and(a.shadow, signBit(like: a.shadow))
    return ([low, high], [xor(low, sign), xor(high, sign)])
  }
}
