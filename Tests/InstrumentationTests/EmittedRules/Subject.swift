// What a function computes, as instructions for which the pass has a rule. Floating-point numbers and the odd
// types of processors' intrinsics are made of plain integers in front of the instruction, and turned back
// behind it, by steps that only move bits.

import CLLVM
import ShadowAlgebra

/// An operation, an overflow operation, or a function of lanes.
enum Subject: Sendable {
  case operation(Operation)
  case overflow(OverflowOperation)
  case lane(LaneFunction)

  /// Everything that has a rule and, for these types and this processor, an instruction.
  static func all(_ shape: Shape) -> [Subject] {
    let operations = Mnemonic.allCases.flatMap { $0.operations(width: shape.width) }
    let subjects =
      operations.map(Subject.operation)
      + OverflowOperation.all(width: shape.width).map(Subject.overflow)
      + LaneFunction.all(width: shape.width).map(Subject.lane)
    return subjects.filter { subject in
      let operands = subject.rules[0].operandWidths(shape.width).map { _ in "" }
      return subject.lines(shape, operands) != nil && subject.runsHere
    }
  }

  /// The rules of the instruction's results.
  var rules: [Rule] {
    switch self {
    case .operation(let operation): [.operation(operation)]
    case .overflow(let operation): [.overflowValue(operation), .overflowBit(operation)]
    case .lane(let function): [.lane(function)]
    }
  }

  /// The operand whose use is checked.
  var checkedOperand: Int? {
    switch self {
    case .operation(.udiv), .operation(.sdiv), .operation(.urem), .operation(.srem): 1
    default: nil
    }
  }

  /// What the function needs of the processor.
  var features: String {
    switch self {
    case .operation(.bits(.bextr)): "+bmi"
    case .operation(.bits(.pext)), .operation(.bits(.pdep)), .operation(.bits(.bzhi)): "+bmi2"
    case .operation(.bits(.clmul)): "+pclmul"
    case .operation(.bits(.crc32)): "+crc32,+sse4.2"
    default: ""
    }
  }

  private static let processorFeatures: Set<Substring> = {
    guard let text = LLVMGetHostCPUFeatures() else { return [] }
    defer { LLVMDisposeMessage(text) }
    return Set(String(cString: text).split(separator: ",").map { $0 })
  }()

  private var runsHere: Bool {
    Self.processorFeatures.isSuperset(of: features.split(separator: ","))
  }

  /// The instructions that compute `%r` of operands of a shape; nil if there are none.
  func lines(_ shape: Shape, _ operands: [String]) -> [String]? {
    let type = shape.type(shape.width)
    let typed = operands.map { "\(type) \($0)" }.joined(separator: ", ")
    switch self {
    case .operation(.bits(let operation)): return operation.lines(shape, operands)
    case .operation(let operation): return ["%r = " + operation.instruction(shape, operands)]
    case .lane(let function): return function.lines(shape, operands)
    case .overflow(let operation) where operation.operandCount == 3:
      return operation.linesWithCarry(shape, operands)
    case .overflow(let operation):
      let name = shape.intrinsic(operation.intrinsicName, shape.width)
      return ["%r = call { \(type), \(shape.type(1)) } \(name)(\(typed))"]
    }
  }
}

extension Operation {
  fileprivate func instruction(_ shape: Shape, _ operands: [String]) -> String {
    let type = shape.type(shape.width)
    let typed = operands.map { "\(type) \($0)" }.joined(separator: ", ")
    switch self {
    case .and, .or, .xor, .add, .sub, .mul, .udiv, .sdiv, .urem, .srem, .shl, .lshr, .ashr:
      return "\(mnemonic) \(type) \(operands[0]), \(operands[1])"
    case .icmp(let predicate):
      return "icmp \(predicate) \(type) \(operands[0]), \(operands[1])"
    case .select:
      let values = operands.dropFirst().map { "\(type) \($0)" }.joined(separator: ", ")
      return "select \(shape.type(1)) \(operands[0]), \(values)"
    case .trunc(let width), .zext(let width), .sext(let width):
      return "\(mnemonic) \(typed) to \(shape.type(width))"
    case .freeze:
      return "freeze \(typed)"
    case .abs, .ctlz, .cttz:
      return "call \(type) \(shape.intrinsic(mnemonic.rawValue, shape.width))(\(typed), i1 false)"
    case .ucmp(let width), .scmp(let width):
      let name = shape.intrinsic(mnemonic.rawValue, width, shape.width)
      return "call \(shape.type(width)) \(name)(\(typed))"
    default:
      return "call \(type) \(shape.intrinsic(mnemonic.rawValue, shape.width))(\(typed))"
    }
  }
}

extension BitOperation {
  /// x86's intrinsics, of 32 and of 64 bits.
  fileprivate func lines(_ shape: Shape, _ operands: [String]) -> [String]? {
    guard shape.vectorLanes == nil, [32, 64].contains(shape.width) else { return nil }
    let type = shape.type(shape.width)
    let both = operands.map { "\(type) \($0)" }.joined(separator: ", ")
    switch self {
    case .pext, .pdep, .bextr, .bzhi:
      return ["%r = call \(type) @llvm.x86.bmi.\(self).\(shape.width)(\(both))"]
    case .crc32(let data):
      if shape.width == 64, data != 64 { return nil }
      let name = "@llvm.x86.sse42.crc32.\(shape.width).\(data)"
      return ["%r = call \(type) \(name)(\(type) \(operands[0]), i\(data) \(operands[1]))"]
    case .clmul:
      guard shape.width == 64 else { return nil }
      let zero = "<2 x i64> zeroinitializer"
      // Of the first operand the high half, of the second the low one.
      return [
        "%x = insertelement \(zero), i64 \(operands[0]), i32 1",
        "%y = insertelement \(zero), i64 \(operands[1]), i32 0",
        "%p = call <2 x i64> @llvm.x86.pclmulqdq(<2 x i64> %x, <2 x i64> %y, i8 1)",
        "%r = bitcast <2 x i64> %p to i128",
      ]
    }
  }
}

extension OverflowOperation {
  /// The carry comes first, and has eight bits.
  fileprivate func linesWithCarry(_ shape: Shape, _ operands: [String]) -> [String]? {
    guard shape.vectorLanes == nil, [32, 64].contains(shape.width) else { return nil }
    let type = shape.type(shape.width)
    let arguments = "i8 %c, \(type) \(operands[0]), \(type) \(operands[1])"
    return [
      "%c = zext i1 \(operands[2]) to i8",
      "%p = call { i8, \(type) } @llvm.x86.\(self).\(shape.width)(\(arguments))",
      "%v = extractvalue { i8, \(type) } %p, 1",
      "%f = extractvalue { i8, \(type) } %p, 0",
      "%b = trunc i8 %f to i1",
      "%half = insertvalue { \(type), i1 } poison, \(type) %v, 0",
      "%r = insertvalue { \(type), i1 } %half, i1 %b, 1",
    ]
  }
}

extension LaneFunction {
  /// Floats and doubles; for what is neither, fixed-point multiplication.
  fileprivate func lines(_ shape: Shape, _ operands: [String]) -> [String]? {
    let type = shape.type(shape.width)
    let both = operands.map { "\(type) \($0)" }.joined(separator: ", ")
    if self == .other {
      guard shape.width <= 64, shape.width > 1 else { return nil }
      let name = shape.intrinsic("umul.fix", shape.width)
      return ["%r = call \(type) \(name)(\(both), i32 \(shape.width / 2))"]
    }
    guard let number = shape.floatType(shape.width) else { return nil }
    var lines: [String] = []
    var names: [String] = []
    for (index, operand) in operands.enumerated() {
      names.append("%n\(index)")
      lines.append("%n\(index) = bitcast \(type) \(operand) to \(number)")
    }
    let numbers = names.joined(separator: ", ")
    let typed = names.map { "\(number) \($0)" }.joined(separator: ", ")
    let back = "%r = bitcast \(number) %x to \(type)"
    switch self {
    case .equal, .less, .unordered: return lines + ["%r = \(rawValue) \(number) \(numbers)"]
    case .fneg: return lines + ["%x = fneg \(typed)", back]
    case .fadd, .fsub, .fmul, .fdiv, .frem:
      return lines + ["%x = \(rawValue) \(number) \(numbers)", back]
    case .fptosi, .fptoui: return lines + ["%r = \(rawValue) \(typed) to \(type)"]
    case .sitofp, .uitofp:
      return ["%x = \(rawValue) \(type) \(operands[0]) to \(number)", back]
    case .fptrunc, .fpext:
      let width = resultWidth(shape.width)
      guard let result = shape.floatType(width) else { return nil }
      return lines + [
        "%x = \(rawValue) \(typed) to \(result)",
        "%r = bitcast \(result) %x to \(shape.type(width))",
      ]
    default:
      let suffix = (shape.vectorLanes.map { "v\($0)" } ?? "") + "f\(shape.width)"
      return lines + ["%x = call \(number) @llvm.\(self).\(suffix)(\(typed))", back]
    }
  }
}

extension Shape {
  /// Floating-point numbers of this width; nil where the processor has none.
  fileprivate func floatType(_ width: Int) -> String? {
    guard let scalar = [32: "float", 64: "double"][width] else { return nil }
    return vectorLanes.map { "<\($0) x \(scalar)>" } ?? scalar
  }
}
