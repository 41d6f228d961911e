// Which metadata has been looked up, so that one look-up serves all accesses to the same aligned unit of memory.
//
// The metadata of a page is contiguous, that of two pages need not be. An aligned unit of up to
// eight bytes never crosses a page. How far a base is aligned is known from the declaration of its
// memory, or from an access through it that has been executed: that access would have been
// undefined otherwise. Where the metadata of an address lies does not change while the program may
// access it, so a look-up serves every place that it dominates, behind calls too.

import KMSANABI
import LLVMIR

/// An aligned unit of memory: its offset in bytes from a base pointer, and its size.
package struct AlignedUnit: Hashable {
  package let base: Value
  package let offset: Int
  package let size: Int

  /// The sizes of units, the largest first.
  package static let sizes = [8, 4, 2, 1]

  package init(base: Value, offset: Int, size: Int) {
    self.base = base
    self.offset = offset
    self.size = size
  }
}

/// The look-ups of a function: metadata that is known in a block was looked up in one that dominates it.
package struct LookupLedger {
  /// A look-up whose last use lies further back than this many calls is made again: keeping its two pointers
  /// would cost more stack than the call is worth.
  private static let callsBetweenMax = 3

  /// The metadata of a unit, and how many calls had been visited when it was last used.
  private struct Known {
    let metadata: Metadata
    let callCount: Int
  }

  private let flow: Dominators
  private var known: [AlignedUnit: DominatedFacts<Known>] = [:]
  /// What the accesses so far show of the alignment of their bases.
  private var alignments: [Value: DominatedFacts<Int>] = [:]

  package init(_ flow: Dominators) { self.flow = flow }

  // MARK: Queries

  /// The metadata of a unit that holds a whole access, when it is at hand.
  package func metadata(
    for access: Access, _ base: Value, _ offset: Int, at place: WalkPlace
  ) -> (AlignedUnit, Metadata)? {
    let exact = AlignedUnit(base: base, offset: offset, size: access.size)
    for unit in [exact] + Self.units(around: access, base, offset) {
      let found = known[unit]?.first(in: place.block, flow) {
        place.callCount - $0.callCount <= Self.callsBetweenMax
      }
      if let found { return (unit, found.metadata) }
    }
    return nil
  }

  /// The largest unit that is sure to be aligned and holds the whole access.
  package func unit(
    around access: Access, _ base: Value, _ offset: Int, at place: WalkPlace
  ) -> AlignedUnit? {
    let units = Self.units(around: access, base, offset)
    if let unit = units.first(where: { isAligned(base, to: $0.size, at: place) }) { return unit }
    // The base itself is off the mark by as much as the access.
    guard AlignedUnit.sizes.contains(access.size), access.alignment >= access.size else {
      return nil
    }
    return AlignedUnit(base: base, offset: offset, size: access.size)
  }

  /// The units that hold the whole access if the base is aligned to their sizes.
  private static func units(
    around access: Access, _ base: Value, _ offset: Int
  ) -> [AlignedUnit] {
    AlignedUnit.sizes.compactMap { size in
      let delta = ((offset % size) + size) % size
      guard access.size > 0, delta + access.size <= size else { return nil }
      return AlignedUnit(base: base, offset: offset &- delta, size: size)
    }
  }

  private func isAligned(_ base: Value, to alignment: Int, at place: WalkPlace) -> Bool {
    if alignment == 1 { return true }
    if base.isAlloca { return Instruction(base.ref).alignment >= alignment }
    if base.isGlobalVariable { return base.globalAlignment >= alignment }
    return alignments[base]?.first(in: place.block, flow) { $0 >= alignment } != nil
  }

  // MARK: Facts

  /// Notes what an access shows of its base's alignment: the base is aligned where its multiple is.
  package mutating func note(_ access: Access, _ base: Value, _ offset: Int, at place: WalkPlace) {
    guard access.alignment > 1, offset % access.alignment == 0,
      !isAligned(base, to: access.alignment, at: place)
    else { return }
    alignments[base, default: DominatedFacts()].add(access.alignment, in: place.block)
  }

  /// Notes that the metadata of a unit is at hand from here on.
  package mutating func note(_ metadata: Metadata, of unit: AlignedUnit, at place: WalkPlace) {
    known[unit, default: DominatedFacts()].add(
      Known(metadata: metadata, callCount: place.callCount), in: place.block)
  }
}
