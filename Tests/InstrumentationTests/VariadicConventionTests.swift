// Where variable arguments lie, for every class of the conventions of x86-64. The places are those of the
// assembly that clang 22 makes of such calls (`llc -O0` on one call for each).

import Instrumentation
import Testing

@Suite struct VariadicConventionTests {
  /// The pieces of a call whose first argument is a named pointer, as text: which bytes of which argument,
  /// and `r` or `s` with the offset in the saved registers or on the stack, or `reference`.
  private func places(
    _ named: [ArgumentShape], _ variable: [ArgumentShape],
    _ registers: VectorRegisters = VectorRegisters(bytes: 16), isWin64: Bool = false
  ) -> [String] {
    let shapes =
      [(.integer(bits: 64), true)] + named.map { ($0, true) } + variable.map { ($0, false) }
    let arguments = shapes.map { (shape: ArgumentShape, isFixed: Bool) in
      PassedArgument(groups: shape.groups(registers), isFixed: isFixed)
    }
    let convention: any VariadicConvention =
      isWin64 ? Win64Arguments() : SystemVArguments(registers: registers)
    let layout = convention.layOut(arguments)
    let pieces = layout.pieces.map { placed in
      let place =
        switch placed.place {
        case .register(let offset): "r\(offset)"
        case .stack(let offset): "s\(offset)"
        case .reference: "reference"
        }
      let bytes = placed.piece.bytes
      return "\(placed.argument - 1 - named.count):\(bytes.lowerBound)-\(bytes.upperBound) \(place)"
    }
    return pieces + ["\(layout.stackSize)"]
  }

  private static let word = ArgumentShape.integer(bits: 64)
  private static let wide = ArgumentShape.integer(bits: 128)
  private static let double = ArgumentShape.floating(bits: 64)
  private static let words = Array(repeating: word, count: 5)
  private static let doubles = Array(repeating: double, count: 8)
  private static let fourFloats = ArgumentShape.vector(.floating(bits: 32), count: 4)
  private static let eightFloats = ArgumentShape.vector(.floating(bits: 32), count: 8)

  @Test func wordsTakeRegistersThenTheStack() {
    #expect(
      places([], Self.words + [.integer(bits: 32), .integer(bits: 7)])
        == [
          "0:0-8 r8", "1:0-8 r16", "2:0-8 r24", "3:0-8 r32", "4:0-8 r40", "5:0-4 s0", "6:0-1 s8",
          "16",
        ])
  }

  @Test func aWideIntegerTakesTwoRegistersOrNone() {
    #expect(places([], [Self.wide]) == ["0:0-8 r8", "0:8-16 r16", "0"])
    let three = Array(Self.words.prefix(4))
    #expect(places(three, [Self.wide, Self.word]) == ["0:0-8 s0", "0:8-16 s8", "1:0-8 r40", "16"])
    // A named word on the stack is below the list's first; alignment counts from there.
    #expect(
      places(Self.words + [Self.word], [Self.wide]) == ["0:0-8 s8", "0:8-16 s16", "24"])
    #expect(
      places(Self.words, [Self.word, Self.wide, Self.word])
        == ["0:0-8 s0", "1:0-8 s16", "1:8-16 s24", "2:0-8 s32", "40"])
    // Only 128 bits are aligned to 16 bytes, and only an argument of its own stays together.
    #expect(
      places(Self.words, [Self.word, .integer(bits: 96)])
        == ["0:0-8 s0", "1:0-8 s8", "1:8-12 s16", "24"])
    #expect(places(three, [.aggregate([Self.wide])]) == ["0:0-8 r40", "0:8-16 s0", "8"])
  }

  @Test func numbersTakeVectorRegisters() {
    #expect(
      places([], [Self.double, .floating(bits: 32), Self.fourFloats, .floating(bits: 128)])
        == ["0:0-8 r48", "1:0-4 r64", "2:0-16 r80", "3:0-16 r96", "0"])
    // On the stack a vector of two floats takes as much as one of four.
    #expect(
      places(
        Self.doubles,
        [.vector(.floating(bits: 32), count: 2), Self.double, Self.fourFloats, .floating(bits: 16)])
        == ["0:0-8 s0", "1:0-8 s16", "2:0-16 s32", "3:0-2 s48", "56"])
    #expect(
      places([Self.word], [.extended, Self.word, .extended])
        == ["0:0-10 s0", "1:0-8 r16", "2:0-10 s16", "32"])
  }

  @Test func wideVectorsDependOnTheRegisters() {
    #expect(places([], [Self.eightFloats]) == ["0:0-16 r48", "0:16-32 r64", "0"])
    let avx = VectorRegisters(bytes: 32)
    #expect(places(Self.words + [Self.word], [Self.eightFloats], avx) == ["0:0-32 s24", "56"])
    #expect(
      places([], [.vector(.integer(bits: 64), count: 3)])
        == ["0:0-8 r8", "0:8-16 r16", "0:16-24 r24", "0"])
    #expect(places([], [.vector(.integer(bits: 32), count: 1)]) == ["0:0-4 r8", "0"])
  }

  @Test func withoutVectorRegistersNumbersAreOnTheStack() {
    let none = VectorRegisters(bytes: 0)
    #expect(
      places([], [Self.double, .floating(bits: 32), Self.word, .extended], none)
        == ["0:0-8 s0", "1:0-4 s8", "2:0-8 r8", "3:0-10 s16", "32"])
    #expect(
      places([], [.floating(bits: 128), Self.word], none)
        == ["0:0-8 r8", "0:8-16 r16", "1:0-8 r24", "0"])
    let soft = VectorRegisters(bytes: 0, isSoft: true)
    #expect(places([], [Self.double], soft) == ["0:0-8 r8", "0"])
  }

  @Test(arguments: [1, 4, 8, 16, 32, 64])
  func memoryIsAligned(alignment: Int) {
    let memory = ArgumentShape.memory(size: 20, alignment: alignment)
    let place = max(alignment, 8)
    #expect(
      places(Self.words, [Self.word, memory, Self.word])
        == ["0:0-8 s0", "1:0-20 s\(place)", "2:0-8 s\(place + 24)", "\(place + 32)"])
  }

  @Test func emptyValuesTakeNothing() {
    #expect(places([], [.aggregate([]), Self.word]) == ["1:0-8 r8", "0"])
  }

  @Test func membersOfAnAggregateArePassedEachForItself() {
    let mixed = ArgumentShape.aggregate([Self.word, Self.double, Self.word])
    #expect(
      places(Array(Self.words.prefix(4)), [mixed])
        == ["0:0-8 r40", "0:0-8 r48", "0:0-8 s0", "8"])
  }

  @Test func windowsHasSlots() {
    #expect(
      places(
        [.extended], [Self.word, Self.double, Self.fourFloats, .extended, Self.wide, Self.word],
        isWin64: true)
        == [
          "0:0-8 s0", "1:0-8 s8", "2:0-16 reference", "3:0-10 reference", "4:0-8 s32",
          "4:8-16 s40", "5:0-8 s48", "56",
        ])
  }

  @Test(arguments: [
    ("", 16), ("+sse,+sse2", 16), ("-sse,-sse2", 0), ("+cx8,-mmx,-sse", 0), ("-sse4.1", 16),
    ("+avx,+sse", 32), ("+avx2,+avx512f", 64),
  ])
  func featuresOfTheTarget(text: String, bytes: Int) {
    #expect(VectorRegisters(features: text).bytes == bytes)
  }
}
