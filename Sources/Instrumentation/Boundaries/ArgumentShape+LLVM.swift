// The shapes of LLVM's values, and the calling convention of a function.

import CLLVM
import KMSANABI
import LLVMIR

extension ArgumentShape {
  /// Elements of a vector that is followed.
  private static let elementsMax = 128
  /// No argument is larger: what code generation would refuse counts as this many bytes.
  private static let sizeMax = 1 << 32

  /// The shape of a value.
  init(_ type: Type, _ layout: DataLayout) {
    switch type.kind {
    case LLVMX86_FP80TypeKind: self = .extended
    case _ where type.isInteger: self = .integer(bits: type.integerWidth)
    case _ where type.isPointer: self = .integer(bits: layout.sizeInBits(type))
    case _ where type.isFloatingPoint: self = .floating(bits: layout.sizeInBits(type))
    case _ where type.isFixedVector:
      let element = ArgumentShape(type.element, layout)
      let size = Self.size(layout.allocationSize(type))
      self =
        element.elementBytes == nil || type.vectorCount > Self.elementsMax
        ? .opaque(size: size) : .vector(element, count: type.vectorCount)
    default:
      let size = Self.size(layout.allocationSize(type))
      // One that is larger than the context state's area is not followed.
      guard type.isAggregate, size <= ContextState.areaSize else {
        self = .opaque(size: size)
        return
      }
      self = .aggregate(size == 0 ? [] : Self.members(type).map { ArgumentShape($0, layout) })
    }
  }

  private static func members(_ type: Type) -> [Type] {
    type.isStruct ? type.fields : Array(repeating: type.element, count: type.arrayCount)
  }

  /// A size that can be added to others.
  static func size(_ size: Int) -> Int { (0...sizeMax).contains(size) ? size : sizeMax }
}

extension ModuleContext {
  /// How calls with this convention pass variable arguments in a function's code; nil where that is not
  /// known.
  func variadicConvention(_ number: UInt32, in function: Function) -> (any VariadicConvention)? {
    target.variadicConvention(number, in: function)
  }
}

extension Instruction {
  /// How far memory that this call passes by value is aligned on the stack, if the call says so.
  func stackAlignment(of parameter: Int, _ kinds: AttributeKinds) -> Int? {
    let attribute =
      attribute(kinds.stackAlignment, parameter: parameter)
      ?? attribute(kinds.alignment, parameter: parameter)
    return attribute.map { Int(LLVMGetEnumAttributeValue($0)) }
  }
}

extension Function {
  /// The vector registers that the function's code may use.
  var vectorRegisters: VectorRegisters {
    VectorRegisters(features: stringAttribute("target-features") ?? "")
  }
}
