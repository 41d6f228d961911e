// One llvm-symbolizer for all questions about all files, fed line by line. Source of the protocol:
// LLVM 22, llvm-symbolizer(1), --output-style=JSON.

import Foundation
import HostSystem
import KMSANReport
import Subprocess

/// A question to llvm-symbolizer.
struct SymbolizerQuery: Hashable, Sendable {
  enum Kind: String {
    /// The source of an address.
    case code = "CODE"
    /// The local variables of the function at an address.
    case frame = "FRAME"
  }
  var kind: Kind
  /// The path of the file.
  var file: String
  /// An address, or `function+0xoffset` in an object file.
  var place: String
}

/// What llvm-symbolizer answers. Names of members are those of its JSON.
struct SymbolizerAnswer: Decodable, Sendable {
  struct Location: Decodable, Sendable {
    let Column: Int
    let FileName: String
    let FunctionName: String
    let Line: Int

    /// What is checked there, where the function is one of the pass's.
    var operation: CheckedUse? { CheckedUse(functionName: FunctionName) }
  }
  struct Variable: Decodable, Sendable {
    let DeclFile: String?
    let DeclLine: Int?
    let Name: String?
    let Size: String?
  }
  let Symbol: [Location]?
  let Loc: [Location]?
  let Frame: [Variable]?

  /// Innermost inlined function first; without entries that say nothing.
  var locations: [Location] { (Symbol ?? Loc ?? []).filter { $0.Line > 0 } }
}

/// A running llvm-symbolizer.
struct SymbolizerProcess: Sendable {
  private static let program = "llvm-symbolizer-22"
  /// Questions that are asked before their answers are read: fewer bytes than a pipe holds.
  private static let questionBytesMax = 16 * 1024

  /// Asks all questions, in their order; `progress` hears how many were answered. Throws when the
  /// program cannot be started or ends early.
  static func answers(
    _ queries: [SymbolizerQuery], progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws -> [SymbolizerAnswer] {
    guard !queries.isEmpty else { return [] }
    let lines = queries.map { "\($0.kind.rawValue) \"\($0.file)\" \($0.place)\n" }
    var answers: [SymbolizerAnswer] = []
    answers.reserveCapacity(queries.count)
    do {
      let result = try await run(
        .name(program), arguments: ["--output-style=JSON", "--relativenames"],
        input: .inputWriter, output: .sequence, error: .discarded
      ) { execution in
        try await converse(
          lines, execution.standardInputWriter, execution.standardOutput, progress)
      }
      answers = result.closureResult
    } catch let error as SubprocessError {
      throw SymbolizerError(reason: "\(error)", isMissing: error.code == .executableNotFound)
    }
    guard answers.count == queries.count else {
      throw SymbolizerError(
        reason: "it answered \(answers.count) of \(queries.count) questions", isMissing: false)
    }
    return answers
  }

  private static func converse(
    _ lines: [String], _ writer: StandardInputWriter, _ output: SubprocessOutputSequence,
    _ progress: @Sendable (Int) -> Void
  ) async throws -> [SymbolizerAnswer] {
    var answers: [SymbolizerAnswer] = []
    var asked = 0
    var splitter = LineSplitter()
    let decoder = JSONDecoder()
    func askMore() async throws {
      guard answers.count == asked else { return }
      if asked == lines.count { return try await writer.finish() }
      var batch = ""
      while asked < lines.count, batch.utf8.count < questionBytesMax {
        batch += lines[asked]
        asked += 1
      }
      _ = try await writer.write(batch)
    }
    try await askMore()
    for try await buffer in output {
      try buffer.withUnsafeBytes { bytes in
        try splitter.append(bytes) { line in
          answers.append(try decoder.decode(SymbolizerAnswer.self, from: Data(line.utf8)))
        }
      }
      progress(answers.count)
      try await askMore()
    }
    return answers
  }
}

/// llvm-symbolizer does not work.
public struct SymbolizerError: ExplainedError {
  let reason: String
  let isMissing: Bool

  public var problem: String { "llvm-symbolizer-22 could not be used: \(reason)" }
  public var remedy: String? {
    isMissing ? "Install Debian's package llvm-22, or run Scripts/bootstrap." : nil
  }
}
