// Vector operations are defined once, as a few steps that each have a rule of their own. The same steps
// give an operation's result on numbers (the oracle), its result as terms (the proofs), and its
// shadow: each step's rule is applied to the shadows of the step's operands. If every step is sound,
// so is the whole: whatever the uninitialized bits are, each step's result agrees with its value on
// the bits that its shadow calls initialized.

/// Something that can take the steps of a vector operation.
public protocol StepEvaluator {
  /// A number of a fixed width, or one in each lane.
  associatedtype Word

  func width(of word: Word) -> Int
  /// The initialized constant whose bits are `pattern`'s low bits, sign-extended when wider.
  mutating func constant(_ pattern: Int64, like word: Word) -> Word
  /// Takes a step. Shift amounts are less than the width.
  mutating func apply(_ operation: Operation, _ operands: [Word]) -> Word
}

extension StepEvaluator {
  mutating func apply(_ operation: Operation, _ operands: Word...) -> Word {
    apply(operation, operands)
  }

  mutating func shiftRight(_ a: Word, by amount: Int) -> Word {
    apply(.lshr, a, constant(Int64(amount), like: a))
  }

  mutating func extend(_ a: Word, signed: Bool, to width: Int) -> Word {
    apply(signed ? .sext(to: width) : .zext(to: width), a)
  }

  /// `a` between the bounds, by comparisons in signed or unsigned order.
  mutating func clamp(_ a: Word, signed: Bool, low: Word?, high: Word) -> Word {
    let isAbove = apply(.icmp(signed ? .sgt : .ugt), a, high)
    let lowered = apply(.select, isAbove, high, a)
    guard let low else { return lowered }
    return apply(.select, apply(.icmp(.slt), a, low), low, lowered)
  }
}

/// The steps on values with their shadows. Values are worked out only where a rule needs them.
struct ShadowEvaluator<Base: ShadowBuilder>: StepEvaluator {
  final class Word {
    let shadow: Base.Value
    let width: Int
    fileprivate var value: Base.Value?
    fileprivate let origin: (operation: Operation, operands: [Word])?

    fileprivate init(
      shadow: Base.Value, width: Int, value: Base.Value? = nil,
      origin: (operation: Operation, operands: [Word])? = nil
    ) {
      self.shadow = shadow
      self.width = width
      self.value = value
      self.origin = origin
    }
  }

  var builder: Base

  init(_ builder: Base) { self.builder = builder }

  func word(_ operand: ShadowedValue<Base.Value>) -> Word {
    Word(
      shadow: operand.shadow, width: builder.width(of: operand.value), value: operand.value)
  }

  func width(of word: Word) -> Int { word.width }

  mutating func constant(_ pattern: Int64, like word: Word) -> Word {
    let value = builder.constant(pattern, like: word.shadow)
    return Word(
      shadow: builder.constant(0, like: word.shadow), width: word.width, value: value)
  }

  mutating func apply(_ operation: Operation, _ operands: [Word]) -> Word {
    let shadowed = operands.map {
      ShadowedValue(value: operation.usesValues ? value(of: $0) : $0.shadow, shadow: $0.shadow)
    }
    let shadow = builder.propagate(operation, shadowed, rules: .kmsan)
    return Word(
      shadow: shadow, width: builder.width(of: shadow), origin: (operation, operands))
  }

  private mutating func value(of word: Word) -> Base.Value {
    if let known = word.value { return known }
    guard let (operation, operands) = word.origin else {
      preconditionFailure("a word has a value or an origin")
    }
    let result = builder.value(of: operation, operands.map { value(of: $0) })
    word.value = result
    return result
  }
}

extension Operation {
  /// Whether the rule looks at the operands' values.
  fileprivate var usesValues: Bool {
    switch self {
    case .trunc, .zext, .sext: false
    default: true
    }
  }
}

extension ShadowBuilder {
  /// The result of a step whose result another step needs.
  fileprivate mutating func value(of operation: Operation, _ operands: [Value]) -> Value {
    let a = operands[0]
    let b = operands.count > 1 ? operands[1] : a
    switch operation {
    case .and: return and(a, b)
    case .xor: return xor(a, b)
    case .add: return add(a, b)
    case .sub: return sub(a, b)
    case .mul: return mul(a, b)
    case .lshr: return lshr(a, b)
    case .icmp(let predicate): return compare(predicate, a, b)
    case .select: return select(a, b, operands[2])
    case .trunc(let width): return truncate(a, to: width)
    case .zext(let width): return zeroExtend(a, to: width)
    case .sext(let width): return signExtend(a, to: width)
    case .umin: return select(compare(.ult, a, b), a, b)
    case .umax: return select(compare(.ugt, a, b), a, b)
    default: preconditionFailure("\(operation) is not a step of a vector operation")
    }
  }
}
