// Finding the shadow and the origins of memory: the calls of the metadata look-up.

import CLLVM
import KMSANABI
import LLVMIR

/// A load or store: where, how many bytes, aligned to how many.
package struct Access {
  package let address: Value
  package let size: Int
  package let alignment: Int

  package init(address: Value, size: Int, alignment: Int) {
    self.address = address
    self.size = size
    self.alignment = alignment
  }
}

/// Where the metadata of an access lies.
package struct Metadata: Equatable {
  package let shadow: Value
  package let origin: Value

  package init(shadow: Value, origin: Value) {
    self.shadow = shadow
    self.origin = origin
  }
}

extension FunctionInstrumenter {
  /// The metadata of `size` bytes, found at the builder's position.
  /// - Parameter alignment: how far the address is sure to be aligned, in bytes; a fast path asks.
  func lookUp(_ address: Value, size: Int, alignment: Int = 1, forStore: Bool) -> Metadata {
    let hook = RuntimeHook.metadata(forStore: forStore, size: size)
    if hook == .metadataForLoadN || hook == .metadataForStoreN {
      return lookUp(hook, [address, module.context.integer(64).constant(size)])
    }
    return lookUp(hook, [address], alignment: alignment)
  }

  /// The metadata of a number of bytes that is known only at run time.
  func lookUp(_ address: Value, size: Value, forStore: Bool) -> Metadata {
    lookUp(forStore ? .metadataForStoreN : .metadataForLoadN, [address, size])
  }

  private func lookUp(
    _ hook: RuntimeHook, _ arguments: [Value], alignment: Int = 1
  ) -> Metadata {
    undisturbedMemory.noteHookCall()
    let call = builder.call(module.hook(hook), arguments)
    if alignment > 1, !options.fastPath.isEmpty {
      call.add(module.context.attribute("align", value: UInt64(alignment)), parameter: 0)
    }
    let pair = call.value
    return Metadata(shadow: builder.extract(pair, 0), origin: builder.extract(pair, 1))
  }

  /// Whether memory in this address space has metadata. Other spaces are segment-relative: their
  /// linear addresses are unknown here, so their contents count as initialized. A register has none.
  func hasMetadata(_ address: Value) -> Bool {
    address.type.isPointer && address.type.pointerAddressSpace == 0
      && !facts.errorRegisters.contains(address)
  }

  /// Whether an address leads into a constant of this program, which is always initialized.
  func isConstantMemory(_ address: Value) -> Bool {
    var base = address
    while true {
      if base.isGlobalVariable { return base.isGlobalConstant }
      let isOffset: Bool
      if base.isConstantExpression {
        isOffset = LLVMGetConstOpcode(base.ref) == LLVMGetElementPtr
      } else {
        isOffset = base.isInstruction && Instruction(base.ref).opcode == LLVMGetElementPtr
      }
      guard isOffset else { return false }
      base = base.operand(0)
    }
  }

  /// Bytes to which the origins of an access are aligned, at least one origin's size.
  static func originAlignment(_ alignment: Int) -> Int { max(alignment, Origin.granularity) }
}
