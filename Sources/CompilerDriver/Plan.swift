// From a command line to what is run: which arguments clang gets, and whether its output is
// instrumented afterwards.
//
// Nothing is run here, and no file is read.

/// The arguments that load the pass; PassDriver knows them.
public struct PassArguments: Equatable, Sendable {
  /// For commands that generate code: the front end's part, clang's pass off, ours loaded.
  public var instrument: [String]
  /// For commands that emit LLVM IR: the same without ours.
  public var neutralize: [String]

  public init(instrument: [String], neutralize: [String]) {
    self.instrument = instrument
    self.neutralize = neutralize
  }
}

/// What is to be done.
public enum Plan: Equatable, Sendable {
  /// Run clang with these arguments; its exit code is ours.
  case run([String])
  /// Run clang with these arguments, then instrument the files it wrote.
  case runAndInstrument([String], files: [String], isText: Bool)

  /// Clang's part of the sanitizer: attributes of functions, `__has_feature`, what the optimizer
  /// must leave alone. Preprocessing needs it as much as compiling, or the two see different
  /// programs.
  static let frontEnd = "-fsanitize=kernel-memory"

  /// Plans a command. `arguments` are passed on as they are, after ours. A command with
  /// -fno-sanitize=kernel-memory is left alone.
  public init(
    _ options: DriverOptions, _ command: ClangCommand, arguments: [String],
    pass: () throws -> PassArguments
  ) throws {
    let instruments =
      switch options.pass {
      case .none: false
      case .ours, .stock: command.asksForKernelMemory ?? (options.scope == .all)
      }
    guard instruments else {
      self = .run(arguments)
      return
    }
    switch command.extent {
    case .query, .assembleOrLink: self = .run(arguments)
    case .preprocess, .check: self = .run([Self.frontEnd] + arguments)
    // The option without checks is one of clang's pass, and objects of both passes mix.
    case .generate where options.pass == .stock || command.disablesChecks,
      .emitIR where options.pass == .stock || command.disablesChecks:
      self = .run([Self.frontEnd] + arguments)
    case .generate:
      try Self.refuseLinkTimeOptimization(command)
      self = .run(try pass().instrument + arguments)
    case .emitIR:
      try Self.refuseLinkTimeOptimization(command)
      let arguments = try pass().neutralize + arguments
      if command.onlyPrints || command.output == "/dev/null" {
        self = .run(arguments)
      } else {
        self = .runAndInstrument(
          arguments, files: command.emittedFiles, isText: command.isText)
      }
    }
  }

  private static func refuseLinkTimeOptimization(_ command: ClangCommand) throws(UsageError) {
    guard command.usesLinkTimeOptimization else { return }
    throw UsageError(
      "-flto generates code in the linker, where our pass is not loaded, and the program would run"
        + " without it; use -fno-lto, or --kmsan-pass=stock")
  }
}
