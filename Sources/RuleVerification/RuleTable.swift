// The table of all rules: what each promises, how it fares against the truth, what it costs, and
// the same for LLVM's rule.

import RuleEvaluation
import ShadowAlgebra

/// How a rule of one set fares.
public struct RuleFigures: Sendable, Equatable, Codable {
  public var precision: Precision
  /// Per cent of the states in which an uninitialized bit is missed; nil, as the following, for an
  /// operation that does not exist at the table's width.
  public var missed: Double?
  /// Per cent of the states in which a bit too many is called uninitialized.
  public var excess: Double?
  /// Per cent of the states in which neither happens.
  public var exact: Double?
  /// Primitive operations that the rule emits at 64 bits: with operands of which nothing is known,
  /// with one clean operand, with one constant. Nil where the operation has one operand only.
  public var operations: Int
  public var operationsWithClean: Int?
  public var operationsWithConstant: Int?
}

/// One rule, or several with the same figures.
public struct RuleRow: Sendable, Codable {
  public var operations: [String]
  public var kmsan: RuleFigures
  public var llvm: RuleFigures
  /// Why our rule is not exact, and where it is.
  public var remark: String?
  /// Bits of the values in the proof of soundness.
  public var proofWidth: Int
}

/// All rules in the order of the table of operations.
public struct RuleTable: Sendable, Codable {
  /// Bits of the values in the states that were counted.
  public var width: Int
  public var rows: [RuleRow]

  /// Counts all states at `width` bits, which are 1 to 4; of operations with three operands every
  /// 31st, of those with more all states at 2 bits at most. Takes about a second at 4 bits.
  public static func measured(
    width: Int, where isChosen: (Rule) -> Bool = { _ in true }
  ) async -> RuleTable {
    precondition(1...4 ~= width, "too many states")
    let widths = Set([width, min(width, 2)])
    let counted = widths.flatMap { bits in
      Rule.all(width: bits).filter { min(width, $0.enumeratedWidthMax) == bits }
        .map { (rule: $0, width: bits) }
    }
    let narrow = Dictionary(grouping: counted, by: \.rule.description)
    var ordinals: [String: Int] = [:]
    let pairs = Rule.all(width: costWidth).filter(isChosen).map { rule in
      let namesakes = narrow[rule.description] ?? []
      let ordinal = ordinals[rule.description, default: 0]
      ordinals[rule.description] = ordinal + 1
      return (rule, ordinal < namesakes.count ? namesakes[ordinal] : nil)
    }
    let rows = await concurrently(pairs) { row($0.0, narrow: $0.1) }
    var table = RuleTable(width: width, rows: [])
    for row in rows {
      if let last = table.rows.last, last.hasSameFigures(as: row) {
        table.rows[table.rows.count - 1].add(row.operations)
      } else {
        table.rows.append(row)
      }
    }
    return table
  }

  /// `narrow` is the same rule at the width whose states are counted; an operation may have its
  /// result's width in its name.
  private static func row(_ rule: Rule, narrow: (rule: Rule, width: Int)?) -> RuleRow {
    let table = narrow.map { TruthTable($0.rule, width: $0.width) }
    // Three operands have 256 times the states of two.
    let step: UInt32 = rule.operandCount == 3 ? 31 : 1
    return RuleRow(
      operations: [rule.description],
      kmsan: RuleFigures(rule, .kmsan, table?.measure(.kmsan, step: step)),
      llvm: RuleFigures(rule, .llvm, table?.measure(.llvm, step: step)),
      remark: rule.remark, proofWidth: rule.proofWidth)
  }
}

/// Bits of the values for which costs are given.
private let costWidth = 64

extension RuleRow {
  fileprivate func hasSameFigures(as other: RuleRow) -> Bool {
    kmsan == other.kmsan && llvm == other.llvm && remark == other.remark
      && proofWidth == other.proofWidth
  }

  /// Results of several widths have one name.
  fileprivate mutating func add(_ names: [String]) {
    operations += names.filter { !operations.contains($0) }
  }
}

extension RuleFigures {
  fileprivate init(_ rule: Rule, _ rules: RuleSet, _ measurement: Measurement?) {
    func percent(_ count: KeyPath<Measurement, Int>) -> Double? {
      measurement.map { Double($0[keyPath: count]) * 100 / Double($0.states) }
    }
    self.init(
      precision: rule.precision(in: rules),
      missed: percent(\.missed), excess: percent(\.excess),
      exact: percent(\.exact),
      operations: rule.operationCount(rules, .unknown),
      operationsWithClean: rule.operandCount > 1 ? rule.operationCount(rules, .clean) : nil,
      operationsWithConstant: rule.operandCount > 1 ? rule.operationCount(rules, .constant) : nil)
  }
}

extension Rule {
  /// Primitive operations that the rule emits at 64 bits, where nothing is known but of one
  /// operand. That is the last, of a selection the condition. Constants are 10, and 1 for a
  /// condition.
  public func operationCount(_ rules: RuleSet, _ kind: OperandKind) -> Int {
    let known = self == .operation(.select) ? 0 : operandCount - 1
    let operands = operandWidths(costWidth).enumerated().map { position, width in
      let isUnknown = position != known || kind == .unknown
      let value = BitVector(width == 1 ? 1 : 10, width: width)
      return isUnknown ? OperandKind.unknown.operand(value, 1) : kind.operand(value, 0)
    }
    var builder = IntegerBuilder()
    _ = builder.shadow(self, operands, rules: rules)
    return builder.operationCount
  }
}

/// Maps in as many tasks as there are processors, in the order of the elements.
func concurrently<Element: Sendable, Result: Sendable>(
  _ elements: [Element], _ transform: @escaping @Sendable (Element) -> Result
) async -> [Result] {
  await withTaskGroup(of: (Int, Result).self) { group in
    for (index, element) in elements.enumerated() {
      group.addTask { (index, transform(element)) }
    }
    var results: [(Int, Result)] = []
    for await result in group { results.append(result) }
    return results.sorted { $0.0 < $1.0 }.map(\.1)
  }
}
