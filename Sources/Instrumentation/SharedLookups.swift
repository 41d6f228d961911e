// Which accesses lie in the same aligned unit of memory, so that one look-up serves them all.
//
// The metadata of a page is contiguous, that of two pages need not be. An aligned unit of up to
// eight bytes never crosses a page. How far a base is aligned is known from the declaration of its
// memory, or from an access through it that has been executed: that access would have been
// undefined otherwise. Where the metadata of an address lies does not change while the program may
// access it, so a look-up serves every place that it dominates, behind calls too.

import CLLVM
import KMSANABI
import LLVMIR

/// An aligned unit of memory: its offset in bytes from a base pointer, and its size.
struct AlignedUnit: Hashable {
  let base: Value
  let offset: Int
  let size: Int

  /// The sizes of units, the largest first.
  static let sizes = [8, 4, 2, 1]
}

/// The metadata of a unit, and how many calls had been visited when it was last used.
struct SharedMetadata {
  let metadata: Metadata
  let callCount: Int
}

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
    if let (unit, metadata) = unitAtHand(access, base, offset) {
      remember(unit, metadata)
      return part(of: metadata, from: offset &- unit.offset)
    }
    guard let unit = unitAround(access, base, offset) else {
      return lookUp(
        access.address, size: access.size, alignment: access.alignment, forStore: false)
    }
    let address = unit.offset == offset ? access.address : builder.offset(base, unit.offset)
    let metadata = lookUp(address, size: unit.size, alignment: unit.size, forStore: false)
    remember(unit, metadata)
    return part(of: metadata, from: offset &- unit.offset)
  }

  private func remember(_ unit: AlignedUnit, _ metadata: Metadata) {
    sharedLookups[unit, default: DominatedFacts()].add(
      SharedMetadata(metadata: metadata, callCount: callCount), in: currentBlock)
  }

  /// A look-up whose last use lies further back is made again: keeping its two pointers would cost
  /// more stack than the call is worth.
  private static let callsBetweenMax = 3

  /// Whether the metadata of this access is at hand.
  func isLookedUp(_ access: Access) -> Bool {
    guard options.sharedLookups else { return false }
    let (base, offset) = decompose(access.address)
    return unitAtHand(access, base, offset) != nil
  }

  private func part(of metadata: Metadata, from delta: Int) -> Metadata {
    Metadata(
      shadow: builder.offset(metadata.shadow, delta),
      origin: builder.offset(metadata.origin, delta / Origin.granularity * Origin.granularity))
  }

  private func unitAtHand(
    _ access: Access, _ base: Value, _ offset: Int
  ) -> (AlignedUnit, Metadata)? {
    let exact = AlignedUnit(base: base, offset: offset, size: access.size)
    for unit in [exact] + units(around: access, base, offset) {
      let known = sharedLookups[unit]?.first(in: currentBlock, flow) {
        callCount - $0.callCount <= Self.callsBetweenMax
      }
      if let known { return (unit, known.metadata) }
    }
    return nil
  }

  /// The largest unit that is sure to be aligned and holds the whole access.
  private func unitAround(_ access: Access, _ base: Value, _ offset: Int) -> AlignedUnit? {
    if access.alignment > 1, offset % access.alignment == 0 {
      note(base, alignedTo: access.alignment)
    }
    if let unit = units(around: access, base, offset).first(where: { isAligned(base, to: $0.size) })
    {
      return unit
    }
    // The base itself is off the mark by as much as the access.
    guard AlignedUnit.sizes.contains(access.size), access.alignment >= access.size else {
      return nil
    }
    return AlignedUnit(base: base, offset: offset, size: access.size)
  }

  /// The units that hold the whole access if the base is aligned to their sizes.
  private func units(
    around access: Access, _ base: Value, _ offset: Int
  ) -> [AlignedUnit] {
    AlignedUnit.sizes.compactMap { size in
      let delta = ((offset % size) + size) % size
      guard access.size > 0, delta + access.size <= size else { return nil }
      return AlignedUnit(base: base, offset: offset &- delta, size: size)
    }
  }

  private func note(_ base: Value, alignedTo alignment: Int) {
    if isAligned(base, to: alignment) { return }
    baseAlignments[base, default: DominatedFacts()].add(alignment, in: currentBlock)
  }

  private func isAligned(_ base: Value, to alignment: Int) -> Bool {
    if alignment == 1 { return true }
    if base.isAlloca { return Instruction(base.ref).alignment >= alignment }
    if base.isGlobalVariable { return base.globalAlignment >= alignment }
    return baseAlignments[base]?.first(in: currentBlock, flow) { $0 >= alignment } != nil
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
