// A worked example for a person. Bits are written with the highest first; `?` is uninitialized.

import ShadowAlgebra

extension ShadowedValue<BitVector> {
  /// Reads `01?1`, the highest bit first, or `0x2a/0x0f:8`: value, shadow, width. Nil for other text.
  public init?(text: some StringProtocol) {
    if text.contains("/") {
      let parts = text.split { $0 == "/" || $0 == ":" }
      guard parts.count == 3, let width = Int(parts[2]), 1...128 ~= width,
        let value = Self.number(parts[0]), let shadow = Self.number(parts[1])
      else { return nil }
      self.init(
        value: BitVector(value, width: width), shadow: BitVector(shadow, width: width))
      return
    }
    guard 1...128 ~= text.count, text.allSatisfy({ "01?".contains($0) }) else { return nil }
    var (value, shadow): (UInt128, UInt128) = (0, 0)
    for character in text {
      value = value << 1 | (character == "1" ? 1 : 0)
      shadow = shadow << 1 | (character == "?" ? 1 : 0)
    }
    self.init(
      value: BitVector(value, width: text.count), shadow: BitVector(shadow, width: text.count))
  }

  private static func number(_ text: some StringProtocol) -> UInt128? {
    text.hasPrefix("0x") ? UInt128(text.dropFirst(2), radix: 16) : UInt128(text)
  }

  /// The bits, the highest first, `?` where the shadow says so.
  public var text: String {
    String(
      (0..<value.width).reversed().map { position -> Character in
        if shadow.bits >> UInt128(position) & 1 == 1 { return "?" }
        return value.bits >> UInt128(position) & 1 == 1 ? "1" : "0"
      })
  }
}

extension WorkedExample {
  /// The example in words, with a final line feed. At most `bitsMax` bits are explained.
  public func text(bitsMax: Int = 8) -> String {
    let names = ["a", "b", "c", "d"]
    var lines = ["\(rule): \(rule.precision(in: .kmsan).meaning)"]
    if let remark = rule.remark { lines.append("  " + remark) }
    for (name, operand) in zip(names, operands) { lines.append("  \(name)      = \(operand.text)") }
    guard let result else {
      return (lines + ["  result = undefined for these values"]).joined(separator: "\n") + "\n"
    }
    lines.append("  result = \(ShadowedValue(value: result, shadow: shadow).text)")
    let tried = isComplete ? "all \(fillings)" : "\(fillings) random"
    lines.append("  Tried \(tried) fillings of the uninitialized operand bits:")
    for witness in witnesses.prefix(bitsMax) {
      let pairs = { (filling: [BitVector]) in
        zip(names, filling).map { name, vector in
          let bits = ShadowedValue(value: vector, shadow: BitVector(0, width: vector.width))
          return "\(name) = \(bits.text)"
        }.joined(separator: ", ")
      }
      lines.append(
        "  bit \(witness.bit) is 0 for \(pairs(witness.zero)), and 1 for \(pairs(witness.one))")
    }
    if witnesses.count > bitsMax {
      lines.append("  and \(witnesses.count - bitsMax) more bits can be both")
    }
    return (lines + verdict).joined(separator: "\n") + "\n"
  }

  /// How the rule compares with the fillings.
  private var verdict: [String] {
    let truth = witnesses.reduce(UInt128(0)) { $0 | 1 << UInt128($1.bit) }
    let excess = shadow.bits & ~truth
    if excess == 0 { return ["  No other bit changes: the rule calls uninitialized what is."] }
    let bits = (0..<shadow.width).filter { excess >> UInt128($0) & 1 == 1 }
      .map { "\($0)" }.joined(separator: ", ")
    return isComplete
      ? ["  Bit \(bits) has one value in all of them, and is called uninitialized all the same."]
      : ["  Of bit \(bits), these fillings show only one value."]
  }
}

extension Precision {
  /// What the word promises.
  fileprivate var meaning: String {
    switch self {
    case .exact: "exact: a result bit is uninitialized if and only if it can be both 0 and 1"
    case .sound: "sound: no uninitialized bit is missed; a bit too many may be called so"
    case .heuristic: "heuristic: bits may be missed, and bits too many may be called so"
    }
  }
}
