// The form of every error that reaches a person: what was wrong, where, and what to do.

/// An error that a person can act on.
public protocol ExplainedError: Error, CustomStringConvertible {
  /// What was wrong, and where: one or more sentences without a final full stop.
  var problem: String { get }
  /// What to do about it; nil when the problem says it all.
  var remedy: String? { get }
  /// The exit code of a command that ends with this error; ``CommandStatus`` names them.
  var exitStatus: CommandStatus { get }
}

extension ExplainedError {
  public var exitStatus: CommandStatus { .toolError }

  public var description: String {
    guard let remedy else { return problem }
    return "\(problem)\n  \(remedy)"
  }
}

/// The exit codes of the commands. Documented in the manual page and in Docs; a test holds them.
public enum CommandStatus: Sendable, Equatable {
  /// No report; everything asked for was done.
  case clean
  /// The tool itself, its environment or its input failed.
  case toolError
  /// KMSAN reported a use of uninitialized memory where none was expected.
  case reportsFound
  /// The kernel did not build, did not boot, or a test in it failed.
  case buildOrBootFailed
  /// The command line was wrong.
  case usage
  /// A time limit passed.
  case timeLimit
  /// A signal ended the command.
  case signal(Int32)
  /// The guest panicked without a report.
  case guestPanic

  /// The code given to `exit`.
  public var code: Int32 {
    switch self {
    case .clean: 0
    case .toolError: 1
    case .reportsFound: 2
    case .buildOrBootFailed: 3
    case .usage: 64
    case .timeLimit: 124
    case .signal(let number): 128 + number
    case .guestPanic: 255
    }
  }
}
