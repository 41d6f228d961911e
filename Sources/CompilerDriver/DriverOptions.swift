// The driver's own options; all start with `--kmsan-`, so that none is ever one of clang's.

/// A command line that cannot be obeyed: what was wrong and what to do.
public struct UsageError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

/// What the driver itself is asked.
public struct DriverOptions: Equatable, Sendable {
  /// Who instruments.
  public enum Pass: String, CaseIterable, Sendable {
    /// Our pass.
    case ours
    /// Clang's own.
    case stock
    /// No pass: plain clang.
    case none
  }

  /// Which commands are instrumented.
  public enum Scope: String, CaseIterable, Sendable {
    /// All that compile.
    case all
    /// Those that have -fsanitize=kernel-memory themselves, as a kernel's build gives it.
    case asked
  }

  /// What to print instead of compiling.
  public enum Answer: Equatable, Sendable {
    case help
    case identity
    case command
  }

  public var pass = Pass.ours
  public var scope = Scope.all
  public var answer: Answer?
  /// The compiler to run, a name or a path.
  public var clang: String?
  /// A program that runs the compiler: ccache, distcc, icecc.
  public var launcher: String?
  /// Flags of the pass, as `name=value`.
  public var passFlags: [String] = []

  public init() {}

  static let prefix = "--kmsan-"

  /// Takes the driver's own options out of the arguments and returns the rest. `passFlagNames` are
  /// the names of the pass's own flags; each is an option too.
  public static func extract(
    from arguments: [String], passFlagNames: [String]
  ) throws(UsageError) -> (options: DriverOptions, rest: [String]) {
    var options = DriverOptions()
    var rest: [String] = []
    for argument in arguments {
      if argument.hasPrefix(prefix) {
        try options.set(String(argument.dropFirst(prefix.count)), passFlagNames)
      } else {
        rest.append(argument)
      }
    }
    if options.pass != .ours, let flag = options.passFlags.first {
      throw UsageError(
        "\(prefix)\(flag) is a flag of our pass, and \(prefix)pass=\(options.pass.rawValue) does"
          + " not run it; drop one of the two")
    }
    return (options, rest)
  }

  private mutating func set(_ text: String, _ passFlagNames: [String]) throws(UsageError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    let value = parts.count > 1 ? String(parts[1]) : nil
    switch name {
    case "help": answer = .help
    case "identity": answer = .identity
    case "command": answer = .command
    case "pass": pass = try Self.choice(name, value)
    case "scope": scope = try Self.choice(name, value)
    case "clang": clang = try Self.text(name, value)
    case "launcher": launcher = try Self.text(name, value)
    default:
      guard passFlagNames.contains(name) else {
        throw UsageError(
          "unknown option \(Self.prefix)\(text); \(Self.prefix)help lists the driver's options")
      }
      passFlags.append(text)
    }
  }

  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ value: String?
  ) throws(UsageError) -> Choice {
    if let value, let choice = Choice(rawValue: value) { return choice }
    let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw UsageError("\(prefix)\(name) takes one of \(allowed), not '\(value ?? "")'")
  }

  private static func text(_ name: String, _ value: String?) throws(UsageError) -> String {
    if let value, !value.isEmpty { return value }
    throw UsageError("\(prefix)\(name) needs a value, as in \(prefix)\(name)=…")
  }
}
