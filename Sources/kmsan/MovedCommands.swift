// Subcommands that were part of `kmsan` before `kmsan-dev` existed.

/// Names that `kmsan` no longer has, for a message that helps.
enum MovedCommands {
  private static let names: Set = [
    "abi", "bench", "boundaries", "csmith", "fuzz-reports", "peer-tests", "robustness", "rules",
  ]

  /// Where a subcommand went that the words after the program's name ask for; nil for those that are here.
  static func problem(in words: [String]) -> String? {
    let word = words.first == "help" ? words.dropFirst().first : words.first
    guard let word, names.contains(word) else { return nil }
    return "'\(word)' is now 'kmsan-dev \(word)'"
  }
}
