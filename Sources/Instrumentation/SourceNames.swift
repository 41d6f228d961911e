// What the source calls a value: the variable, field or call that it comes from, and its type.
//
//     %f = load i32, ptr (gep %hdr, 8)      'hdr->flags' (u32)
//     %c = icmp ne i32 %f, 0                the same: that of its operand
//
// Only names that the debug information vouches for are given: a value without one stays without. It
// is asked for values that are checked, so it may cost more than a look at a table.

import CLLVM
import KMSANABI
import LLVMIR

/// A name of the source, with its type.
struct SourceName: Equatable {
  let text: String
  let type: DebugNode?
}

/// The names that the debug information of one function gives to its values.
struct SourceNames {
  private let context: Context
  private let layout: DataLayout
  /// Values that are a whole variable, or several; addresses of variables in memory.
  private var values: [Value: [DebugNode]] = [:]
  private var places: [Value: DebugNode] = [:]
  private var declarations: [Value: LLVMMetadataRef] = [:]
  /// All variables of the function by name, for variables in memory that the optimizer tracks by
  /// their assignments.
  private var variables: [String: [DebugNode]] = [:]

  /// Casts, offsets and pointers to pointers are not followed further.
  private static let depthMax = 8

  init(_ function: Function, _ module: ModuleContext, _ expressions: DebugExpressions) {
    context = module.context
    layout = module.layout
    for block in function.blocks {
      for instruction in block.instructions {
        for record in instruction.debugRecords(in: context, expressions) { note(record) }
      }
    }
  }

  private mutating func note(_ record: DebugRecord) {
    guard let name = record.variable.variableName else { return }
    if variables[name]?.contains(record.variable) != true {
      variables[name, default: []].append(record.variable)
    }
    guard record.isWhole, let value = record.value, !value.isConstant else { return }
    if record.isDeclaration {
      places[value] = places[value] ?? record.variable
      declarations[value] = declarations[value] ?? record.location
    } else {
      if values[value]?.contains(record.variable) != true {
        values[value, default: []].append(record.variable)
      }
    }
  }

  /// The variable that lies in the memory of an alloca.
  func variable(at local: Value) -> DebugNode? { places[local] }

  /// Where the source declares it.
  func declaration(at local: Value) -> LLVMMetadataRef? { declarations[local] }

  // MARK: Values

  /// The name of a value; nil when the debug information has none. `reader` is the function whose line
  /// the name is for.
  func name(of value: Value, for reader: DebugNode?, depth: Int = 0) -> SourceName? {
    if let variable = variable(of: value, for: reader), let name = variable.variableName {
      return SourceName(text: name, type: variable.variableType)
    }
    guard depth < Self.depthMax, value.isInstruction else { return nil }
    let instruction = Instruction(value.ref)
    switch instruction.opcode {
    case LLVMLoad:
      let bytes = layout.storeSize(instruction.type)
      return place(instruction.operand(0), bytes: bytes, for: reader, depth: depth + 1)
    case LLVMFreeze: return name(of: instruction.operand(0), for: reader, depth: depth + 1)
    case let opcode where opcode.isCast:
      return name(of: instruction.operand(0), for: reader, depth: depth + 1)
    case LLVMCall:
      guard let callee = instruction.callee.asFunction, callee.intrinsic == 0 else { return nil }
      return SourceName(
        text: "\(callee.name)()", type: callee.subprogram(in: context)?.resultType)
    default: return nil
    }
  }

  /// The name of what lies at an address.
  private func place(
    _ address: Value, bytes: Int, for reader: DebugNode?, depth: Int
  ) -> SourceName? {
    guard depth < Self.depthMax else { return nil }
    let (base, offset) = address.decomposed(layout)
    if let (name, type) = variable(at: base) {
      return member(of: name, type, offset: offset, bytes: bytes, joint: ".")
    }
    if let pointer = name(of: base, for: reader, depth: depth + 1),
      let target = pointer.type?.target
    {
      return member(of: pointer.text, target, offset: offset, bytes: bytes, joint: "->")
    }
    guard base.isGetElementPointer else { return nil }
    return element(
      Instruction(base.ref), offset: offset, bytes: bytes, for: reader, depth: depth + 1)
  }

  /// The variable that a value is. Of several, one whose type says what a pointer leads to, one that
  /// the reader knows, and none that a macro has made; else the first.
  private func variable(of value: Value, for reader: DebugNode?) -> DebugNode? {
    guard let variables = values[value] else { return nil }
    if variables.count == 1 { return variables[0] }
    func rank(_ variable: DebugNode) -> Int {
      let type = variable.variableType
      let isClear = type?.plain?.tag != .pointer || type?.target?.plain != nil
      let isReaders = variable.enclosingFunction == reader
      let isOfMacro = variable.variableName?.hasPrefix("_") == true
      return (isClear ? 4 : 0) + (isReaders ? 2 : 0) + (isOfMacro ? 0 : 1)
    }
    return variables.reversed().max { rank($0) < rank($1) }
  }

  /// The variable in memory that begins at an address.
  private func variable(at address: Value) -> (name: String, type: DebugNode?)? {
    if let variable = places[address] ?? address.debugVariable(in: context),
      let name = variable.variableName
    {
      return (name, variable.variableType)
    }
    guard address.isAlloca else { return nil }
    // `hdr`, or `hdr.i` where a function was inlined; `hdr2` where the name was taken.
    let plain = String(address.name.prefix { $0 != "." })
    let size = 8 * layout.allocationSize(Instruction(address.ref).allocatedType)
    for name in [plain, String(plain.reversed().drop { $0.isNumber }.reversed())] {
      if let fitting = variables[name]?.first(where: { $0.variableType?.plain?.sizeInBits == size })
      {
        return (name, fitting.variableType)
      }
    }
    return nil
  }

  /// An element whose index is known only at run time: `names[].length`.
  private func element(
    _ instruction: Instruction, offset: Int, bytes: Int, for reader: DebugNode?, depth: Int
  ) -> SourceName? {
    let base = instruction.operand(0)
    let type = instruction.sourceElementType
    guard type.hasFixedSize, offset >= 0 else { return nil }
    let size = layout.allocationSize(type)
    if let pointer = name(of: base, for: reader, depth: depth), let target = pointer.type?.target,
      target.plain?.sizeInBits == 8 * size
    {
      return member(of: pointer.text + "[]", target, offset: offset, bytes: bytes, joint: ".")
    }
    // An array in an object: the element at its start, without its number.
    guard let first = place(base, bytes: min(size, bytes), for: reader, depth: depth),
      first.text.hasSuffix("[0]")
    else { return nil }
    let name = String(first.text.dropLast("[0]".count)) + "[]"
    return member(of: name, first.type, offset: offset, bytes: bytes, joint: ".")
  }

  // MARK: Members

  /// The member of an object at an offset. A pointer's target is an object behind an arrow.
  private func member(
    of name: String, _ type: DebugNode?, offset: Int, bytes: Int, joint: String
  ) -> SourceName? {
    guard let type, offset >= 0 else { return nil }
    var text = name
    var joint = joint
    var current = type
    var bit = 8 * offset
    for _ in 0..<Self.depthMax {
      guard let plain = current.plain else { return nil }
      if bit == 0, plain.sizeInBits <= 8 * bytes || plain.tag?.hasMembers != true {
        return SourceName(text: joint == "->" ? "*" + text : text, type: current)
      }
      switch plain.tag {
      case .structure, .classType:
        let hit = plain.elements.filter {
          $0.tag == .member && $0.offsetInBits < bit + 8 * bytes
            && bit < $0.offsetInBits + max($0.bits, 1)
        }
        guard let first = hit.first, let memberType = first.baseType else { return nil }
        if hit.count > 1, hit.allSatisfy({ $0.bits < 8 }) {
          // Bit fields that are read together.
          let names = hit.compactMap(\.name).joined(separator: ",")
          return SourceName(text: text + joint + names, type: nil)
        }
        if let name = first.name {
          text += joint + name
          joint = "."
        }
        bit = max(0, bit - first.offsetInBits)
        current = memberType
      case .array:
        guard let element = plain.baseType, let size = element.plain?.sizeInBits, size > 0 else {
          return nil
        }
        text += "[\(bit / size)]"
        bit %= size
        current = element
      // Which member of a union is meant is unknown.
      default: return SourceName(text: joint == "->" ? "*" + text : text, type: nil)
      }
    }
    return nil
  }
}

// MARK: - Types

extension DebugNode {
  /// The type behind typedefs and qualifiers.
  var plain: DebugNode? {
    var current = self
    for _ in 0..<16 {
      switch current.tag {
      case .typedef, .const, .volatile, .restrict, .atomic:
        guard let next = current.baseType else { return nil }
        current = next
      default: return current
      }
    }
    return nil
  }

  /// What a pointer points to.
  var target: DebugNode? {
    guard let plain, plain.tag == .pointer else { return nil }
    return plain.baseType
  }

  /// Bits of a member: its own, or those of its type.
  fileprivate var bits: Int { sizeInBits > 0 ? sizeInBits : baseType?.plain?.sizeInBits ?? 0 }

  /// The type as C writes it.
  func typeName(depth: Int = 0) -> String {
    guard depth < 16 else { return "?" }
    func inner() -> String { baseType?.typeName(depth: depth + 1) ?? "void" }
    switch tag {
    case .structure: return "struct " + (name ?? "{}")
    case .union: return "union " + (name ?? "{}")
    case .enumeration: return "enum " + (name ?? "{}")
    case .pointer:
      let target = inner()
      return target + (target.hasSuffix("*") ? "*" : " *")
    case .const: return "const " + inner()
    case .volatile: return "volatile " + inner()
    case .restrict, .atomic: return inner()
    case .array: return inner() + "[]"
    case .subroutine: return "function"
    default: return name ?? inner()
    }
  }
}

extension DebugNode.Tag {
  /// Whether an object of this kind is made of others.
  fileprivate var hasMembers: Bool {
    switch self {
    case .structure, .classType, .array, .union: true
    default: false
    }
  }
}
