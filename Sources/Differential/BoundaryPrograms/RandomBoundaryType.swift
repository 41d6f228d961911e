// Types of boundary programs at random.

import SeededRandom

extension BoundaryType {
  static func randomScalar(using generator: inout SeededGenerator) -> BoundaryType {
    .scalar(bytes: [1, 2, 4, 8].randomElement(using: &generator) ?? 8)
  }

  /// A structure whose size lies in a range.
  static func randomStructure(
    of sizes: ClosedRange<Int>, using generator: inout SeededGenerator
  ) -> BoundaryType {
    while true {
      let most = Int.random(in: sizes, using: &generator)
      var members: [BoundaryMember] = []
      while true {
        let next = members + [randomMember(upTo: most, using: &generator)]
        if BoundaryType.structure(next).size > most { break }
        members = next
      }
      let type = BoundaryType.structure(members)
      if sizes.contains(type.size), !members.isEmpty { return type }
    }
  }

  static func randomUnion(using generator: inout SeededGenerator) -> BoundaryType {
    let members = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
      BoundaryMember(
        shape: .integers(
          bytes: [1, 2, 4, 8].randomElement(using: &generator) ?? 8,
          count: Int.random(in: 1...2, using: &generator)))
    }
    return .union(members)
  }

  /// A value that takes exactly one word.
  static func randomWord(using generator: inout SeededGenerator) -> BoundaryType {
    Bool.random(using: &generator)
      ? .scalar(bytes: 8) : .structure([BoundaryMember(shape: .integers(bytes: 4, count: 2))])
  }

  static func randomNumber(
    of numbers: [BoundaryNumber], using generator: inout SeededGenerator
  ) -> BoundaryType {
    .number(numbers.randomElement(using: &generator) ?? .wide)
  }

  /// A structure that is aligned to 16 bytes and more, or that holds numbers.
  static func randomAlignedStructure(
    of numbers: [BoundaryNumber], upTo alignmentMax: Int, using generator: inout SeededGenerator
  ) -> BoundaryType {
    var members = (0..<Int.random(in: 0...2, using: &generator)).map { _ in
      randomMember(upTo: 8, using: &generator)
    }
    let special: BoundaryMember.Shape =
      if Bool.random(using: &generator) {
        .aligned(
          to: [16, 16, 32, 64].filter { $0 <= alignmentMax }.randomElement(using: &generator) ?? 16)
      } else {
        .number(numbers.randomElement(using: &generator) ?? .wide)
      }
    members.insert(
      BoundaryMember(shape: special), at: Int.random(in: 0...members.count, using: &generator))
    return .structure(members)
  }

  private static func randomMember(
    upTo size: Int, using generator: inout SeededGenerator
  ) -> BoundaryMember {
    if size >= 4, Int.random(in: 0..<6, using: &generator) == 0 {
      let widths = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
        Int.random(in: 1...10, using: &generator)
      }
      return BoundaryMember(shape: .bitFields(widths))
    }
    let bytes = [1, 2, 4, 8].filter { $0 <= size }.randomElement(using: &generator) ?? 1
    let isArray = Int.random(in: 0..<3, using: &generator) == 0 || size > 64
    let count = isArray ? Int.random(in: 1...max(1, size / bytes / 2), using: &generator) : 1
    return BoundaryMember(shape: .integers(bytes: bytes, count: count))
  }
}
