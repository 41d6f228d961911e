// The flags of the pass: one table of name, default and help, and the values that a compilation
// uses.
//
// A compilation's values travel in a module flag (see PassDriver), so that a foreign build system,
// a compiler cache and a distributed build see them on the command line or in a file, never in the
// environment.

import ShadowAlgebra

/// What the pass is asked to do.
public struct Options: Equatable, Sendable {
  /// Which rules propagate shadow.
  public var rules = RuleSet.kmsan
  /// Check arguments that are never uninitialized in a correct program where they are passed, as
  /// clang's -fsanitize-memory-param-retval does.
  public var parameterChecks = true
  /// Check every scalar that is returned.
  public var returnChecks = false
  /// Check the addresses of loads, stores and atomic operations.
  public var addressChecks = true
  /// Check the lengths and pointers of memcpy, memmove and memset.
  public var lengthChecks = true
  /// Say in the context state whom arguments are for and whose a return shadow is (Docs/Boundaries.md).
  public var tokens = true
  /// Every stack ends at a multiple of this many bytes, a power of two; nil where stacks may be looked
  /// up past their end. Bounds what is cleared of variable arguments without a matching token.
  public var stackSize: Int? = 4096
  /// Let equal metadata look-ups share one call.
  public var sharedLookups = true
  /// Put small local functions between the code and the runtime. For runtimes that leave frames
  /// named `__msan_…` out of the stacks that they print and compare, as Linux's does.
  public var localFunctions = false
  /// Work out shadows whose rule costs more than a branch on cold paths: faster, and larger code.
  public var guardedRules = true
  /// A bitcode file whose functions take the place of hooks; empty for none (Docs/FastPath.md).
  public var fastPath = ""
  /// Say in debug information, where there is any, what each check is about (Docs/Decisions/009).
  public var describesChecks = true
  /// Tell the runtime which bits of a value are uninitialized, for one that has
  /// `__msan_warning_of_bits`: ours, and not Linux's.
  public var reportsBits = false
  /// Run LLVM's clean-up passes over the instrumented code.
  public var cleanUp = true
  /// Verify the module and the pass's own invariants afterwards.
  public var verify = false
  /// List on standard error the intrinsics that no rule knows.
  public var listHeuristics = false
  /// Refuse modules whose code a kernel on x86-64 cannot run (KernelCodeCheck).
  public var kernelCode = false
  /// Treat every function as compiled with -fsanitize=kernel-memory.
  public var everyFunction = false

  public init() {}
}

/// One flag of the pass.
public struct PassFlag: Sendable {
  public let name: String
  /// `0`, `1`, or the values it takes, the first being the default; none when it takes a path.
  public let values: [String]
  public let help: String
  let get: @Sendable (Options) -> String
  let set: @Sendable (inout Options, String) -> Void

  /// What it takes, for people.
  public var forms: [String] { values.isEmpty ? ["FILE"] : values }

  /// Every flag.
  public static let all: [PassFlag] = [
    PassFlag(
      name: "rules", values: RuleSet.allCases.map(\.rawValue),
      help: "propagation rules: ours, or LLVM 22's for comparison",
      get: { $0.rules.rawValue }, set: { $0.rules = RuleSet(rawValue: $1) ?? .kmsan }),
    boolean("parameter-checks", \.parameterChecks, "check arguments where they are passed"),
    boolean("return-checks", \.returnChecks, "check scalars where they are returned"),
    boolean("address-checks", \.addressChecks, "check the addresses of memory accesses"),
    boolean(
      "length-checks", \.lengthChecks, "check lengths and pointers of memcpy, memmove, memset"),
    boolean(
      "tokens", \.tokens, "tag calls, so that stale shadow from uninstrumented code is ignored"),
    PassFlag(
      name: "stack-size", values: (12...18).map { "\(1 << $0)" } + ["unlimited"],
      help: "alignment of the end of every stack, in bytes",
      get: { $0.stackSize.map(String.init) ?? "unlimited" }, set: { $0.stackSize = Int($1) }),
    boolean("shared-lookups", \.sharedLookups, "share metadata look-ups of the same memory"),
    boolean(
      "local-functions", \.localFunctions,
      "smaller code by local functions; the runtime must hide frames named __msan_*"),
    boolean(
      "guarded-rules", \.guardedRules, "compute costly shadows on cold paths: faster, more code"),
    PassFlag(
      name: "fast-path", values: [],
      help: "bitcode with functions to inline instead of hooks, see Docs/FastPath.md",
      get: \.fastPath, set: { $0.fastPath = $1 }),
    boolean(
      "describe-checks", \.describesChecks, "record in debug information what each check is about"),
    boolean(
      "report-bits", \.reportsBits,
      "report which bits are uninitialized; the runtime must have __msan_warning_of_bits"),
    boolean("clean-up", \.cleanUp, "run LLVM's clean-up passes afterwards"),
    boolean("verify", \.verify, "verify the module and the pass's invariants afterwards"),
    boolean("list-heuristics", \.listHeuristics, "print each intrinsic that has no rule"),
    boolean(
      "kernel-code", \.kernelCode,
      "refuse code that may use the red zone or SSE registers, for kernels on x86-64"),
    boolean("every-function", \.everyFunction, "instrument functions without the attribute too"),
  ]

  private static func boolean(
    _ name: String, _ path: WritableKeyPath<Options, Bool> & Sendable, _ help: String
  ) -> PassFlag {
    let standard = Options()[keyPath: path]
    return PassFlag(
      name: name, values: standard ? ["1", "0"] : ["0", "1"], help: help,
      get: { $0[keyPath: path] ? "1" : "0" }, set: { $0[keyPath: path] = $1 == "1" })
  }
}

/// A flag that the table does not know, or a value that its flag does not take.
public struct OptionError: Error, CustomStringConvertible, Equatable {
  public let description: String
}

extension Options {
  /// The module flag that carries the options.
  public static let moduleFlag = "kmsan.options"

  /// Sets one flag from text such as `rules=llvm`; a bare name means 1.
  public mutating func set(_ assignment: some StringProtocol) throws(OptionError) {
    let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let flag = PassFlag.all.first(where: { $0.name == name }) else {
      let known = PassFlag.all.map(\.name).joined(separator: ", ")
      throw OptionError(description: "unknown pass flag '\(name)'; the flags are: \(known)")
    }
    let value = parts.count > 1 ? String(parts[1]) : "1"
    if flag.values.isEmpty {
      guard parts.count > 1, !value.isEmpty, !value.contains(",") else {
        throw OptionError(description: "pass flag '\(name)' takes a path without commas")
      }
    } else if !flag.values.contains(value) {
      let allowed = flag.values.joined(separator: ", ")
      throw OptionError(description: "pass flag '\(name)' takes \(allowed), not '\(value)'")
    }
    flag.set(&self, value)
  }

  /// Sets flags, each once: two values of one flag contradict each other.
  public mutating func set(all assignments: [String]) throws(OptionError) {
    var given: [String: (assignment: String, value: String)] = [:]
    for assignment in assignments {
      try set(assignment)
      let name = String(assignment.prefix { $0 != "=" })
      let value = PassFlag.all.first { $0.name == name }?.get(self) ?? ""
      if let other = given[name], other.value != value {
        throw OptionError(
          description:
            "'\(other.assignment)' and '\(assignment)' contradict each other; leave one out")
      }
      given[name] = (assignment, value)
    }
  }

  /// Reads what `text` writes.
  public init(text: String) throws(OptionError) {
    self.init()
    for assignment in text.split(separator: ",") { try set(assignment) }
  }

  /// The flags that differ from their defaults, as `name=value,…`.
  public var text: String {
    PassFlag.all.filter { $0.get(self) != $0.values.first ?? "" }
      .map { "\($0.name)=\($0.get(self))" }.joined(separator: ",")
  }
}
