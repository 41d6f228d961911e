// Random C programs without undefined behaviour. Each prints a checksum of its variables.
//
// Source: Yang, Chen, Eide and Regehr, "Finding and understanding bugs in C compilers", PLDI 2011.

import HostSystem

/// A program that csmith makes from a seed.
public struct RandomProgram: Sendable {
  public let seed: UInt64
  public let source: String

  /// Folder of the header that the programs include; Debian's package libcsmith-dev.
  static let includeDirectory = "/usr/include/csmith"

  /// Lets csmith write the program; `directory` is for its temporary files.
  public init(seed: UInt64, in directory: String) async throws {
    guard Files.exists("\(Self.includeDirectory)/csmith.h") else {
      throw MissingInput(
        problem: "There is no \(Self.includeDirectory)/csmith.h",
        remedy: "Install the package libcsmith-dev (Scripts/bootstrap does).")
    }
    self.seed = seed
    // csmith leaves a file, platform.info, where it runs.
    source = try await HostCommand("csmith", ["--seed", "\(seed)"], directory: directory).output()
  }
}

/// Something that a harness works on is not there.
public struct MissingInput: ExplainedError {
  public let problem: String
  public let remedy: String?

  public init(problem: String, remedy: String?) {
    self.problem = problem
    self.remedy = remedy
  }
}
