// The steps of every vector operation.

extension VectorOperation {
  /// The result, by steps that have rules of their own.
  public func define<Evaluator: StepEvaluator>(
    _ operands: [Evaluator.Word], in evaluator: inout Evaluator
  ) -> Evaluator.Word {
    let a = operands[0]
    let b = operands.count > 1 ? operands[1] : a
    switch self {
    case .psllv: return shift(.shl, a, b, &evaluator)
    case .psrlv: return shift(.lshr, a, b, &evaluator)
    case .psrav: return shift(.ashr, a, b, &evaluator)
    case .packss(let width): return narrow(a, to: width, &evaluator)
    case .packus(let width): return narrow(a, to: width, &evaluator)
    case .pmovus(let width): return narrow(a, to: width, &evaluator)
    case .pavg: return average(a, b, &evaluator)
    case .psign: return sign(a, b, &evaluator)
    case .pmulh, .pmulhu, .pmulhrs: return multiplyHigh(a, b, &evaluator)
    case .pmaddwd:
      let (p, q) = products(operands, signed: true, &evaluator)
      return evaluator.apply(.add, p, q)
    case .pmaddubsw:
      let (p, q) = products(operands, signed: false, &evaluator)
      return evaluator.apply(.saddSat, p, q)
    case .psadbw:
      let greater = evaluator.apply(.umax, a, b)
      return evaluator.apply(.sub, greater, evaluator.apply(.umin, a, b))
    case .ptestz: return evaluator.apply(.icmp(.eq), common(a, b, &evaluator), zero(a, &evaluator))
    case .ptestc: return evaluator.apply(.icmp(.eq), rest(a, b, &evaluator), zero(a, &evaluator))
    case .ptestnzc:
      let common = evaluator.apply(.icmp(.ne), common(a, b, &evaluator), zero(a, &evaluator))
      let rest = evaluator.apply(.icmp(.ne), rest(a, b, &evaluator), zero(a, &evaluator))
      return evaluator.apply(.and, common, rest)
    case .pternlog(let table): return ternary(table, operands, &evaluator)
    }
  }

  private func zero<E: StepEvaluator>(_ a: E.Word, _ evaluator: inout E) -> E.Word {
    evaluator.constant(0, like: a)
  }

  private func inverted<E: StepEvaluator>(_ a: E.Word, _ evaluator: inout E) -> E.Word {
    evaluator.apply(.xor, a, evaluator.constant(-1, like: a))
  }

  private func common<E: StepEvaluator>(
    _ a: E.Word, _ b: E.Word, _ evaluator: inout E
  ) -> E.Word {
    evaluator.apply(.and, a, b)
  }

  private func rest<E: StepEvaluator>(
    _ a: E.Word, _ b: E.Word, _ evaluator: inout E
  ) -> E.Word {
    evaluator.apply(.and, inverted(a, &evaluator), b)
  }

  private func shift<E: StepEvaluator>(
    _ operation: Operation, _ a: E.Word, _ b: E.Word, _ evaluator: inout E
  ) -> E.Word {
    let width = evaluator.width(of: a)
    let amount = evaluator.apply(.umin, b, evaluator.constant(Int64(width - 1), like: b))
    let shifted = evaluator.apply(operation, a, amount)
    if operation == .ashr { return shifted }
    let isInRange = evaluator.apply(.icmp(.ult), b, evaluator.constant(Int64(width), like: b))
    return evaluator.apply(.select, isInRange, shifted, zero(a, &evaluator))
  }

  /// The greatest number is made of shifts, since a pattern has 64 bits only.
  private func narrow<E: StepEvaluator>(
    _ a: E.Word, to width: Int, _ evaluator: inout E
  ) -> E.Word {
    let ones = evaluator.constant(-1, like: a)
    let spare = evaluator.width(of: a) - width
    let clamped: E.Word
    switch self {
    case .packss:
      let high = evaluator.shiftRight(ones, by: spare + 1)
      let low = inverted(high, &evaluator)
      clamped = evaluator.clamp(a, signed: true, low: low, high: high)
    case .packus:
      let high = evaluator.shiftRight(ones, by: spare)
      let low = zero(a, &evaluator)
      clamped = evaluator.clamp(a, signed: true, low: low, high: high)
    default:
      let high = evaluator.shiftRight(ones, by: spare)
      clamped = evaluator.clamp(a, signed: false, low: nil, high: high)
    }
    return evaluator.apply(.trunc(to: width), clamped)
  }

  private func average<E: StepEvaluator>(
    _ a: E.Word, _ b: E.Word, _ evaluator: inout E
  ) -> E.Word {
    let width = evaluator.width(of: a)
    let x = evaluator.extend(a, signed: false, to: 2 * width)
    let y = evaluator.extend(b, signed: false, to: 2 * width)
    let sum = evaluator.apply(.add, x, y)
    let rounded = evaluator.apply(.add, sum, evaluator.constant(1, like: sum))
    return evaluator.apply(.trunc(to: width), evaluator.shiftRight(rounded, by: 1))
  }

  private func sign<E: StepEvaluator>(
    _ a: E.Word, _ b: E.Word, _ evaluator: inout E
  ) -> E.Word {
    let zero = zero(a, &evaluator)
    let isNegative = evaluator.apply(.icmp(.slt), b, zero)
    let isZero = evaluator.apply(.icmp(.eq), b, zero)
    let negated = evaluator.apply(.sub, zero, a)
    let other = evaluator.apply(.select, isZero, zero, a)
    return evaluator.apply(.select, isNegative, negated, other)
  }

  private func multiplyHigh<E: StepEvaluator>(
    _ a: E.Word, _ b: E.Word, _ evaluator: inout E
  ) -> E.Word {
    let width = evaluator.width(of: a)
    let x = evaluator.extend(a, signed: self != .pmulhu, to: 2 * width)
    let y = evaluator.extend(b, signed: self != .pmulhu, to: 2 * width)
    let product = evaluator.apply(.mul, x, y)
    guard self == .pmulhrs else {
      return evaluator.apply(.trunc(to: width), evaluator.shiftRight(product, by: width))
    }
    let doubled = evaluator.shiftRight(product, by: width - 2)
    let rounded = evaluator.apply(.add, doubled, evaluator.constant(1, like: doubled))
    return evaluator.apply(.trunc(to: width), evaluator.shiftRight(rounded, by: 1))
  }

  private func products<E: StepEvaluator>(
    _ operands: [E.Word], signed: Bool, _ evaluator: inout E
  ) -> (E.Word, E.Word) {
    let width = 2 * evaluator.width(of: operands[0])
    let wide = operands.enumerated().map { index, operand in
      evaluator.extend(operand, signed: signed || index % 2 == 1, to: width)
    }
    return (evaluator.apply(.mul, wide[0], wide[1]), evaluator.apply(.mul, wide[2], wide[3]))
  }

  /// Exclusive-or of the products of operands whose coefficient is 1 (algebraic normal form).
  private func ternary<E: StepEvaluator>(
    _ table: UInt8, _ operands: [E.Word], _ evaluator: inout E
  ) -> E.Word {
    var result = zero(operands[0], &evaluator)
    for subset in UInt8(0)..<8 {
      let part = (UInt8(0)..<8).filter { $0 & ~subset == 0 && table >> $0 & 1 == 1 }
      if part.count % 2 == 0 { continue }
      var product = evaluator.constant(-1, like: operands[0])
      for index in 0..<3 where subset >> UInt8(2 - index) & 1 == 1 {
        product = evaluator.apply(.and, product, operands[index])
      }
      result = evaluator.apply(.xor, result, product)
    }
    return result
  }
}
