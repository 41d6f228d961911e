// Enough of Kconfig's language to say why a symbol did not take a value: where symbols are
// defined and which `depends on` lines stand in their definitions. Enclosing `if` and `menu`
// blocks are not followed.

import Foundation
import HostSystem

/// The definitions of configuration symbols in a tree.
package struct KconfigIndex {
  package struct Definition: Equatable {
    var file: String
    var line: Int
    var hasPrompt = false
    var dependencies: [String] = []
  }

  package private(set) var definitions: [String: [Definition]] = [:]

  /// Reads all Kconfig files of the tree at `root` that can matter on x86.
  package init(source root: String) {
    guard let walk = FileManager.default.enumerator(atPath: root) else { return }
    while let path = walk.nextObject() as? String {
      if path.hasPrefix("arch/"), !path.hasPrefix("arch/x86"), path.split(separator: "/").count > 2
      {
        walk.skipDescendants()
        continue
      }
      let name = path.split(separator: "/").last ?? ""
      guard name.hasPrefix("Kconfig"), let text = try? Files.text("\(root)/\(path)") else {
        continue
      }
      add(text, file: path)
    }
  }

  /// Reads one Kconfig file.
  package init(_ text: String, file: String) { add(text, file: file) }

  private mutating func add(_ text: String, file: String) {
    var symbol: String?
    var definition = Definition(file: file, line: 0)
    func keep(_ definitions: inout [String: [Definition]]) {
      if let symbol { definitions[symbol, default: []].append(definition) }
    }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard let first = words.first else { continue }
      if line.first != " ", line.first != "\t" {
        keep(&definitions)
        let isDefinition = (first == "config" || first == "menuconfig") && words.count == 2
        symbol = isDefinition ? String(words[1]) : nil
        definition = Definition(file: file, line: index + 1)
      } else if first == "depends", words.count > 2 {
        definition.dependencies.append(words.dropFirst(2).joined(separator: " "))
      } else if ["bool", "tristate", "int", "hex", "string", "prompt"].contains(first),
        words.count > 1
      {
        definition.hasPrompt = true
      }
    }
    keep(&definitions)
  }

  /// Why `symbol` did not become `requested` in `configuration`.
  package func reason(
    for symbol: String, requested: String, in configuration: ConfigurationFragment
  ) -> String {
    guard let found = definitions[symbol], let first = found.first else {
      return "unknown configuration symbol, no Kconfig file defines it"
    }
    let place = "defined at \(first.file):\(first.line)"
    if requested == "n" {
      return "\(place); another symbol selects it or it is always on"
    }
    guard found.contains(where: \.hasPrompt) else {
      return "\(place); it has no prompt and cannot be set, only selected by others"
    }
    let dependencies = found.flatMap(\.dependencies)
    guard !dependencies.isEmpty else {
      return "\(place); a menu or `if` around it is off, or the value is not allowed"
    }
    let off = Set(dependencies.flatMap(KconfigIndex.symbols)).filter { !configuration.isOn($0) }
    let offText = off.isEmpty ? "" : " (off: \(off.sorted().joined(separator: ", ")))"
    return "\(place); depends on \(dependencies.joined(separator: " && "))\(offText)"
  }

  /// The symbols in an expression.
  private static func symbols(_ expression: String) -> [String] {
    expression.split { !($0.isUppercase || $0.isNumber || $0 == "_") }
      .map(String.init).filter { $0.contains(where: \.isLetter) }
  }
}
