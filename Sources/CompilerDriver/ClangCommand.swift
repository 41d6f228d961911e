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
    /// Generates code: assembly, objects, or a program from them.
    case generate
    /// Generates LLVM IR.
    case emitIR
    /// Assembles or links what was compiled before.
    case assembleOrLink
  }

  public private(set) var inputs: [Input] = []
  /// The value of `-o`.
  public private(set) var output: String?
  /// Whether `-S` was given: text instead of binary.
  public private(set) var isText = false
  /// Whether `-c` was given.
  public private(set) var stopsAtObject = false
  /// Whether code is generated when the program is linked.
  public private(set) var usesLinkTimeOptimization = false
  /// Whether the command itself asks for the kernel memory sanitizer, or asks for it to be left
  /// out; nil when it says nothing.
  public private(set) var asksForKernelMemory: Bool?
  /// Whether arguments are checked by the caller; clang's default is true.
  public private(set) var checksParameters = true
  /// Whether shadow is only tracked and nothing is reported, as the build of Linux asks for a few
  /// files.
  public private(set) var disablesChecks = false
  /// Whether it only prints what it would do.
  public private(set) var onlyPrints = false

  private var preprocesses = false
  private var checksOnly = false
  private var emitsIR = false

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
      } else if argument == "-o" || argument == "--output" {
        output = next
      } else if argument.hasPrefix("-o"), !argument.hasPrefix("-object") {
        output = String(argument.dropFirst(2))
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
    case "-S", "--assemble": isText = true
    case "-c", "--compile": stopsAtObject = true
    case "-emit-llvm": emitsIR = true
    case "-###": onlyPrints = true
    case "-flto", "-flto=full", "-flto=thin", "-flto=auto", "-flto=jobserver":
      usesLinkTimeOptimization = true
    case "-fno-lto": usesLinkTimeOptimization = false
    case "-fsanitize-memory-param-retval": checksParameters = true
    case "-fno-sanitize-memory-param-retval": checksParameters = false
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
    return emitsIR && (isText || stopsAtObject) ? .emitIR : .generate
  }

  /// The files of LLVM IR that the command writes; `-` is the standard output.
  public var emittedFiles: [String] {
    if let output { return [output] }
    return sources.map { source in
      let name = String(source.path.split(separator: "/").last ?? "")
      let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
      return stem + (isText ? ".ll" : ".bc")
    }
  }
}
