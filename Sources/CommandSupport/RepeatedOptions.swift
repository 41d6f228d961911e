// An option with two values: the parser takes the last one, and nothing says that the first is lost.
// This looks at the words before they are parsed, by the description of the command that the parser gives.

import ArgumentParser
import Foundation
import HostSystem

/// Finds options that are given twice with different values.
package enum RepeatedOptions {
  /// What the parser's description says of a command; Source: ArgumentParserToolInfo, version 0.
  private struct Description: Decodable {
    struct Tool: Decodable { var command: Command }
    struct Command: Decodable {
      var commandName: String
      var subcommands: [Command]?
      var arguments: [Argument]?
    }
    struct Argument: Decodable {
      struct Name: Decodable { var kind, name: String }
      var kind: String
      var isRepeating: Bool
      var names: [Name]?
    }
  }

  /// Why the words after the name of a program are refused; nil when they are not. `root` is the program's
  /// outermost command.
  package static func problem(in words: [String], of root: any ParsableCommand.Type) -> String? {
    let given = words.prefix { $0 != "--" }
    let repeated = values(of: Array(given)).filter { Set($0.value).count > 1 }
    // The description takes a while, and is rarely needed.
    guard !repeated.isEmpty, let tool = description(of: root) else { return nil }
    let singles = singleOptions(of: tool.command, Array(given))
    guard let name = repeated.keys.filter(singles.contains).min(), let values = repeated[name]
    else {
      return nil
    }
    let list = values.map { "--\(name) \(HostCommand.quoted($0))" }.joined(separator: " and ")
    return "\(list) contradict each other; leave one out."
  }

  /// The values of each long option. What is none, such as a flag in front of another word, does no harm:
  /// only names of options count in the end.
  private static func values(of words: [String]) -> [String: [String]] {
    var result: [String: [String]] = [:]
    for (index, word) in words.enumerated() where word.hasPrefix("--") {
      let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1)
      guard let name = parts.first else { continue }
      let next = index + 1 < words.count ? words[index + 1] : ""
      result[String(name), default: []].append(parts.count > 1 ? String(parts[1]) : next)
    }
    return result
  }

  private static func description(of root: any ParsableCommand.Type) -> Description.Tool? {
    try? JSONDecoder().decode(Description.Tool.self, from: Data(root._dumpHelp().utf8))
  }

  /// The long names of options with one value, of the command that the words name and of those above it.
  private static func singleOptions(of root: Description.Command, _ words: [String]) -> Set<String>
  {
    var names: Set<String> = []
    var command: Description.Command? = root
    var rest = words[...]
    while let current = command {
      for argument in current.arguments ?? [] where argument.kind == "option" {
        guard !argument.isRepeating else { continue }
        names.formUnion((argument.names ?? []).filter { $0.kind == "long" }.map(\.name))
      }
      command = nil
      while command == nil, let word = rest.popFirst() {
        command = current.subcommands?.first { $0.commandName == word }
      }
    }
    return names
  }
}
