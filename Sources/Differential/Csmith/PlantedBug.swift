// Planting a use of uninitialized memory in a random program, by its text.
//
// csmith declares every variable of a function in one line with its initializer, and every global
// in one line too; nothing more of C is understood here. A seed decides which variable is chosen.

import SeededRandom

/// How a bug is planted.
public enum PlantedBug: String, CaseIterable, Sendable {
  /// A local variable loses its initializer.
  case initializerRemoved = "initializer removed"
  /// A local variable is poisoned where it was initialized.
  case localPoisoned = "local poisoned"
  /// A global variable is poisoned at the start.
  case globalPoisoned = "global poisoned"

  /// The source with the bug; nil when it has no place for one.
  public func plant(in source: String, using generator: inout SeededGenerator) -> String? {
    var lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    switch self {
    case .initializerRemoved:
      guard let (index, variable) = Self.local(in: lines, using: &generator) else { return nil }
      lines[index] = "    \(variable.type) \(variable.name); /* planted */"
    case .localPoisoned:
      guard let (index, variable) = Self.local(in: lines, using: &generator) else { return nil }
      lines[index] += " " + Self.poison(variable.name)
    case .globalPoisoned:
      let names = lines.compactMap { Self.global($0) }
      guard let name = names.randomElement(using: &generator),
        let main = lines.firstIndex(where: { $0.hasPrefix("int main") }),
        let call = lines[main...].firstIndex(where: { $0.contains("func_1();") })
      else { return nil }
      lines.insert("    " + Self.poison(name), at: call)
    }
    lines.insert("#include <linux/kmsan-checks.h>", at: 0)
    return lines.joined(separator: "\n")
  }

  private static func poison(_ name: String) -> String {
    "kmsan_poison_memory((const void *)&\(name), sizeof(\(name)), 0); /* planted */"
  }

  /// A variable of a scalar integer type.
  struct Variable: Equatable {
    let type: String
    let name: String
  }

  private static func local(
    in lines: [String], using generator: inout SeededGenerator
  ) -> (Int, Variable)? {
    lines.indices.compactMap { index in declaration(lines[index]).map { (index, $0) } }
      .randomElement(using: &generator)
  }

  /// Reads `    uint32_t l_7 = 0x1L;`.
  static func declaration(_ line: String) -> Variable? {
    guard line.hasPrefix("    "), line.hasSuffix(";") else { return nil }
    let words = line.split(separator: " ")
    guard words.count >= 4, isInteger(words[0]),
      words[1].hasPrefix("l_"), words[1].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }),
      words[2] == "="
    else { return nil }
    return Variable(type: String(words[0]), name: String(words[1]))
  }

  /// The name in `static uint32_t g_7 = 0x1L;`.
  static func global(_ line: String) -> String? {
    let words = line.split(separator: " ")
    guard words.count >= 5, words[0] == "static", isInteger(words[1]), words[2].hasPrefix("g_"),
      words[2].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }), words[3] == "="
    else { return nil }
    return String(words[2])
  }

  private static func isInteger(_ word: Substring) -> Bool {
    [8, 16, 32, 64].contains { word == "int\($0)_t" || word == "uint\($0)_t" }
  }
}
