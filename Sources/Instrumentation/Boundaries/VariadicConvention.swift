// Where variable arguments are passed, and how a list refers to them: what a calling convention is to the
// pass. Caller and callee ask the same convention. SystemVArguments.swift and Win64Arguments.swift are
// the two of x86-64; another processor adds its own.

/// A calling convention's rules for variable arguments.
package protocol VariadicConvention {
  /// Bytes of a list.
  var listSize: Int { get }
  /// The area in which a callee saves argument registers; nil when it has none of its own.
  var savedRegisters: SavedRegisters? { get }
  /// Where a list holds the address of the next argument on the stack.
  var stackPointerOffset: Int { get }
  /// Gives every variable argument of a call its places.
  func layOut(_ arguments: [PassedArgument]) -> VariadicLayout
}

/// The area in which a callee saves argument registers.
package struct SavedRegisters: Equatable {
  /// Where a list holds its address.
  package let pointerOffset: Int
  /// In bytes.
  package let size: Int
}

/// An argument of a call, in order.
package struct PassedArgument {
  package let groups: [ArgumentGroup]
  /// Whether the callee's type names it.
  package let isFixed: Bool

  package init(groups: [ArgumentGroup], isFixed: Bool) {
    self.groups = groups
    self.isFixed = isFixed
  }
}

/// A piece of a variable argument, and where a callee finds it.
package struct PlacedPiece: Equatable {
  package enum Place: Equatable {
    /// So many bytes into the saved registers.
    case register(Int)
    /// So many bytes behind the first variable argument that may be on the stack.
    case stack(Int)
    /// In memory of the caller that code generation sets aside; what is passed is its address.
    case reference
  }
  /// The argument's index in the call.
  package let argument: Int
  package let piece: ArgumentPiece
  package let place: Place
}

/// The places of all variable arguments of a call.
package struct VariadicLayout: Equatable {
  package var pieces: [PlacedPiece] = []
  /// Bytes of variable arguments on the stack, gaps included.
  package var stackSize = 0
}

/// The arguments on the stack, from the lowest address.
struct StackArguments {
  private(set) var end = 0

  /// Where a piece comes to lie.
  mutating func place(size: Int, alignment: Int) -> Int {
    let start = Self.aligned(end, max(alignment, 8))
    end = start + max(Self.aligned(size, 8), 8)
    return start
  }

  private static func aligned(_ offset: Int, _ alignment: Int) -> Int {
    (offset + alignment - 1) / alignment * alignment
  }
}
