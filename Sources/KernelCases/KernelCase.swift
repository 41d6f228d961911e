// The model of a case: one source file that says on its own lines what must be reported.
// Docs/Cases.md describes the notation; CaseParser reads it, CaseJudge compares.

/// Where cases run.
public enum CasePlace: String, CaseIterable, Sendable {
  /// The reference kernel.
  case kernel
  /// A process, as with `kmsan run`.
  case hosted
  /// A KUnit suite in Linux.
  case linux
}

/// The frames of a stack that lie in the case's file.
public struct ExpectedStack: Sendable, Equatable {
  /// Where the innermost of them is.
  public var line: Int
  /// The lines of the others, through which the innermost was called; ascending.
  public var callers: [Int]

  public init(line: Int, callers: [Int] = []) {
    self.line = line
    self.callers = callers
  }
}

/// Where an uninitialized value comes from.
public struct ExpectedCreation: Sendable, Equatable {
  /// Whose memory it is, as reports name it; nil for memory without a type.
  public var memoryType: String?
  /// The local variable that it is.
  public var variable: String?
  public var stack: ExpectedStack
}

/// One report that a case must have.
public struct ExpectedReport: Sendable, Equatable {
  /// The words of the header, such as `uninit-value`.
  public var kind: String
  public var use: ExpectedStack
  /// From the oldest to the newest.
  public var stores: [ExpectedStack] = []
  /// Nil for a report that says that the origin is unknown.
  public var creation: ExpectedCreation?
  /// The uninitialized bytes and the size of the access; nil where a report has none.
  public var bytes: ClosedRange<Int>?
  public var accessSize: Int?
  /// The name of the check; nil where a report has none.
  public var check: String?
}

/// One case.
public struct KernelCase: Sendable, Equatable {
  /// `family/stem`, the name in results.
  public var name: String
  /// The path of the file.
  public var path: String
  /// What the head of the file says that the case shows.
  public var summary: String
  public var places: Set<CasePlace>
  /// Why the case is known to fail, when it is: a bug that is not repaired yet.
  public var knownFailure: String?
  /// In the order in which they must come. None: the case must stay silent.
  public var reports: [ExpectedReport]
  /// The function that contains a line, by the line at which it begins, ascending.
  public var functions: [CaseFunction]

  /// The folder of the file.
  public var family: String { String(name.prefix { $0 != "/" }) }
  /// The stem of the file, which is the case's name in C.
  public var stem: String {
    let file = name.split(separator: "/").last ?? ""
    return String(file)
  }
  /// The name of the function that runs the case.
  public var symbol: String { "case_\(stem)" }
  public var isSwift: Bool { path.hasSuffix(".swift") }
  /// The end of the path, by which frames are found to be of this file.
  public var file: String { name + (isSwift ? ".swift" : ".c") }

  /// The function that contains a line.
  public func function(at line: Int) -> String? {
    functions.last { $0.line <= line }?.name
  }
}

/// A function of a case's file.
public struct CaseFunction: Sendable, Equatable {
  public var name: String
  /// Where it begins.
  public var line: Int
}
