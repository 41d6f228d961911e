// A test program of userspace MemorySanitizer: what its RUN lines compile, run and expect.
//
// Source of the notation: LLVM 22, "lit - LLVM Integrated Tester", and compiler-rt/test/msan/lit.cfg.py.

import Foundation

/// One run of a compiled program.
public struct PeerRun: Sendable, Equatable {
  /// What the compiler is given beside the names of files.
  public var flags: [String]
  /// What the program is given.
  public var arguments: [String]
  /// Whether the program must report.
  public var expectsReport: Bool
  /// Whether it only has to compile.
  public var compilesOnly: Bool

  public init(
    flags: [String], arguments: [String], expectsReport: Bool, compilesOnly: Bool = false
  ) {
    self.flags = flags
    self.arguments = arguments
    self.expectsReport = expectsReport
    self.compilesOnly = compilesOnly
  }

  public var description: String {
    (flags + (arguments.isEmpty ? [] : ["--"] + arguments)).joined(separator: " ")
  }
}

/// A test program.
public struct PeerProgram: Sendable {
  public let path: String
  public let runs: [PeerRun]

  public var name: String { URL(filePath: path).lastPathComponent }

  /// Reads a program. One without RUN lines is compiled without optimization and with it, and must
  /// not report.
  public init(path: String, text: String) {
    self.path = path
    let runs = Self.runs(of: text)
    let levels = ["-O0", "-O2"].map {
      PeerRun(flags: [$0], arguments: [], expectsReport: false)
    }
    self.runs = runs.isEmpty ? levels : runs
  }

  private static func runs(of text: String) -> [PeerRun] {
    var result: [PeerRun] = []
    var flags: [String]?
    for command in commands(of: text) {
      var words = command.split(separator: " ").map(String.init)
      // Settings of the userspace runtime.
      if words.first == "env" { words = Array(words.dropFirst().drop { $0.contains("=") }) }
      let isNegated = words.first == "not"
      if isNegated { words.removeFirst() }
      switch words.first {
      case "%clangxx_msan", "%clang_msan":
        let compiled = words.dropFirst().filter { !["%s", "%t", "-o"].contains($0) }
        flags = compiled
        if compiled.contains("-c") {
          result.append(
            PeerRun(flags: compiled, arguments: [], expectsReport: false, compilesOnly: true))
        }
      case "%run":
        guard let flags, words.count > 1, words[1] == "%t" else { continue }
        let arguments = words.dropFirst(2).prefix { word in
          !["|", ">", "2>", "<"].contains { word.hasPrefix($0) }
        }
        let run = PeerRun(
          flags: flags, arguments: Array(arguments), expectsReport: isNegated)
        if !result.contains(run) { result.append(run) }
      default: continue
      }
    }
    return result
  }

  /// The commands of the RUN lines, one by one.
  private static func commands(of text: String) -> [String] {
    var joined = ""
    for line in text.split(separator: "\n") {
      guard let mark = line.range(of: "RUN:") else { continue }
      let command = line[mark.upperBound...].trimmingCharacters(in: .whitespaces)
      joined += command.hasSuffix("\\") ? command.dropLast() + " " : command + "&&"
    }
    return joined.split(separator: "&&").flatMap { $0.split(separator: ";") }.map {
      $0.trimmingCharacters(in: .whitespaces)
    }
  }
}
