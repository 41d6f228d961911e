// Misspelt words: the known word that a written one is closest to.

/// Compares words letter by letter; upper and lower case are the same.
enum Spelling {
  /// Changes up to which two words count as the same one misspelt.
  private static let distanceMax = 2

  /// The known word that `word` is a misspelling of; nil when none is close.
  static func nearest(to word: some StringProtocol, among known: [String]) -> String? {
    let rated = known.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
    guard let best = rated.min(by: { $0.distance < $1.distance }) else { return nil }
    // Of a short word, two changes leave nothing; two more letters make another word.
    let isClose =
      best.distance <= min(distanceMax, best.word.count / 2)
      && abs(best.word.count - word.count) < distanceMax
    return isClose ? best.word : nil
  }

  /// The end of a message about a misspelt word: `; did you mean 'X'?`, or nothing.
  static func hint(_ word: some StringProtocol, among known: [String]) -> String {
    nearest(to: word, among: known).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// How many letters are inserted, removed, replaced, or exchanged with the next one.
  ///
  /// Source: optimal string alignment, a restriction of Damerau, "A technique for computer detection and
  /// correction of spelling errors", CACM 7(3), 1964.
  static func distance(_ first: String, _ second: String) -> Int {
    let (first, second) = (Array(first), Array(second))
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for row in first.indices {
      var current = [row + 1]
      for column in second.indices {
        let isEqual = first[row] == second[column]
        var best = min(
          last[column] + (isEqual ? 0 : 1), last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, first[row] == second[column - 1],
          first[row - 1] == second[column]
        {
          best = min(best, beforeLast[column - 1] + 1)
        }
        current.append(best)
      }
      (beforeLast, last) = (last, current)
    }
    return last[second.count]
  }
}
