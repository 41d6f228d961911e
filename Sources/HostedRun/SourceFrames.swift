// From `function+0xoffset/0xsize` to source lines, by one llvm-symbolizer process for a whole text.
//
// llvm-symbolizer tells inlined functions apart for addresses, and not for symbols; so the symbol table
// makes addresses of the symbols first.

import Foundation
import HostSystem

/// A place in a source.
public struct SourceLocation: Equatable, Sendable {
  public let function: String
  public let file: String
  public let line: Int
  public let column: Int
}

/// Code addresses of one program and their sources, innermost inlined function first.
public struct SourceFrames: Sendable {
  private var locations: [String: [SourceLocation]] = [:]

  private struct Answer: Decodable {
    struct Location: Decodable {
      let Column: Int
      let FileName: String
      let FunctionName: String
      let Line: Int
    }
    /// The answer to an address, and that to a symbol.
    let Symbol: [Location]?
    let Loc: [Location]?
  }

  /// Finds the sources of every frame line of `text`. A frame without debug information stays
  /// unknown; it is no error.
  public init(of text: String, program: String) async throws {
    let symbols = Set(text.split(separator: "\n").compactMap { Self.symbol(of: $0) }).sorted()
    guard !symbols.isEmpty else { return }
    let addresses = try await Self.functionAddresses(of: program)
    let outcome = try await HostCommand(
      "llvm-symbolizer-22",
      ["--obj=\(program)", "--output-style=JSON"]
        + symbols.map { Self.callAddress($0, addresses) }
    ).capture()
    let answers = try? JSONDecoder().decode([Answer].self, from: Data(outcome.output.utf8))
    for (symbol, answer) in zip(symbols, answers ?? []) {
      locations[symbol] = (answer.Symbol ?? answer.Loc ?? []).filter { $0.Line > 0 }.map {
        SourceLocation(
          function: $0.FunctionName, file: $0.FileName, line: $0.Line, column: $0.Column)
      }
    }
  }

  /// The sources of a line of a report; empty when it is no frame or has none.
  public func locations(ofLine line: some StringProtocol) -> [SourceLocation] {
    Self.symbol(of: line).flatMap { locations[$0] } ?? []
  }

  /// `function+0xoffset` of a frame line, which starts with a blank.
  static func symbol(of line: some StringProtocol) -> String? {
    guard line.hasPrefix(" "), !line.hasPrefix("  ") else { return nil }
    let word = line.dropFirst().prefix { $0 != " " }
    guard let plus = word.lastIndex(of: "+"), let slash = word[plus...].firstIndex(of: "/"),
      word[word.index(after: plus)...].hasPrefix("0x")
    else { return nil }
    return String(word[..<slash])
  }

  /// The addresses of the program's functions; without those whose name occurs twice.
  private static func functionAddresses(of program: String) async throws -> [String: Int] {
    let table = try await HostCommand(
      "llvm-nm-22", ["--defined-only", "--format=posix", program]
    ).capture()
    let rows = table.output.split(separator: "\n").compactMap { line -> (String, Int?)? in
      let words = line.split(separator: " ")
      guard words.count >= 3, ["T", "t", "W"].contains(words[1]) else { return nil }
      return (String(words[0]), Int(words[2], radix: 16))
    }
    return Dictionary(rows) { _, _ in nil }.compactMapValues { $0 }
  }

  /// The place inside the call, as llvm-symbolizer takes it: a frame holds the address after it.
  static func callAddress(_ symbol: String, _ addresses: [String: Int]) -> String {
    guard let plus = symbol.lastIndex(of: "+"),
      let offset = Int(symbol[symbol.index(plus, offsetBy: 3)...], radix: 16), offset > 0
    else { return symbol }
    let function = String(symbol[..<plus])
    guard let start = addresses[function] else {
      return function + "+0x" + String(offset - 1, radix: 16)
    }
    return "0x" + String(start + offset - 1, radix: 16)
  }
}
