// From `function+0xoffset/0xsize` to source lines, by one llvm-symbolizer process for a whole text.

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
    let Loc: [Location]
  }

  /// Finds the sources of every frame line of `text`. A frame without debug information stays
  /// unknown; it is no error.
  public init(of text: String, program: String) async throws {
    let symbols = Set(text.split(separator: "\n").compactMap { Self.symbol(of: $0) }).sorted()
    guard !symbols.isEmpty else { return }
    let outcome = try await HostCommand(
      "llvm-symbolizer-22",
      ["--obj=\(program)", "--output-style=JSON"] + symbols.map(Self.callAddress)
    ).capture()
    let answers = try? JSONDecoder().decode([Answer].self, from: Data(outcome.output.utf8))
    for (symbol, answer) in zip(symbols, answers ?? []) {
      locations[symbol] = answer.Loc.filter { $0.Line > 0 }.map {
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

  /// The address inside the call: a frame holds the address after it.
  static func callAddress(_ symbol: String) -> String {
    guard let plus = symbol.lastIndex(of: "+"),
      let offset = Int(symbol[symbol.index(plus, offsetBy: 3)...], radix: 16), offset > 0
    else { return symbol }
    return symbol[..<plus] + "+0x" + String(offset - 1, radix: 16)
  }
}
