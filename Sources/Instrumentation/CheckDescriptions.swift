// What a check is about, for the reader of its report.
//
//     call void @__msan_warning(i32 %o), !dbg !1
//     !1 = !DILocation(line: 12, scope: !2, inlinedAt: !the application's location)
//     !2 = distinct !DISubprogram(name: "kmsan: branch on 'hdr->flags' (u32)", …)
//
// Functions with debug information report from a place that looks inlined from a function of this name, at
// the line of the operation. It costs no code and no section, survives inlining and linking, and every
// symbolizer prints it. Why so, and what was considered instead: Docs/Decisions/009.

import CLLVM
import KMSANABI
import LLVMIR

/// What a report tells beside the origin.
struct CheckDescription {
  /// The debug location that names the check.
  let location: LLVMMetadataRef?
  /// The shadow of the value that is named, where the runtime is told.
  var bits: Value?
}

/// A value of a check with its name.
private struct DescribedValue {
  let text: CheckedValue
  /// The value itself, where it is known at the check.
  let value: Value?
}

extension FunctionInstrumenter {
  /// The description of a check at the builder's position; nil where there is no debug information.
  func description(
    of operation: CheckedOperation, _ operands: [CheckedOperand], _ callee: Value?
  ) -> CheckDescription? {
    guard let sourceNames, let subprogram = function.subprogram(in: module.context),
      let location = LLVMGetCurrentDebugLocation2(builder.ref)
    else { return nil }
    let reader = module.function(at: location)
    var values: [DescribedValue] = []
    for operand in operands {
      for value in describe(operand, sourceNames, reader)
      where !values.contains(where: { $0.text == value.text }) {
        if values.count < CheckedUse.valuesMax { values.append(value) }
      }
    }
    let use = CheckedUse(
      operation, callee: callee?.asFunction.map { CheckedUse.plain(name: $0.name) },
      values: values.map(\.text))
    return CheckDescription(
      location: module.place(of: use, in: subprogram, at: location),
      bits: options.reportsBits && values.count == 1 ? values[0].value.flatMap(bits) : nil)
  }

  /// The shadow of a value, when a runtime can be told.
  private func bits(of value: Value) -> Value? {
    guard let shadow = shadow(of: value), !shadow.isConstant, shadow.type.isInteger,
      shadow.type.integerWidth <= 64
    else { return nil }
    return shadow
  }

  /// The operand by its name, or by the names of what it is computed from.
  private func describe(
    _ operand: CheckedOperand, _ names: SourceNames, _ reader: DebugNode?
  ) -> [DescribedValue] {
    var result: [DescribedValue] = []
    var seen: Set<Value> = []
    // What comes through a phi is known only where it comes from.
    var pending = [(value: operand.value, isKnown: true)]
    while let (value, isKnown) = pending.popLast(), result.count < CheckedUse.valuesMax,
      seen.count < Self.descriptionValuesMax
    {
      guard !isClean(value), seen.insert(value).inserted else { continue }
      if let name = names.name(of: value, for: reader) {
        // An address may depend on a number.
        let isIndex = operand.role == "address" && name.type?.target == nil && !value.type.isPointer
        let text = CheckedValue(
          role: isIndex ? "index" : operand.role, name: CheckedUse.plain(name: name.text),
          type: name.type.map { CheckedUse.plain(type: $0.typeName()) })
        result.append(DescribedValue(text: text, value: isKnown ? value : nil))
      } else if value.isInstruction {
        let instruction = Instruction(value.ref)
        pending += instruction.computedFrom.reversed().map {
          ($0, isKnown && !instruction.isPhi)
        }
      }
    }
    return result.isEmpty
      ? [DescribedValue(text: CheckedValue(role: operand.role), value: nil)] : result
  }

  /// No more values are looked at for one name.
  private static let descriptionValuesMax = 24
}

extension Instruction {
  /// The operands whose values make up the result.
  fileprivate var computedFrom: [Value] {
    switch opcode {
    case LLVMPHI: incoming.map(\.value)
    case LLVMLoad, LLVMAlloca, LLVMInvoke, LLVMCallBr, LLVMAtomicRMW, LLVMAtomicCmpXchg: []
    case LLVMCall:
      callee.asFunction.map { $0.intrinsic != 0 } == true
        ? (0..<argumentCount).map { operand($0) } : []
    default: (0..<operandCount).map { operand($0) }
    }
  }
}

/// The functions that carry descriptions, each text once in each unit.
struct CheckDescriptions {
  private struct Key: Hashable {
    let text: String
    let unit: DebugNode?
  }

  let debug: DebugBuilder
  private var functions: [Key: DebugNode] = [:]

  init(_ module: Module) { debug = DebugBuilder(module) }

  mutating func place(
    of use: CheckedUse, in subprogram: DebugNode, at location: LLVMMetadataRef
  ) -> LLVMMetadataRef? {
    let key = Key(text: use.functionName, unit: subprogram.unit)
    if functions[key] == nil {
      functions[key] = debug.function(named: key.text, beside: subprogram)
    }
    return functions[key].flatMap { debug.location(in: $0, inlinedAt: location) }
  }
}
