// The oracle's whole programme, as a list of independent cases: the tests run it, and so does
// `kmsan-dev rules --oracle`.

import SeededRandom
import RuleEvaluation
import ShadowAlgebra

/// One way to hold one rule of ours against the truth.
public struct OracleCase: Sendable, CustomStringConvertible {
  public enum Method: String, CaseIterable, Sendable {
    /// Every value and shadow, for operands of every kind.
    case allStates
    /// Every shadow, each with one random value.
    case allShadows
    /// Every single uninitialized bit.
    case singleBits
    /// Random states and fillings.
    case samples

    /// Bits of the values.
    public var widths: [Int] {
      switch self {
      case .allStates: [1, 2, 3, 4]
      case .allShadows: [5, 6, 7, 8]
      case .singleBits: [8, 16, 32, 33, 64, 128]
      case .samples: [7, 16, 24, 32, 64, 65, 128]
      }
    }
  }

  public let method: Method
  public let rule: Rule
  public let width: Int

  /// What was found.
  public struct Outcome: Sendable {
    public var states = 0
    /// Each breach of what the rule promises.
    public var violations: [String] = []
  }

  /// Every case. Walks the table of operations, so that no rule is left out.
  public static let all: [OracleCase] = Method.allCases.flatMap { method in
    method.widths.flatMap { width in
      Rule.all(width: width).map { OracleCase(method: method, rule: $0, width: width) }
    }.filter(\.isEnumerable)
  }

  /// Whether the case's states are few enough.
  private var isEnumerable: Bool {
    switch method {
    case .allStates: width <= rule.enumeratedWidthMax
    case .allShadows: rule.operandWidths(width).reduce(0, +) <= 18
    case .singleBits, .samples: true
    }
  }

  /// Random states of one rule at one width. With three main widths, over a million for each rule.
  public static let sampleCount = 350_000

  public var description: String { "\(method), \(rule), i\(width)" }

  /// Depends on nothing but the case.
  public var seed: UInt64 {
    description.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// Runs the case.
  public func run() -> Outcome {
    var generator = SeededGenerator(seed: seed)
    var outcome = Outcome()
    switch method {
    case .allStates:
      let table = TruthTable(rule, width: width)
      for kinds in OperandKind.combinations(rule.operandCount) where kinds.contains(.unknown) {
        let precision = rule.precision(in: .kmsan, kinds, width: width)
        outcome.note(table.measure(.kmsan, kinds), precision, "\(self), \(kinds)")
      }
      checkPowersOfTwo(table, &outcome)
    case .allShadows:
      let measurement = TruthTable(rule, width: width).measure(.kmsan, sampledBy: &generator)
      outcome.note(measurement, rule.precision(in: .kmsan), label)
    case .singleBits:
      let measurement = rule.measureSingleBits(width: width, rules: .kmsan, &generator)
      outcome.note(measurement, precision, label)
    case .samples:
      let isMain = [16, 32, 64].contains(width)
      let count = isMain ? Self.sampleCount : Self.sampleCount / 10
      let measurement = rule.sample(width: width, count: count, rules: .kmsan, &generator)
      outcome.note(measurement, .sound, label)
    }
    return outcome
  }

  private var label: String { "\(self), seed \(seed)" }

  private var precision: Precision {
    let kinds = Array(repeating: OperandKind.unknown, count: rule.operandCount)
    return rule.precision(in: .kmsan, kinds, width: width)
  }

  /// Multiplication, udiv and urem promise to be exact for a known power of two.
  private func checkPowersOfTwo(_ table: TruthTable, _ outcome: inout Outcome) {
    guard [.operation(.mul), .operation(.udiv), .operation(.urem)].contains(rule) else { return }
    let measurement = table.measure(.kmsan, [.unknown, .constant]) { operands in
      operands[1].bits.nonzeroBitCount == 1
    }
    outcome.note(measurement, .exact, "\(self), power of two")
  }
}

extension Rule {
  /// Bits of the values up to which all states are tried.
  public var enumeratedWidthMax: Int { operandCount > 3 ? 2 : 4 }
}

extension OracleCase.Outcome {
  fileprivate mutating func note(
    _ measurement: Measurement, _ precision: Precision, _ label: String
  ) {
    states += measurement.states
    if precision != .heuristic, let state = measurement.firstMissed {
      violations.append("\(label): \(measurement.missed) states miss a bit, as \(state)")
    }
    if precision == .exact, let state = measurement.firstExcess {
      violations.append("\(label): \(measurement.excess) states have a bit too many, as \(state)")
    }
  }
}
