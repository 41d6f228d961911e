// trunc, zext, sext, bswap, bitreverse, freeze: every bit of the result is one bit of the operand,
// or 0.

extension Simplifier {
  /// The same conversion of the shadow; freeze does not make anything initialized. Exact. LLVM 22
  /// takes the result of freeze for clean.
  mutating func conversion(_ operation: Operation, _ shadow: Value) -> Value {
    switch operation {
    case .trunc(let width): truncate(shadow, to: width)
    case .zext(let width): zeroExtend(shadow, to: width)
    case .sext(let width): signExtend(shadow, to: width)
    case .bswap: byteSwap(shadow)
    case .bitreverse: bitReverse(shadow)
    default: shadow
    }
  }
}
