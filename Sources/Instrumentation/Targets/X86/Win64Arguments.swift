// Variable arguments under the convention of 64-bit Windows, which `ms_abi` functions have.
//
// Every argument takes slots of 8 bytes, one behind the other; a callee stores the registers that hold
// the first four into their slots, so that a list is one pointer. What does not fit a slot is passed by
// reference. Source: Microsoft's x64 calling convention, "Varargs", and the assembly that clang 22 makes.

/// The convention.
package struct Win64Arguments: VariadicConvention {
  private static let slotSize = 8

  package init() {}

  package let listSize = 8
  package let stackPointerOffset = 0
  package var savedRegisters: SavedRegisters? { nil }

  package func layOut(_ arguments: [PassedArgument]) -> VariadicLayout {
    var layout = VariadicLayout()
    var end = 0
    for (index, argument) in arguments.enumerated() {
      for piece in argument.groups.flatMap(\.pieces) where !argument.isFixed {
        let place: PlacedPiece.Place = Self.fitsSlot(piece) ? .stack(end) : .reference
        layout.pieces.append(PlacedPiece(argument: index, piece: piece, place: place))
        end += Self.slotSize
      }
    }
    layout.stackSize = end
    return layout
  }

  private static func fitsSlot(_ piece: ArgumentPiece) -> Bool {
    switch piece.kind {
    case .general: true
    case .vector(let slot), .number(let slot): slot <= slotSize
    case .memory: false
    }
  }
}
