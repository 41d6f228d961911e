// The comment that a case begins with:
//
//   /* What the case shows, in one paragraph.
//    *
//    * Places: kernel, hosted
//    * Known: why it fails
//    */
//
// A field is its name and a colon at the start of a line, and text up to the next field or empty line.
// Other paragraphs are prose. A line that looks like a field and is none is an error: a misspelt one
// would be read as prose, and the case would run elsewhere, or fail, without a word about why.

import Foundation

/// What the head of a case says.
struct CaseHead {
  /// What the case shows.
  let summary: String
  /// Where it runs.
  let places: Set<CasePlace>
  /// Why it is known to fail, when it is.
  let knownFailure: String?

  /// Reads the comment at the start of the file.
  init(of source: CaseSource) throws {
    let lines = Self.lines(of: source)
    var reader = HeadReader(source: source)
    for (index, line) in lines.enumerated() { try reader.take(line, at: index + 1) }
    try Self.expectNoField(below: lines.count, of: source)
    summary = reader.summary.joined(separator: " ")
    guard !summary.isEmpty else {
      throw source.error(1, "a case begins with a comment that says what it shows")
    }
    places = try Self.places(reader.fields[.places], source)
    knownFailure = try reader.fields[.known].map { field in
      let reason = field.text.trimmingCharacters(in: .whitespaces)
      guard !reason.isEmpty else {
        throw source.error(field.line, "'Known:' needs the reason why the case fails")
      }
      return reason
    }
  }

  /// The lines of the comment without its marks. The first one is line 1 of the file.
  private static func lines(of source: CaseSource) -> [String] {
    var text: [String] = []
    for line in source.lines {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      if source.isSwift {
        guard trimmed.hasPrefix("//") else { break }
        text.append(trimmed.drop { $0 == "/" }.trimmingCharacters(in: .whitespaces))
      } else {
        guard trimmed.hasPrefix("/*") || !text.isEmpty else { break }
        let end = trimmed.range(of: "*/")
        let comment = trimmed[..<(end?.lowerBound ?? trimmed.endIndex)]
        text.append(comment.trimmingCharacters(in: CharacterSet(charactersIn: "/* ")))
        if end != nil { break }
      }
    }
    return text
  }

  /// Fields in later comments would have no effect.
  private static func expectNoField(below count: Int, of source: CaseSource) throws {
    for (index, line) in source.lines.enumerated().dropFirst(count) {
      if let match = line.firstMatch(of: /^\s*(?:\/\/|\/?\*+)\s*(Places|Known)\s*:/) {
        throw source.error(
          index + 1, "'\(match.1):' belongs in the comment that the file begins with")
      }
    }
  }

  /// Where the case runs: everywhere, unless the head says otherwise.
  private static func places(_ field: HeadReader.Value?, _ source: CaseSource) throws
    -> Set<CasePlace>
  {
    // Linux has no Swift.
    let possible = Set(CasePlace.allCases).subtracting(source.isSwift ? [.linux] : [])
    guard let field else { return possible }
    let names = CasePlace.allCases.map(\.rawValue)
    var places: Set<CasePlace> = []
    for word in field.text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "." }) {
      guard let place = CasePlace(rawValue: String(word)) else {
        throw source.error(
          field.line,
          "'\(word)' is not a place: those are \(names.joined(separator: ", "))"
            + Spelling.hint(word, among: names))
      }
      guard possible.contains(place) else {
        throw source.error(field.line, "a case in Swift cannot run in Linux")
      }
      guard places.insert(place).inserted else {
        throw source.error(field.line, "the place '\(place.rawValue)' is named twice")
      }
    }
    guard !places.isEmpty else { throw source.error(field.line, "'Places:' names no place") }
    return places
  }
}

/// Sorts the lines of a head into the summary and fields.
struct HeadReader {
  enum Field: String, CaseIterable {
    case places = "Places"
    case known = "Known"
  }
  /// What stands behind a field's name.
  struct Value {
    let line: Int
    var text: String
  }

  let source: CaseSource
  private(set) var summary: [String] = []
  private(set) var fields: [Field: Value] = [:]
  private var open: Field?
  private var isSummaryOver = false

  private static let names = Field.allCases.map(\.rawValue)

  init(source: CaseSource) { self.source = source }

  /// Takes the next line of the comment.
  mutating func take(_ line: String, at number: Int) throws {
    if line.isEmpty {
      open = nil
      isSummaryOver = !summary.isEmpty
      return
    }
    if let (field, text) = try field(line, number) {
      guard fields[field] == nil else {
        throw source.error(
          number, "a second '\(field.rawValue):'; the first is in line \(fields[field]?.line ?? 1)")
      }
      fields[field] = Value(line: number, text: text)
      open = field
      isSummaryOver = true
    } else if let open {
      fields[open]?.text += " " + line
    } else if !isSummaryOver {
      summary.append(line)
    }
  }

  /// The field that the line begins, with what stands behind the colon; nil for prose. Throws for what is
  /// neither.
  private func field(_ line: String, _ number: Int) throws -> (Field, String)? {
    if let match = line.prefixMatch(of: /(\w+):/), let field = Field(rawValue: String(match.1)) {
      try expectNoField(in: line[match.range.upperBound...], number)
      return (field, String(line[match.range.upperBound...]))
    }
    try expectNoField(in: line[...], number)
    // `Knwon:`, `known :`, `Known =`, `Known bug:`
    if let match = line.prefixMatch(of: /(\w+)((?: \w+){0,2}) *[:=]/),
      match.2.isEmpty || number > 1, let field = Self.misspelt(match.1, isAlone: match.2.isEmpty)
    {
      throw source.error(
        number,
        "'\(match.0)' is not a field of the head; did you mean '\(field.rawValue):'? Prose does not"
          + " begin a line like this")
    }
    // `Places kernel`
    if let match = line.prefixMatch(of: /Places (\w+)/),
      CasePlace(rawValue: String(match.1)) != nil
    {
      throw source.error(number, "a colon is missing behind 'Places'")
    }
    // The first line is the title, and may begin as it likes.
    if number > 1, let match = line.prefixMatch(of: /[A-Z]\w*:/) {
      throw source.error(
        number,
        "'\(match.0)' is not a field of the head: those are 'Places:' and 'Known:'. Prose does not"
          + " begin a line with one word and a colon")
    }
    return nil
  }

  /// The field that a word at the start of a line is a misspelling of. A word in lower case may as well
  /// be prose, unless it has the letters of a field.
  private static func misspelt(_ word: Substring, isAlone: Bool) -> Field? {
    if word.first?.isUppercase == true {
      return Spelling.nearest(to: word, among: names).flatMap(Field.init)
    }
    guard isAlone else { return nil }
    return Field.allCases.first { field in
      field.rawValue.count == word.count
        && Spelling.distance(word.lowercased(), field.rawValue.lowercased()) <= 1
    }
  }

  private func expectNoField(in text: Substring, _ number: Int) throws {
    if let match = text.firstMatch(of: /\b(?:Places|Known):/) {
      throw source.error(number, "'\(match.0)' must stand at the start of a line")
    }
  }
}
