// What must come of a case, derived from its axes alone.

import KMSANABI

/// What must come of a case.
public enum BoundaryExpectation: Sendable {
  /// Nothing is uninitialized: a report is false.
  case noReport
  /// A bug is planted, and nothing stands between it and its use: it must be reported.
  case report
  /// A bug is planted, and the boundary hides it: reports are right, silence is a documented miss.
  case missAllowed
  /// Nothing is uninitialized, and no code of the pass on trial can keep a report from being made.
  case reportAllowed
}

extension BoundaryCase {
  /// What must come of this case.
  public var expectation: BoundaryExpectation {
    if axes.value != .planted { return isBeyondReach ? .reportAllowed : .noReport }
    return isVisible ? .report : .missAllowed
  }

  /// Whether the pass on trial has compiled neither side; or whether the callee reads the frame of a
  /// caller that no pass touches, which has to announce it (rule B4 of Docs/Boundaries.md) and did not.
  private var isBeyondReach: Bool {
    let isForeign =
      axes.callee != .instrumented && axes.caller != .instrumented && axes.caller != .region
    return isForeign || axes.carrier == .local && !announcesLocal && callerHasNoPass
      || isMicrosoft && callerHasNoPass && passesCopies
      || axes.carrier == .variadicLarge && !isSizeKnown
      || axes.callee == .stock && depth > 0 && passesAligned
  }

  /// Whether an argument is passed as the address of a copy in the caller's frame.
  private var passesCopies: Bool {
    parameters.contains { $0.passing == .value && ![1, 2, 4, 8].contains($0.type.size) }
  }

  /// Whether a variable argument is aligned to more than a word. Clang's own pass does not know of the gap
  /// before it when the function calls itself.
  private var passesAligned: Bool {
    parameters.contains { $0.isVariadic && $0.type.alignment > 8 }
  }

  /// Whether the function is told how many bytes of variable arguments are on the stack.
  private var isSizeKnown: Bool {
    (axes.caller == .instrumented || axes.caller == .region) && callsByName
  }

  /// Whether no pass may emit anything in the caller.
  var callerHasNoPass: Bool { !axes.caller.isInstrumented && axes.caller != .region }

  /// Whether the planted bug travels by ways that instrumented code must watch.
  private var isVisible: Bool {
    switch axes.carrier {
    // Checked by the caller, whoever is called.
    case .scalar where checksParameters, .pointer where checksParameters:
      axes.caller == .instrumented
    // The shadow of memory waits there for whoever reads it.
    case .local: axes.caller.isInstrumented && axes.callee.isInstrumented
    case .scalarResult, .wordsResult, .memoryResult:
      // The receiver takes a shadow only with the token of the function that it has called.
      axes.callee == .instrumented && axes.caller.isInstrumented && callsByName
    default:
      // A tail call sends arguments like any other.
      axes.caller == .instrumented && axes.callee.isInstrumented
        && (callsByName || axes.call == .tail) && fits
    }
  }

  /// Whether what is called is what runs.
  private var callsByName: Bool {
    switch axes.call {
    case .direct, .indirect, .alias, .recursive: true
    case .tail, .trampoline, .recursiveTrampoline: false
    }
  }

  /// Whether the argument lies in the block before its last word, which the token takes. Variable
  /// arguments have an area of their own, which only large ones fill.
  private var fits: Bool {
    if parameters[carrier].isVariadic { return axes.carrier != .variadicLarge }
    // The depth comes first.
    let before = parameters[..<carrier].reduce(8) { $0 + $1.slotSize }
    return before + parameters[carrier].slotSize <= ContextState.areaSize - 8
  }
}

extension BoundaryParameter {
  /// Bytes that it takes in the block of arguments.
  var slotSize: Int { passing == .value ? type.slotSize : 8 }
}

/// What one case has come to.
public enum BoundaryVerdict: Sendable, Equatable {
  case right
  case falseReport
  case missed
  case documentedMiss
  /// A report that is false, and that the pass on trial cannot prevent.
  case documentedReport
  /// The program computed something else than it must.
  case wrongResult
  /// The program did not come to the end of the case.
  case ended(code: Int32)

  /// Compares what must come of a case with what came.
  public init(_ expectation: BoundaryExpectation, _ observation: BoundaryObservation) {
    switch observation {
    case .ended(let code): self = .ended(code: code)
    case .finished(_, isResultRight: false): self = .wrongResult
    case .finished(let reports, isResultRight: true):
      switch (expectation, reports > 0) {
      case (.noReport, true): self = .falseReport
      case (.reportAllowed, true): self = .documentedReport
      case (.report, false): self = .missed
      case (.missAllowed, false): self = .documentedMiss
      case (.noReport, false), (.reportAllowed, false), (.report, true), (.missAllowed, true):
        self = .right
      }
    }
  }

  /// Whether it must not be.
  public var isFailure: Bool {
    switch self {
    case .right, .documentedMiss, .documentedReport: false
    case .falseReport, .missed, .wrongResult, .ended: true
    }
  }
}

/// What a program showed of one case.
public enum BoundaryObservation: Sendable, Equatable {
  case finished(reports: Int, isResultRight: Bool)
  /// The program ended in it, with this code.
  case ended(code: Int32)
}
