// Reading a clang command line: what goes in, what comes out, and how far it goes.
//
// It decides nothing (Plan.swift) and drops nothing: the arguments themselves are passed on as they
// are.

/// One input of a command.
public struct Input: Equatable, Sendable {
  /// Its path; `-` is the standard input.
  public let path: String
  public let kind: InputKind
}

/// A clang command line.
public struct ClangCommand: Equatable, Sendable {
  /// How far a command takes its sources.
  public enum Extent: Equatable, Sendable {
    /// Only answers a question, or has no input.
    case query
    /// Preprocesses, or lists what a file includes.
    case preprocess
    /// Reads sources without generating code: diagnostics, precompiled headers.
    case check
    /// Generates code or LLVM IR: assembly, objects, bitcode, or a program from them.
    case generate
    /// Assembles or links what was compiled before.
    case assembleOrLink
  }

  public private(set) var inputs: [Input] = []
  /// Whether the command itself asks for the kernel memory sanitizer, or asks for it to be left
  /// out; nil when it says nothing.
  public private(set) var asksForKernelMemory: Bool?
  /// Whether arguments are checked by the caller; clang's default is true.
  public private(set) var checksParameters = true
  /// Whether shadow is only tracked and nothing is reported, as the build of Linux asks for a few
  /// files.
  public private(set) var disablesChecks = false

  private var preprocesses = false
  private var checksOnly = false
  /// The last of the options that choose how wide addresses are.
  private var widthOption: String?
  /// The option that names the target, with its value behind a `=` or a blank.
  private var targetOption: String?

  /// Reads arguments, without the program's name, with response files already expanded.
  public init(_ arguments: [String]) {
    var language: InputKind?
    var index = 0
    var optionsEnded = false
    while index < arguments.count {
      let argument = arguments[index]
      let next = index + 1 < arguments.count ? arguments[index + 1] : nil
      index += 1
      if optionsEnded || argument == "-" || !argument.hasPrefix("-") {
        inputs.append(Input(path: argument, kind: language ?? InputKind.ofFile(argument)))
        continue
      }
      if argument == "--" {
        optionsEnded = true
        continue
      }
      if argument == "-x" || argument == "--language" {
        if let next { language = InputKind.ofLanguage(next) }
      } else if argument.hasPrefix("-x") {
        language = InputKind.ofLanguage(String(argument.dropFirst(2)))
      } else if argument == "-mllvm" {
        if let next, ["-msan-disable-checks=1", "-msan-disable-checks"].contains(next) {
          disablesChecks = true
        }
      } else if argument == "-target" {
        if let next { targetOption = "-target \(next)" }
      } else {
        note(argument)
      }
      if ClangOptions.takesNext(argument) { index += 1 }
    }
  }

  /// Takes in an option without a value.
  private mutating func note(_ argument: String) {
    switch argument {
    case "-E", "-M", "-MM", "--preprocess", "-P", "--dependencies": preprocesses = true
    case "-fsyntax-only", "--analyze", "-emit-ast", "--precompile": checksOnly = true
    case "-m16", "-m32", "-mx32", "-m64": widthOption = argument
    case "-fsanitize-memory-param-retval": checksParameters = true
    case "-fno-sanitize-memory-param-retval": checksParameters = false
    case let option where option.hasPrefix("--target="): targetOption = option
    default:
      if let names = Self.values(of: argument, after: "-fsanitize=") {
        if names.contains("kernel-memory") { asksForKernelMemory = true }
      } else if let names = Self.values(of: argument, after: "-fno-sanitize=") {
        if names.contains("kernel-memory") || names.contains("all") {
          asksForKernelMemory = false
        }
      }
    }
  }

  private static func values(of argument: String, after prefix: String) -> [Substring]? {
    guard argument.hasPrefix(prefix) else { return nil }
    return argument.dropFirst(prefix.count).split(separator: ",")
  }

  /// The inputs that the pass can work on.
  public var sources: [Input] { inputs.filter { $0.kind == .source } }

  /// How far the command goes.
  public var extent: Extent {
    if inputs.isEmpty { return .query }
    let hasHeaders = inputs.contains { $0.kind == .header }
    if sources.isEmpty && !hasHeaders { return .assembleOrLink }
    if preprocesses { return .preprocess }
    if checksOnly || sources.isEmpty { return .check }
    return .generate
  }

  /// The option that asks for code of another machine than x86-64 with 64-bit addresses; nil when
  /// none does.
  public var foreignTarget: String? {
    if let widthOption { return widthOption == "-m64" ? nil : widthOption }
    guard let option = targetOption,
      let target = option.split(whereSeparator: { $0 == "=" || $0 == " " }).last
    else { return nil }
    let architecture = target.split(separator: "-").first ?? ""
    return ["x86_64", "amd64"].contains(architecture) && !target.hasSuffix("x32") ? nil : option
  }
}
