// pext, pdep, bextr, bzhi, clmul, crc32. These rules are ours; LLVM 22's are given below.

extension Simplifier {
  mutating func bits(_ operation: BitOperation, _ a: Operand, _ b: Operand) -> Value {
    switch operation {
    case .pext: extraction(a, b)
    case .pdep: deposit(a, b)
    case .bextr: fieldExtraction(a, b, fieldWidth: operation.fieldWidth(width(of: a.value)))
    case .bzhi: zeroing(a, b, fieldWidth: operation.fieldWidth(width(of: a.value)))
    case .clmul: carrylessProduct(a, b)
    case .crc32(let data): checksum(a, b, dataWidth: data)
    }
  }

  /// With a clean mask, the shadow's bits move as the value's do. Below the lowest uninitialized bit of
  /// the mask this still holds; above, any bit that may be selected may come to any place:
  /// `pext(Sa | upward(Sm), m | Sm)`. Sound; exact for a clean mask, where it is 1 operation.
  private mutating func extraction(_ a: Operand, _ mask: Operand) -> Value {
    if isClean(mask) { return extractBits(a.shadow, mask.value) }
    return extractBits(or(a.shadow, upward(mask.shadow)), or(mask.value, mask.shadow))
  }

  /// The same the other way round: from the mask's lowest uninitialized bit on, every place that may be
  /// selected: `pdep(Sa, M) | (M & upward(Sm))` with `M = m | Sm`. Sound; exact for a clean mask.
  private mutating func deposit(_ a: Operand, _ mask: Operand) -> Value {
    if isClean(mask) { return depositBits(a.shadow, mask.value) }
    let selected = or(mask.value, mask.shadow)
    return or(depositBits(a.shadow, selected), and(selected, upward(mask.shadow)))
  }

  /// A shift to the right, then `zeroing`. With an uninitialized start all bits, unless the value is 0.
  /// Sound; exact for a clean start.
  private mutating func fieldExtraction(
    _ a: Operand, _ control: Operand, fieldWidth: Int
  ) -> Value {
    let distance = constant(Int64(fieldWidth), like: control.value)
    let high = Operand(
      value: lshr(control.value, distance), shadow: lshr(control.shadow, distance))
    let start = field(control, fieldWidth)
    let length = field(high, fieldWidth)
    if known(length) == 0 { return zero(like: a.shadow) }
    var shifted = Operand(value: a.value, shadow: shiftedOut(a.shadow, start.value))
    if !isClean(start) {
      let all = spread(or(a.value, a.shadow))
      shifted.shadow = select(isNonzero(start.shadow), all, shifted.shadow)
    }
    if !isClean(length) { shifted.value = shiftedOut(a.value, start.value) }
    return zeroing(shifted, length, fieldWidth: fieldWidth)
  }

  /// A bit above the index is 0, and the index is between its bounds:
  /// `low(nmax) & (Sa | (a & ~low(nmin)))`, where `low(n)` has the lowest n bits. Exact.
  private mutating func zeroing(_ a: Operand, _ index: Operand, fieldWidth: Int) -> Value {
    let index = field(index, fieldWidth)
    if isClean(index) { return and(a.shadow, lowBits(index.value)) }
    let (least, most) = bounds(index)
    let maySurvive = and(a.value, not(lowBits(least)))
    return and(lowBits(most), or(a.shadow, maySurvive))
  }

  private mutating func field(_ a: Operand, _ fieldWidth: Int) -> Operand {
    if fieldWidth == width(of: a.value) { return a }
    let mask = constant((1 << Int64(fieldWidth)) - 1, like: a.value)
    return Operand(value: and(a.value, mask), shadow: and(a.shadow, mask))
  }

  /// The lowest `count` bits; all, where that is not less than the width.
  private mutating func lowBits(_ count: Value) -> Value {
    let inRange = isInRange(count)
    let low = not(shl(ones(like: count), select(inRange, count, zero(like: count))))
    return select(inRange, low, ones(like: count))
  }

  /// `value >> amount`; 0, where the amount is not less than the width.
  private mutating func shiftedOut(_ value: Value, _ amount: Value) -> Value {
    if isZero(value) { return value }
    let inRange = isInRange(amount)
    let shifted = lshr(value, select(inRange, amount, zero(like: amount)))
    return select(inRange, shifted, zero(like: value))
  }

  private mutating func isInRange(_ amount: Value) -> Value {
    compare(.ult, amount, constant(Int64(width(of: amount)), like: amount))
  }

  /// As for a product with carries, an uninitialized bit of `a` changes nothing below or above the
  /// places to which the bits of `b` take it. The lowest place is that of `Sa * (b | Sb)`, and the
  /// highest is not above that of this number. Sound; exact for a known power of two.
  private mutating func carrylessProduct(_ a: Operand, _ b: Operand) -> Value {
    let changed = or(changedPlaces(a, b), changedPlaces(b, a))
    if isZero(changed) || isPowerOfTwo(known(a)) || isPowerOfTwo(known(b)) { return changed }
    return and(upward(changed), downward(nonzero: changed))
  }

  private mutating func changedPlaces(_ a: Operand, _ b: Operand) -> Value {
    let width = 2 * width(of: a.shadow)
    if isClean(a) { return zero(width: width, like: a.shadow) }
    return mul(
      zeroExtend(a.shadow, to: width), zeroExtend(or(b.value, b.shadow), to: width))
  }

  /// What is fed in changes any bit of the checksum: the data, and as many bits of the checksum before.
  /// The others are shifted down. `spread(low(S, d) | D) | (S >> d)`. Sound.
  private mutating func checksum(_ sum: Operand, _ data: Operand, dataWidth: Int) -> Value {
    let width = width(of: sum.value)
    let sumWidth = BitOperation.checksumWidth(width)
    let fed = or(
      and(sum.shadow, lowBits(min(dataWidth, sumWidth), like: sum.shadow)),
      zeroExtend(data.shadow, to: width))
    let mask = lowBits(sumWidth, like: sum.shadow)
    let changed = and(spread(fed), mask)
    if dataWidth >= sumWidth { return changed }
    let distance = constant(Int64(dataWidth), like: sum.shadow)
    return or(changed, lshr(and(sum.shadow, mask), distance))
  }

  private mutating func lowBits(_ count: Int, like value: Value) -> Value {
    if count == width(of: value) { return ones(like: value) }
    return constant((1 << Int64(count)) - 1, like: value)
  }

  /// LLVM 22: of pext, pdep, bextr and bzhi the operation on the shadow, and all bits if any bit of the
  /// second operand is uninitialized; of the others, the union of the shadows. (LLVM checks the operands
  /// of a crc32 with narrow data.)
  mutating func bitsLLVM(_ operation: BitOperation, _ a: Operand, _ b: Operand) -> Value {
    let clean = Operand(value: b.value, shadow: zero(like: b.value))
    let shifted = Operand(value: a.shadow, shadow: a.shadow)
    switch operation {
    case .pext, .pdep, .bextr, .bzhi:
      if isClean(a) { return spread(b.shadow) }
      return or(bits(operation, shifted, clean), spread(b.shadow))
    case .clmul:
      let width = 2 * width(of: a.shadow)
      return or(zeroExtend(a.shadow, to: width), zeroExtend(b.shadow, to: width))
    case .crc32:
      return or(a.shadow, zeroExtend(b.shadow, to: width(of: a.shadow)))
    }
  }
}
