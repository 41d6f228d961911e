// One look-up for all accesses to the same aligned unit of memory; Parts/LookupLedger.swift knows which were made.

import CLLVM
import KMSANABI
import LLVMIR

extension FunctionInstrumenter {
  /// The metadata of an access, found at the builder's position.
  ///
  /// Zeros may be stored where a load would look: when an address has no metadata, loads and stores
  /// are given different dummies, and the one for loads is all zeros.
  /// - Parameter clears: whether zeros are stored; it matters only without sharing.
  func lookUpShared(_ access: Access, clears: Bool = false) -> Metadata {
    guard options.sharedLookups else {
      return lookUp(access.address, size: access.size, forStore: clears)
    }
    let (base, offset) = decompose(access.address)
    if let (unit, metadata) = lookups.metadata(for: access, base, offset, at: place) {
      lookups.note(metadata, of: unit, at: place)
      return part(of: metadata, from: offset &- unit.offset)
    }
    lookups.note(access, base, offset, at: place)
    guard let unit = lookups.unit(around: access, base, offset, at: place) else {
      return lookUp(
        access.address, size: access.size, alignment: access.alignment, forStore: false)
    }
    let address = unit.offset == offset ? access.address : builder.offset(base, unit.offset)
    let metadata = lookUp(address, size: unit.size, alignment: unit.size, forStore: false)
    lookups.note(metadata, of: unit, at: place)
    return part(of: metadata, from: offset &- unit.offset)
  }

  /// Whether the metadata of this access is at hand.
  func isLookedUp(_ access: Access) -> Bool {
    guard options.sharedLookups else { return false }
    let (base, offset) = decompose(access.address)
    return lookups.metadata(for: access, base, offset, at: place) != nil
  }

  private func part(of metadata: Metadata, from delta: Int) -> Metadata {
    Metadata(
      shadow: builder.offset(metadata.shadow, delta),
      origin: builder.offset(metadata.origin, delta / Origin.granularity * Origin.granularity))
  }

  /// The pointer and the constant number of bytes that an address is made of.
  func decompose(_ address: Value) -> (base: Value, offset: Int) {
    address.decomposed(module.layout)
  }
}

extension Value {
  /// The pointer and the constant number of bytes that this address is made of.
  func decomposed(_ layout: DataLayout) -> (base: Value, offset: Int) {
    var (base, offset) = (self, 0)
    while base.isGetElementPointer, let step = base.constantOffset(layout) {
      offset &+= step
      base = base.operand(0)
    }
    return (base, offset)
  }

  /// The bytes that a getelementptr adds (addresses wrap around), when all its indices are constants.
  private func constantOffset(_ layout: DataLayout) -> Int? {
    let instruction = Instruction(ref)
    var type = instruction.sourceElementType
    var offset = 0
    for position in 1..<instruction.operandCount {
      guard let index = instruction.operand(position).signedInteger, type.hasFixedSize else {
        return nil
      }
      if position == 1 {
        offset &+= index &* layout.allocationSize(type)
      } else if type.isStruct {
        guard index >= 0, index < type.fields.count else { return nil }
        offset &+= layout.offset(ofField: index, in: type)
        type = type.fields[index]
      } else if type.isArray {
        type = type.element
        offset &+= index &* layout.allocationSize(type)
      } else {
        return nil
      }
    }
    return offset
  }

  /// Whether this is a getelementptr of one pointer, an instruction or a constant.
  var isGetElementPointer: Bool {
    if isInstruction { return Instruction(ref).opcode == LLVMGetElementPtr && !type.isVector }
    return isConstantExpression && LLVMGetConstOpcode(ref) == LLVMGetElementPtr && !type.isVector
  }
}
