// Variable arguments under the System V ABI for AMD64.
//
// A callee saves 6 general registers and, unless SSE is off, 8 vector registers; its list has an offset
// into each part, the address of the arguments on the stack and that of the saved registers. All
// arguments take registers, in order, also those that the callee's type names. What the stack holds of
// named arguments lies below the list's first; alignment counts from the start of all.
// Source: System V ABI for AMD64, "Variable Argument Lists"; the layout in the block is LLVM's.

import KMSANABI

/// The convention, for code with certain vector registers.
package struct SystemVArguments: VariadicConvention {
  private static let generalSize = ContextState.shortRegistersEnd
  private static let vectorEnd = ContextState.registersEnd
  private static let wordSize = 8
  private static let vectorSize = 16

  package let registers: VectorRegisters

  package init(registers: VectorRegisters) { self.registers = registers }

  package let listSize = 24
  package let stackPointerOffset = 8
  package var savedRegisters: SavedRegisters? {
    SavedRegisters(
      pointerOffset: 16, size: registers.bytes == 0 ? Self.generalSize : Self.vectorEnd)
  }

  package func layOut(_ arguments: [PassedArgument]) -> VariadicLayout {
    var layout = VariadicLayout()
    var taken = Taken()
    var fixedEnd: Int?
    for (index, argument) in arguments.enumerated() {
      if !argument.isFixed, fixedEnd == nil { fixedEnd = taken.stack.end }
      for group in argument.groups {
        let places = place(group, &taken)
        guard let fixedEnd else { continue }
        for (piece, place) in zip(group.pieces, places) {
          var place = place
          if case .stack(let offset) = place { place = .stack(offset - fixedEnd) }
          layout.pieces.append(PlacedPiece(argument: index, piece: piece, place: place))
        }
      }
    }
    if let fixedEnd { layout.stackSize = taken.stack.end - fixedEnd }
    return layout
  }

  /// What earlier arguments have taken.
  private struct Taken {
    var general = 0
    var vector = generalSize
    var stack = StackArguments()
  }

  private func place(_ group: ArgumentGroup, _ taken: inout Taken) -> [PlacedPiece.Place] {
    let words = group.pieces.count { $0.kind == .general }
    let fit = taken.general + words * Self.wordSize <= Self.generalSize
    var alignment = group.alignment
    return group.pieces.map { piece in
      switch piece.kind {
      case .general:
        if fit || !group.staysTogether, taken.general < Self.generalSize {
          defer { taken.general += Self.wordSize }
          return .register(taken.general)
        }
        defer { alignment = 8 }
        return .stack(taken.stack.place(size: 8, alignment: alignment))
      case .vector(let slot):
        if slot <= Self.vectorSize, taken.vector < Self.vectorEnd {
          defer { taken.vector += Self.vectorSize }
          return .register(taken.vector)
        }
        return .stack(taken.stack.place(size: slot, alignment: slot))
      case .number(let slot): return .stack(taken.stack.place(size: slot, alignment: slot))
      case .memory(let size, let alignment):
        return .stack(taken.stack.place(size: size, alignment: alignment))
      }
    }
  }
}
