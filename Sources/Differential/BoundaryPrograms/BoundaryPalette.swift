// Which types a case may pass, by who compiles its two sides.

import SeededRandom

/// The types that a case chooses from.
struct BoundaryPalette {
  /// Numbers that both sides pass in the same way.
  private let numbers: [BoundaryNumber]
  /// Whether every argument has the size of one word.
  private let isWordsOnly: Bool
  /// In bytes. Functions of clang's own pass misplace what is aligned to more.
  private let alignmentMax: Int

  init(_ boundary: BoundaryCase) {
    let axes = boundary.axes
    let isGCC = axes.caller == .gcc || axes.callee == .gcc
    let needsCopies = boundary.isMicrosoft && axes.caller != .instrumented
    numbers = BoundaryNumber.allCases.filter { number in
      // Clang 22 passes a vector of one word by address there, and reads it in place.
      !(number.isBitInteger && isGCC) && !needsCopies
        && !(boundary.isMicrosoft && number == .shortVector)
        && !(boundary.withoutVectors != .neither && !number.isInteger)
    }
    // Gcc 12 misreads what it passes by reference itself.
    alignmentMax = axes.caller == .stock || axes.callee == .stock ? 16 : 64
    isWordsOnly = boundary.isMicrosoft && (axes.caller == .assembly || isGCC)
  }

  func type(
    of carrier: BoundaryClass, using generator: inout SeededGenerator
  ) -> BoundaryType {
    if isWordsOnly { return .randomWord(using: &generator) }
    return switch carrier {
    case .scalar, .scalarResult: .randomScalar(using: &generator)
    case .pointer, .local: .randomStructure(of: 1...64, using: &generator)
    case .oneWord: .randomStructure(of: 1...8, using: &generator)
    case .union: .randomUnion(using: &generator)
    case .twoWords, .wordsResult: .randomStructure(of: 9...16, using: &generator)
    case .variadicRegister: .randomStructure(of: 1...16, using: &generator)
    case .memory, .memoryResult: .randomStructure(of: 17...200, using: &generator)
    case .variadicStack: .randomStructure(of: 1...48, using: &generator)
    case .large, .variadicLarge: .randomStructure(of: 150...300, using: &generator)
    case .number: .randomNumber(of: numbers, using: &generator)
    case .variadicNumber: .randomNumber(of: promotedNumbers, using: &generator)
    case .aligned, .variadicAligned:
      .randomAlignedStructure(
        of: numbers, upTo: alignmentMax, using: &generator)
    case .variadicMicrosoft: microsoftType(using: &generator)
    }
  }

  private var promotedNumbers: [BoundaryNumber] { numbers.filter { $0 != .single } }

  private func microsoftType(using generator: inout SeededGenerator) -> BoundaryType {
    switch Int.random(in: 0..<(numbers.isEmpty ? 2 : 3), using: &generator) {
    case 0: .randomStructure(of: 1...8, using: &generator)
    case 1: .randomStructure(of: 9...48, using: &generator)
    default: .randomNumber(of: promotedNumbers, using: &generator)
    }
  }

  /// Other arguments, so that the one in question has any position; structures too when mixed.
  func fillers(
    _ counts: ClosedRange<Int>, isMixed: Bool, using generator: inout SeededGenerator
  ) -> [BoundaryParameter] {
    (0..<Int.random(in: counts, using: &generator)).map { _ in
      BoundaryParameter(fillerType(isMixed: isMixed, using: &generator), using: &generator)
    }
  }

  private func fillerType(
    isMixed: Bool, using generator: inout SeededGenerator
  ) -> BoundaryType {
    if isWordsOnly { return .randomWord(using: &generator) }
    guard isMixed else { return .randomScalar(using: &generator) }
    switch Int.random(in: 0..<12, using: &generator) {
    case 0...2: return .randomStructure(of: 1...16, using: &generator)
    case 3...4: return .randomStructure(of: 17...40, using: &generator)
    case 5 where !numbers.isEmpty: return .randomNumber(of: numbers, using: &generator)
    case 6 where !numbers.isEmpty:
      return .randomAlignedStructure(
        of: numbers, upTo: alignmentMax, using: &generator)
    case 7: return .structure([])
    default: return .randomScalar(using: &generator)
    }
  }

  /// Arguments for the dots, with numbers of all kinds among them.
  func variadicFillers(
    _ counts: ClosedRange<Int>, using generator: inout SeededGenerator
  ) -> [BoundaryParameter] {
    (0..<Int.random(in: counts, using: &generator)).map { _ in
      let isNumber = Int.random(in: 0..<3, using: &generator) == 0 && !numbers.isEmpty
      let type: BoundaryType =
        isNumber && !isWordsOnly
        ? .randomNumber(of: promotedNumbers, using: &generator)
        : fillerType(isMixed: true, using: &generator)
      return promoted(BoundaryParameter(type, using: &generator), using: &generator)
    }
  }

  /// What is passed for the dots is promoted to at least an int, and to a double.
  func promoted(
    _ parameter: BoundaryParameter, using generator: inout SeededGenerator
  ) -> BoundaryParameter {
    var result = parameter
    switch parameter.type {
    case .scalar: result = BoundaryParameter(.scalar(bytes: 8), using: &generator)
    case .number(.single): result = BoundaryParameter(.number(.double), using: &generator)
    default: break
    }
    result.isVariadic = true
    return result
  }
}
