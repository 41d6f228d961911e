// The axes of boundary programs: who calls whom, what is passed, how, what happens in between.
//
// Source of the combinations: the ways in which Linux 6.12 enters instrumented code from noinstr
// functions, assembly and objects of other compilers.

/// Who calls. `region` and `outside` are functions that the compiler must leave alone, as Linux marks
/// its noinstr functions; only the former calls between the markers of a region.
public enum BoundaryCaller: String, CaseIterable, Sendable {
  case instrumented
  case region = "noinstr, in a region"
  case outside = "noinstr, outside"
  case assembly
  case gcc
  case clang = "clang without KMSAN"
  case stock = "stock KMSAN"

  /// Whether the pass on trial or clang's own sees the caller's values.
  var isInstrumented: Bool { self == .instrumented || self == .stock }
}

/// Who compiled the function that is called.
public enum BoundaryCallee: String, CaseIterable, Sendable {
  case instrumented
  case stock = "stock KMSAN"
  case gcc
  case clang = "clang without KMSAN"

  var isInstrumented: Bool { self == .instrumented || self == .stock }
}

/// What carries the value: an argument of one class, or what is returned.
public enum BoundaryClass: String, CaseIterable, Sendable {
  case scalar
  case pointer
  case local = "pointer to a local"
  case oneWord = "structure of one word"
  case union = "union of up to two words"
  case twoWords = "structure of two words"
  case memory = "structure in memory"
  case number
  case aligned = "aligned structure"
  case variadicRegister = "variable argument, register"
  case variadicStack = "variable argument, stack"
  case variadicNumber = "variable argument, number"
  case variadicAligned = "variable argument, aligned"
  case variadicMicrosoft = "variable argument, ms_abi"
  case variadicLarge = "variable arguments, large"
  case large = "more than 800 bytes"
  case scalarResult = "result, scalar"
  case wordsResult = "result, two words"
  case memoryResult = "result in memory"

  public var isVariadic: Bool {
    switch self {
    case .variadicRegister, .variadicStack, .variadicNumber, .variadicAligned, .variadicMicrosoft,
      .variadicLarge:
      true
    default: false
    }
  }
  /// Whether it is what the function returns.
  public var isResult: Bool {
    self == .scalarResult || self == .wordsResult || self == .memoryResult
  }
}

/// How the function is called.
public enum BoundaryCall: String, CaseIterable, Sendable {
  case direct
  case indirect
  case alias
  case tail = "tail call"
  case trampoline
  case recursive
  case recursiveTrampoline = "recursive, trampoline"
}

/// What happens besides.
public enum BoundaryEvent: String, CaseIterable, Sendable {
  case none
  case call
  case interrupt
  case nestedInterrupt = "nested interrupt"
  case contextSwitch = "context switch"
  case nestedRegion = "nested region"
}

/// When it happens.
enum BoundaryMoment: CaseIterable, Sendable {
  case beforeCall
  /// While the arguments are computed.
  case amongArguments
  /// In the called function, before it looks at its arguments.
  case inCallee
  /// In the called function, after it has computed its result.
  case beforeReturn
  case afterCall
}

/// What the value is. A planted bug is one field that was never initialized.
public enum BoundaryValue: String, CaseIterable, Sendable {
  case initialized
  /// Known to the caller's compiler.
  case constant = "initialized, constant"
  case planted = "planted bug"
}

/// One point of the product of all axes.
public struct BoundaryAxes: Sendable {
  public var caller: BoundaryCaller
  public var callee: BoundaryCallee
  public var carrier: BoundaryClass
  public var call: BoundaryCall
  public var event: BoundaryEvent
  public var value: BoundaryValue

  /// How many points there are.
  public static let count =
    BoundaryCaller.allCases.count * BoundaryCallee.allCases.count * BoundaryClass.allCases.count
    * BoundaryCall.allCases.count * BoundaryEvent.allCases.count * BoundaryValue.allCases.count

  /// The point with a number; so many consecutive numbers as ``count`` visit each point once.
  public init(number: UInt64) {
    // A prime that divides no axis scatters neighbours over the product.
    let count = UInt64(Self.count)
    var rest = number % count &* 7919 % count
    func take<Axis: CaseIterable>(_ axis: Axis.Type) -> Axis {
      let cases = Array(axis.allCases)
      defer { rest /= UInt64(cases.count) }
      return cases[Int(rest % UInt64(cases.count))]
    }
    caller = take(BoundaryCaller.self)
    callee = take(BoundaryCallee.self)
    carrier = take(BoundaryClass.self)
    call = take(BoundaryCall.self)
    event = take(BoundaryEvent.self)
    value = take(BoundaryValue.self)
    // C cannot pass variable arguments on.
    if carrier.isVariadic, call == .tail { call = .indirect }
  }
}
