// Why something was not compiled or linked.

import HostSystem

/// A source did not compile, or a program did not link.
public struct CompilationError: ExplainedError {
  public let problem: String
  public let remedy: String?
  public var exitStatus: CommandStatus { .buildOrBootFailed }

  public init(problem: String, remedy: String? = nil) {
    self.problem = problem
    self.remedy = remedy
  }
}
