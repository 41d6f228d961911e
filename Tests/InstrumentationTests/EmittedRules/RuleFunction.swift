// Functions of one operation each, as text: what the pass is given to instrument.
//
//     define i4 @f0(i4 %a0, i4 noundef %a1) sanitize_memory {
//       %r = add i4 %a0, %a1
//       ret i4 %r
//     }
//
// A parameter without `noundef` brings its shadow in the context state; one with it is clean.

import KMSANABI
import ShadowAlgebra

/// What operands are made of: integers, or vectors of them.
struct Shape: Sendable, CustomStringConvertible {
  /// Bits of the operation's values.
  let width: Int
  /// Lanes of the vectors, nil for plain integers.
  var vectorLanes: Int?

  var lanes: Int { vectorLanes ?? 1 }

  var description: String { type(width) }

  /// The type of values that have `width` bits in every lane.
  func type(_ width: Int) -> String {
    vectorLanes.map { "<\($0) x i\(width)>" } ?? "i\(width)"
  }

  /// The constant with the same number in every lane.
  func constant(_ value: BitVector) -> String {
    guard let count = vectorLanes else { return "\(value.bits)" }
    let lane = "i\(value.width) \(value.bits)"
    return "<" + Array(repeating: lane, count: count).joined(separator: ", ") + ">"
  }

  /// The name of an intrinsic for these types.
  func intrinsic(_ name: String, _ widths: Int...) -> String {
    let suffixes = widths.map { ".\(vectorLanes.map { "v\($0)" } ?? "")i\($0)" }
    return "@llvm.\(name)" + suffixes.joined()
  }
}

/// One operand of a function.
struct RuleOperand: Sendable {
  let width: Int
  let kind: OperandKind
  /// The value of an operand of the kind `constant`.
  let constant: BitVector
}

/// A function of one instruction.
struct RuleFunction: Sendable, CustomStringConvertible {
  let name: String
  let subject: Subject
  let shape: Shape
  let operands: [RuleOperand]

  var rules: [Rule] { subject.rules }

  var description: String {
    let kinds = operands.map { operand in
      operand.kind == .constant ? "\(operand.constant.bits)" : "\(operand.kind)"
    }
    return "\(rules[0]) \(shape) (\(kinds.joined(separator: ", ")))"
  }

  var parameterTypes: [String] { operands.map { shape.type($0.width) } }

  /// Types of the results; two are returned as a structure.
  var resultTypes: [String] { rules.map { shape.type($0.resultWidth(shape.width)) } }

  var returnType: String {
    resultTypes.count == 1 ? resultTypes[0] : "{ \(resultTypes.joined(separator: ", ")) }"
  }

  var text: String {
    let parameters = operands.indices.map { index in
      let attribute = operands[index].kind == .clean ? " noundef" : ""
      return "\(parameterTypes[index])\(attribute) %a\(index)"
    }
    let values = operands.indices.map { index in
      operands[index].kind == .constant ? shape.constant(operands[index].constant) : "%a\(index)"
    }
    let lines = subject.lines(shape, values) ?? []
    return """
      define \(returnType) @\(name)(\(parameters.joined(separator: ", "))) sanitize_memory \
      "target-features"="\(subject.features)" {
      \(lines.map { "  " + $0 }.joined(separator: "\n"))
        ret \(returnType) %r
      }

      """
  }
}

extension RuleFunction {
  /// Every subject on operands of every kind; in vectors, of unknown and clean ones.
  static func all(_ shape: Shape) -> [RuleFunction] {
    var result: [RuleFunction] = []
    for subject in Subject.all(shape) {
      let widths = subject.rules[0].operandWidths(shape.width)
      let allKinds: [OperandKind] = shape.lanes == 1 ? OperandKind.allCases : [.unknown, .clean]
      for kinds in OperandKind.combinations(widths.count, of: allKinds)
      where kinds.contains(.unknown) {
        let isSimple = widths.count == 2 && shape.width <= 4
        let repetitions = kinds.contains(.constant) && isSimple ? constants(shape.width).count : 1
        for repetition in 0..<repetitions {
          let operands = zip(widths, kinds).enumerated().map { index, operand in
            let choices = constants(operand.0)
            let constant = choices[(repetition + index) % choices.count]
            return RuleOperand(width: operand.0, kind: operand.1, constant: constant)
          }
          let function = RuleFunction(
            name: "f\(result.count)", subject: subject, shape: shape, operands: operands)
          if !function.dividesByZero { result.append(function) }
        }
      }
    }
    return result
  }

  private var dividesByZero: Bool {
    guard let divisor = subject.checkedOperand.map({ operands[$0] }) else { return false }
    return divisor.kind == .constant && divisor.constant.bits == 0
  }

  /// Constants that rules treat differently: none, powers of two, all bits, others.
  private static func constants(_ width: Int) -> [BitVector] {
    let half = UInt128(1) << UInt128(width - 1)
    let all = [3, 0, .max, half, 1].map { BitVector($0, width: width, isKnown: true) }
    return width > 1 ? all : Array(all.prefix(2))
  }
}
