// One case: a point of the axes, with types, values, positions and circumstances at random.

import SeededRandom

/// A value that is passed to the function, or returned by it.
struct BoundaryParameter: Sendable {
  enum Passing: Sendable {
    case value
    /// The address of a copy in the caller's frame.
    case addressOfLocal
    /// A pointer that is read from memory, to a global object.
    case pointer
    /// The address of a global object, which the compiler knows.
    case addressOfGlobal
  }
  var type: BoundaryType
  var passing = Passing.value
  /// Whether it stands for the dots.
  var isVariadic = false
  /// One for each leaf of the type.
  var values: [UInt64]

  init(_ type: BoundaryType, using generator: inout SeededGenerator) {
    self.type = type
    values = type.leaves.map { leaf in
      let value = UInt64.random(in: 1...UInt64.max, using: &generator)
      return leaf.bits == 64 ? value : value % (1 << UInt64(leaf.bits))
    }
  }
}

/// A case.
public struct BoundaryCase: Sendable {
  /// Its number among those of a seed.
  public let number: UInt64
  public internal(set) var axes: BoundaryAxes
  /// Everything the function takes, but for the depth of the recursion, which comes first.
  var parameters: [BoundaryParameter] = []
  /// Which of them carries the value.
  var carrier = 0
  /// Which leaf of it a planted bug leaves uninitialized.
  var plantedLeaf = 0
  var moment = BoundaryMoment.beforeCall
  /// Whether padding is uninitialized.
  var poisonsPadding = false
  /// Whether the function is local to the caller's file.
  var isStatic = false
  /// Whether the same function was called just before by instrumented code, with uninitialized values.
  var isPreceded = false
  /// Whether code that no pass sees says that its frame is initialized.
  var announcesLocal = true
  /// Calls of the function in itself.
  var depth = 0
  var regionShape = BoundaryRegionShape.plain
  /// What the function does with its list, when it has one.
  public internal(set) var listUse = BoundaryListUse.plain
  /// Which of the two sides is compiled without vector registers.
  public internal(set) var withoutVectors = BoundaryVectorLack.neither
  /// Whether arguments that are never uninitialized in a correct program are checked by the caller.
  public let checksParameters: Bool

  /// The case with a number.
  public init(seed: UInt64, number: UInt64, checksParameters: Bool = true) {
    self.number = number
    self.checksParameters = checksParameters
    var generator = SeededGenerator(seed: seed &* 0x1_0000_0001 &+ number)
    axes = BoundaryAxes(number: seed &* 1_000_003 &+ number)
    if axes.carrier.isVariadic {
      listUse = BoundaryListUse.allCases.randomElement(using: &generator) ?? .plain
      if mayLackVectors {
        withoutVectors = BoundaryVectorLack.allCases.randomElement(using: &generator) ?? .neither
      }
    }
    choosePassedValues(using: &generator)
    plantedLeaf = parameters[carrier].values.indices.randomElement(using: &generator) ?? 0
    moment = BoundaryMoment.allCases.randomElement(using: &generator) ?? .beforeCall
    poisonsPadding = Bool.random(using: &generator)
    isPreceded = Bool.random(using: &generator) && axes.value != .planted
    announcesLocal = Int.random(in: 0..<4, using: &generator) > 0
    regionShape = BoundaryRegionShape.allCases.randomElement(using: &generator) ?? .plain
    if [.recursive, .recursiveTrampoline].contains(axes.call) {
      depth = Int.random(in: 1...3, using: &generator)
    }
    let mayBeStatic =
      [.instrumented, .region, .outside].contains(axes.caller) && axes.callee == .instrumented
      && [.direct, .indirect, .recursive].contains(axes.call)
    isStatic = mayBeStatic && Bool.random(using: &generator)
  }

  /// Whether gcc cannot read the case's types.
  var hasBitIntegers: Bool { parameters.contains { $0.type.hasBitIntegers } }

  /// Whether the function has the convention of 64-bit Windows. Clang's own pass takes its list for that
  /// of System V and overwrites what lies beside it.
  var isMicrosoft: Bool { axes.carrier == .variadicMicrosoft && axes.callee != .stock }

  /// Whether either side can do without vector registers: clang compiles it, and no number needs them.
  /// Clang's own pass does not know of the difference.
  private var mayLackVectors: Bool {
    (axes.carrier == .variadicRegister || axes.carrier == .variadicStack)
      && ![.stock, .gcc, .assembly].contains(axes.caller)
      && ![.stock, .gcc].contains(axes.callee)
  }

  private mutating func choosePassedValues(using generator: inout SeededGenerator) {
    let palette = BoundaryPalette(self)
    var subject = BoundaryParameter(
      palette.type(of: axes.carrier, using: &generator), using: &generator)
    switch axes.carrier {
    case .local: subject.passing = .addressOfLocal
    case .pointer: subject.passing = .pointer
    case .scalarResult, .wordsResult, .memoryResult: subject.passing = .addressOfGlobal
    default: subject.isVariadic = axes.carrier.isVariadic
    }
    // What travels beside it would blur the counts of a class that does not travel as an argument.
    let isMixed =
      switch axes.carrier {
      case .scalar, .pointer, .local: false
      case .scalarResult, .wordsResult, .memoryResult: Int.random(in: 0..<4, using: &generator) == 0
      default: true
      }
    var before = palette.fillers(0...3, isMixed: isMixed, using: &generator)
    var after = palette.fillers(0...2, isMixed: isMixed, using: &generator)
    switch axes.carrier {
    case .variadicRegister:
      before = before.filter { $0.type.size <= 8 }.suffix(2)
    case .variadicStack:
      before += (0..<6).map { _ in
        var word = BoundaryParameter(.scalar(bytes: 8), using: &generator)
        word.isVariadic = true
        return word
      }
    case .variadicNumber, .variadicAligned, .variadicMicrosoft:
      before += palette.variadicFillers(0...8, using: &generator)
    case .variadicLarge:
      for _ in 0..<Int.random(in: 2...5, using: &generator) {
        var filler = BoundaryParameter(
          .randomStructure(of: 150...300, using: &generator), using: &generator)
        filler.isVariadic = true
        if Bool.random(using: &generator) { before.append(filler) } else { after.append(filler) }
      }
    case .large:
      for _ in 0..<4 {
        let filler = BoundaryParameter(
          .randomStructure(of: 150...300, using: &generator), using: &generator)
        if Bool.random(using: &generator) { before.append(filler) } else { after.append(filler) }
      }
    default: break
    }
    if axes.carrier.isVariadic {
      // What is passed for the dots is promoted to at least an int.
      after = after.map { palette.promoted($0, using: &generator) }
    }
    parameters = before + [subject] + after
    carrier = before.count
  }
}

/// How the markers of a region stand around the call.
enum BoundaryRegionShape: CaseIterable, Sendable {
  case plain
  /// The region is in one branch only.
  case inBranch
  /// Another region was opened in it, and closed.
  case nested
  /// Another region was before it.
  case second
}

/// Which sides of a call are compiled without vector registers.
public enum BoundaryVectorLack: String, CaseIterable, Sendable {
  case neither
  case caller = "caller without SSE"
  case callee = "callee without SSE"
  case both = "both without SSE"

  var isInCaller: Bool { self == .caller || self == .both }
  var isInCallee: Bool { self == .callee || self == .both }
}
