// The states that a function is run with, and what it must return: the rows of RuleDriver's tables,
// computed by the rules on integers.

import RuleEvaluation
import RuleVerification
import SeededRandom
import ShadowAlgebra

/// Input rows of one function, and what belongs into its output rows.
struct RuleTable {
  let function: RuleFunction
  let rules: RuleSet
  let driver: RuleDriver
  private(set) var input: [UInt128] = []
  private(set) var rowCount = 0
  /// For each row, each result and each lane: the value, nil where it is poison; then the shadow.
  private var expected: [(value: UInt128?, shadow: UInt128)] = []
  /// For each row, the operands that are poisoned, as a set of bits.
  private var poisonedOperands: [UInt8] = []

  /// Rows of a function whose states are too many to try each.
  static let sampleCount = 500
  /// Functions with no more bits of state than this are tried with each: our rules with all states of
  /// two operands of 4 bits, LLVM's of 3 bits.
  static func stateWidthMax(_ rules: RuleSet) -> Int { rules == .kmsan ? 16 : 12 }

  init(_ function: RuleFunction, rules: RuleSet, seed: UInt64) {
    self.function = function
    self.rules = rules
    driver = RuleDriver(function)
    if function.shape.lanes == 1, stateWidth <= Self.stateWidthMax(rules) {
      for index in 0..<(UInt32(1) << UInt32(stateWidth)) { addRow([enumerated(index)]) }
    } else {
      var generator = SeededGenerator(seed: seed)
      for _ in 0..<Self.sampleCount {
        addRow((0..<function.shape.lanes).map { _ in sampled(&generator) })
      }
    }
  }

  /// Bits of the values and shadows that are not known.
  private var stateWidth: Int {
    function.operands.reduce(0) { $0 + $1.stateWidth }
  }

  private typealias State = [ShadowedValue<BitVector>]

  private func enumerated(_ index: UInt32) -> State {
    var rest = UInt128(index)
    return function.operands.map { operand in
      defer { rest >>= UInt128(operand.stateWidth) }
      return operand.state(rest, rest >> UInt128(operand.width))
    }
  }

  private func sampled(_ generator: inout SeededGenerator) -> State {
    function.operands.map { $0.state(generator.bits(), generator.bits()) }
  }

  private mutating func addRow(_ lanes: [State]) {
    let values = function.rules.map { rule in lanes.map { rule.evaluate($0.map(\.value)) } }
    let traps = function.subject.checkedOperand != nil
    if traps, values.contains(where: { $0.contains(nil) }) { return }
    var poisoned: UInt8 = 0
    for (index, operand) in function.operands.enumerated() {
      // What is not looked at holds junk, to show that it is not looked at.
      input += lanes.map { operand.kind == .constant ? .max : $0[index].value.bits }
      input += lanes.map { operand.kind == .unknown ? $0[index].shadow.bits : .max }
      if lanes.contains(where: { $0[index].shadow.bits != 0 }) { poisoned |= 1 << UInt8(index) }
    }
    for (rule, values) in zip(function.rules, values) {
      for (lane, value) in zip(lanes, values) {
        var builder = IntegerBuilder()
        let shadow = builder.shadow(rule, counted(lane), rules: rules)
        expected.append((value?.bits, shadow.bits))
      }
    }
    poisonedOperands.append(poisoned)
    rowCount += 1
  }
}

extension RuleTable {
  /// The state as the rule sees it: an operand that has been checked counts as initialized.
  private func counted(_ state: State) -> State {
    guard let checked = function.subject.checkedOperand,
      function.operands[checked].kind == .unknown
    else { return state }
    var state = state
    state[checked] = OperandKind.clean.operand(state[checked].value, 0)
    return state
  }
}

extension RuleOperand {
  /// Bits of value and shadow that are not known.
  fileprivate var stateWidth: Int {
    switch kind {
    case .unknown: 2 * width
    case .clean: width
    case .constant: 0
    }
  }

  fileprivate func state(_ value: UInt128, _ shadow: UInt128) -> ShadowedValue<BitVector> {
    let value = kind == .constant ? constant : BitVector(value, width: width)
    return kind.operand(value, kind == .unknown ? shadow : 0)
  }
}

extension RuleTable {
  /// The first row of the output that is wrong, in words.
  func firstDifference(from output: [UInt128]) -> String? {
    for row in 0..<rowCount {
      if let problem = difference(inRow: row, output[(row * driver.outputStride)...]) {
        return "\(function), \(rules): \(problem), with \(describe(row))"
      }
    }
    return nil
  }

  private func difference(inRow row: Int, _ output: ArraySlice<UInt128>) -> String? {
    let output = Array(output.prefix(driver.outputStride))
    let lanes = function.shape.lanes
    let poisoned = poisonedOperands[row]
    var isPoisoned = false
    for (index, rule) in function.rules.enumerated() {
      for lane in 0..<lanes {
        let expected = expected[(row * function.rules.count + index) * lanes + lane]
        let value = output[2 * index * lanes + lane]
        let shadow = output[(2 * index + 1) * lanes + lane]
        isPoisoned = isPoisoned || shadow != 0
        if shadow != expected.shadow {
          return "\(rule), lane \(lane): shadow \(hex(shadow)) instead of \(hex(expected.shadow))"
        }
        if let right = expected.value, value != right {
          return "\(rule), lane \(lane): value \(hex(value)) instead of \(hex(right))"
        }
      }
    }
    let rest = output.suffix(3).map { Int($0) }
    if isPoisoned, !origins(poisoned).contains(rest[0]) { return "origin \(rest[0])" }
    let reports = function.subject.checkedOperand.map { poisoned >> UInt8($0) & 1 == 1 } ?? false
    if rest[1] != (reports ? 1 : 0) { return "\(rest[1]) warnings" }
    if reports, rest[2] != RuleDriver.origin(ofOperand: 1) { return "warning's origin \(rest[2])" }
    return nil
  }

  private func origins(_ operands: UInt8) -> [Int] {
    function.operands.indices.filter { operands >> UInt8($0) & 1 == 1 }
      .map(RuleDriver.origin)
  }

  private func describe(_ row: Int) -> String {
    let lanes = function.shape.lanes
    let words = input[(row * driver.inputStride)...].prefix(driver.inputStride).map(hex)
    return function.operands.indices.map { index in
      let start = 2 * index * lanes
      let (value, shadow) = (words[start..<start + lanes], words[start + lanes..<start + 2 * lanes])
      return "value \(value.joined(separator: " ")) shadow \(shadow.joined(separator: " "))"
    }.joined(separator: "; ")
  }

  private func hex(_ bits: UInt128) -> String { "0x" + String(bits, radix: 16) }
}
