// From a command line to what is run: the arguments that clang gets.
//
// Nothing is run here, and no file is read.

/// Decides on the arguments of clang.
public enum Plan {
  /// Clang's part of the sanitizer: attributes of functions, `__has_feature`, what the optimizer
  /// must leave alone. Preprocessing needs it as much as compiling, or the two see different
  /// programs.
  static let frontEnd = "-fsanitize=kernel-memory"

  /// The arguments to run clang with. `arguments`, those of the command, are passed on as they are,
  /// behind what `pass` returns: the arguments that load the pass. A command with
  /// -fno-sanitize=kernel-memory is left alone.
  public static func arguments(
    _ options: DriverOptions, _ command: ClangCommand, arguments: [String],
    pass: () throws -> [String]
  ) throws -> [String] {
    guard instruments(options, command) else { return arguments }
    switch command.extent {
    case .query, .assembleOrLink: return arguments
    case .preprocess, .check:
      try refuseForeignTarget(command)
      return [frontEnd] + arguments
    case .generate:
      try refuseForeignTarget(command)
      // The option without checks is one of clang's pass, and objects of both passes mix.
      if options.pass == .stock || command.disablesChecks { return [frontEnd] + arguments }
      return try pass() + arguments
    }
  }

  private static func instruments(_ options: DriverOptions, _ command: ClangCommand) -> Bool {
    switch options.pass {
    case .none: false
    case .ours, .stock: command.asksForKernelMemory ?? (options.scope == .all)
    }
  }

  private static func refuseForeignTarget(_ command: ClangCommand) throws(UsageError) {
    guard let option = command.foreignTarget else { return }
    throw UsageError(
      "\(option): only code for x86-64 with 64-bit addresses can be instrumented; add"
        + " -fno-sanitize=kernel-memory to leave this file out, or use \(DriverOptions.prefix)scope=asked"
        + " in a build that gives -fsanitize=kernel-memory itself to what it wants instrumented,"
        + " as Linux's does")
  }
}
