// Swift to an instrumented object: swiftc writes IR, kmsan-opt instruments it, clang generates code.
//
// Text and not bitcode: Swift 6.3's writer of bitcode stops at anonymous functions when it makes a
// summary, and Embedded Swift has some. The optimized IR is what the pass sees, as with clang.

import Foundation
import HostSystem
import Instrumentation
import PassDriver

/// How Swift sources become one object.
public struct SwiftCompilation: Sendable {
  /// The target that swiftc names in its modules; clang says `pc` for `unknown`.
  public static let target = "x86_64-unknown-linux-gnu"

  /// The level of optimization, as after clang's `-O`.
  public var optimization = "2"
  /// More arguments for swiftc.
  public var compilerArguments: [String] = []
  /// More arguments for clang, which makes code of the instrumented IR.
  public var codeArguments: [String] = []
  /// Flags of our pass.
  public var passOptions = Options()
  /// Whether a file of another language may define `main`.
  public var mayLackMain = false

  public init() {}

  /// Compiles `sources` as one module to `object`; files in between lie in `directory`.
  public func compile(
    _ sources: [String], to object: String, in directory: String
  ) async throws {
    for source in sources where !Files.exists(source) {
      throw CompilationError(problem: "No such file: \(source)")
    }
    let ir = "\(directory)/swift.ll"
    let instrumented = "\(directory)/swift.bc"
    let name = sources.joined(separator: " ")
    try await run("swiftc", try swiftArguments(sources) + ["-o", ir], on: name)
    // Every caller keeps its frame, as with clang's -fno-optimize-sibling-calls: a report needs it, and
    // Swift's front end has no option for that.
    let frames = "\"frame-pointer\"=\"all\""
    try Files.write(
      try Files.text(ir).replacing(frames, with: "\"disable-tail-calls\"=\"true\" \(frames)"),
      to: ir)
    var options = passOptions
    // Swift's front end knows no -fsanitize=kernel-memory: no function carries the attribute.
    options.everyFunction = true
    let tool = try PluginFlags.programDirectory() + "/kmsan-opt"
    let flags = options.text.split(separator: ",").flatMap { ["--flag", String($0)] }
    try await run(tool, [ir, "-o", instrumented] + flags, on: name)
    try await run(
      "clang-22",
      ["-O2", "-Wno-override-module"] + codeArguments + ["-c", instrumented, "-o", object],
      on: name)
  }

  private func swiftArguments(_ sources: [String]) throws -> [String] {
    let level =
      switch optimization {
      case "0": "-Onone"
      case "s", "z": "-Osize"
      default: "-O"
      }
    return [
      "-enable-experimental-feature", "Embedded", "-wmo", level, "-g", "-emit-ir",
      "-Xcc", "-fno-omit-frame-pointer", "-Xfrontend", "-disable-stack-protector",
    ] + (try isLibrary(sources) ? ["-parse-as-library"] : []) + compilerArguments + sources
  }

  /// Whether no file has statements outside of functions: those make a `main` of their own.
  private func isLibrary(_ sources: [String]) throws -> Bool {
    if sources.contains(where: { URL(filePath: $0).lastPathComponent == "main.swift" }) {
      return false
    }
    return try mayLackMain || sources.count > 1
      || sources.contains { try Files.text($0).contains("@main") }
  }

  private func run(_ tool: String, _ arguments: [String], on name: String) async throws {
    let outcome = try await HostCommand(tool, arguments).capture()
    guard outcome.isSuccess else {
      throw CompilationError(
        problem: "Cannot build \(name):\n\(outcome.errorOutput)\(outcome.output)")
    }
    // Swift's LLVM names features of processors that clang's newer one no longer has.
    let remarks = outcome.errorOutput.split(separator: "\n").filter {
      !$0.hasSuffix("is not a recognized feature for this target (ignoring feature)")
    }
    StandardStream.error.write(remarks.map { "\($0)\n" }.joined())
  }
}

/// Names of Swift functions as a person reads them.
public enum SwiftNames {
  /// The text with every mangled name of Swift in readable form; unchanged when that fails.
  public static func demangled(_ text: String) async -> String {
    let names = Set(text.split { !$0.isLetter && !$0.isNumber && $0 != "$" && $0 != "_" })
      .filter { $0.hasPrefix("$e") || $0.hasPrefix("$s") }.map(String.init).sorted()
    guard !names.isEmpty,
      let outcome = try? await HostCommand(
        "swift", ["demangle", "--compact", "--simplified"] + names
      ).capture(), outcome.isSuccess
    else { return text }
    let readable = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    guard readable.count >= names.count else { return text }
    // The longest first: one name may begin with another.
    return zip(names, readable).sorted { $0.0.count > $1.0.count }.reduce(text) {
      $0.replacing($1.0, with: $1.1)
    }
  }
}
