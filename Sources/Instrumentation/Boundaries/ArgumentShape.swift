// How code generation for x86-64 takes an argument apart, before a calling convention gives each piece a
// place.
//
// An argument of LLVM IR is one value; what is passed are words, vectors and memory: an i128 is two words,
// a vector that is wider than a register is several, a structure is its members. It knows nothing of
// LLVM's data structures (ArgumentShape+LLVM.swift makes the shapes) and nothing of registers.
// Source: System V ABI for AMD64, "Parameter Passing", and the assembly that clang 22 makes of such calls.

/// What decides how an argument is passed.
package indirect enum ArgumentShape: Equatable, Sendable {
  /// An integer or a pointer.
  case integer(bits: Int)
  /// A number that vector registers hold: 16 to 128 bits.
  case floating(bits: Int)
  /// The 80 bits of an x87 register.
  case extended
  case vector(ArgumentShape, count: Int)
  case aggregate([ArgumentShape])
  /// A copy of memory.
  case memory(size: Int, alignment: Int)
  /// A value of which only the size is known: it takes memory, and its shadow is not followed.
  case opaque(size: Int)
}

/// What is passed in one place.
package struct ArgumentPiece: Equatable {
  package enum Kind: Equatable {
    /// A word.
    case general
    /// A number or a vector that takes a vector register when it has at most 16 bytes; so many bytes on
    /// the stack.
    case vector(slot: Int)
    /// A number that is always on the stack, aligned to its size.
    case number(slot: Int)
    /// A copy of memory on the stack.
    case memory(size: Int, alignment: Int)
  }
  package let kind: Kind
  /// Which member of an aggregate.
  package var path: [Int] = []
  /// Which of its bytes; none of a value that is not followed.
  package let bytes: Range<Int>
}

/// Pieces that a convention may have to keep together: all in registers, or all on the stack.
package struct ArgumentGroup: Equatable {
  package var pieces: [ArgumentPiece]
  package var staysTogether = false
  /// On the stack, in bytes.
  package var alignment = 8
}

/// The registers for numbers that a function's code may use.
package struct VectorRegisters: Equatable, Sendable {
  /// Bytes of the widest vector register: 0 without SSE, 16, 32 with AVX, 64 with AVX-512.
  package let bytes: Int
  /// Whether numbers are passed as integers.
  package var isSoft = false

  package init(bytes: Int, isSoft: Bool = false) {
    self.bytes = bytes
    self.isSoft = isSoft
  }

  /// Reads LLVM's `target-features`. SSE is part of x86-64 unless it is switched off.
  package init(features: String) {
    let names = features.split(separator: ",")
    func has(_ prefix: String) -> Bool { names.contains { $0.hasPrefix(prefix) } }
    isSoft = names.contains("+soft-float")
    if names.contains("-sse") {
      bytes = 0
    } else {
      bytes = has("+avx512") ? 64 : has("+avx") ? 32 : 16
    }
  }
}

extension ArgumentShape {
  /// The pieces of an argument.
  package func groups(_ registers: VectorRegisters) -> [ArgumentGroup] {
    if case .integer(let bits) = self, bits > 64 {
      let group = ArgumentGroup(
        pieces: pieces(registers), staysTogether: true, alignment: bits == 128 ? 16 : 8)
      return [group]
    }
    return pieces(registers).map { ArgumentGroup(pieces: [$0]) }
  }

  private func pieces(_ registers: VectorRegisters) -> [ArgumentPiece] {
    switch self {
    case .integer(let bits): Self.words(bytes: (bits + 7) / 8)
    case .floating(let bits): Self.number(bytes: bits / 8, registers)
    case .extended: [ArgumentPiece(kind: .number(slot: 16), bytes: 0..<10)]
    case .vector(let element, let count): Self.vector(element, count, registers)
    case .aggregate(let members):
      members.enumerated().flatMap { index, member in
        member.pieces(registers).map { piece in
          var inner = piece
          inner.path.insert(index, at: 0)
          return inner
        }
      }
    case .memory(let size, let alignment):
      [ArgumentPiece(kind: .memory(size: size, alignment: alignment), bytes: 0..<size)]
    case .opaque(let size):
      [ArgumentPiece(kind: .memory(size: size, alignment: 8), bytes: 0..<0)]
    }
  }

  private static func words(bytes: Int, from start: Int = 0) -> [ArgumentPiece] {
    stride(from: 0, to: max(bytes, 1), by: 8).map { offset in
      ArgumentPiece(kind: .general, bytes: start + offset..<(start + min(offset + 8, bytes)))
    }
  }

  private static func number(
    bytes: Int, from start: Int = 0, _ registers: VectorRegisters
  ) -> [ArgumentPiece] {
    let range = start..<start + bytes
    if registers.isSoft || registers.bytes == 0 && bytes > 8 {
      return words(bytes: bytes, from: start)
    }
    let slot = max(bytes, 8)
    return [
      ArgumentPiece(
        kind: registers.bytes == 0 ? .number(slot: slot) : .vector(slot: slot), bytes: range)
    ]
  }

  private static func vector(
    _ element: ArgumentShape, _ count: Int, _ registers: VectorRegisters
  ) -> [ArgumentPiece] {
    guard let size = element.elementBytes else { return [] }
    let total = size * count
    var widened = 1
    while widened < count { widened *= 2 }
    let isWhole = widened == count || widened * size <= max(registers.bytes, 16)
    if registers.bytes == 0 || count == 1 || !isWhole {
      return (0..<count).flatMap { index in
        if case .floating = element { return number(bytes: size, from: index * size, registers) }
        return words(bytes: size, from: index * size)
      }
    }
    let slot = min(max(widened * size, 16), registers.bytes)
    return stride(from: 0, to: total, by: slot).map {
      ArgumentPiece(kind: .vector(slot: slot), bytes: $0..<min($0 + slot, total))
    }
  }

  /// Bytes of a vector's element; nil for elements that are no whole number of bytes.
  var elementBytes: Int? {
    switch self {
    case .integer(let bits), .floating(let bits): bits % 8 == 0 && bits > 0 ? bits / 8 : nil
    default: nil
    }
  }
}
