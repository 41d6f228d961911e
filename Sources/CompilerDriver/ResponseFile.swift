// Response files: `@file` stands for the arguments in the file.
//
// Source of the syntax: LLVM 22, cl::TokenizeGNUCommandLine and the GCC manual. As in clang, a file
// that cannot be read is not a response file but an argument that starts with `@`.

/// Expands response files.
public enum ResponseFile {
  /// Files inside files, at most; clang and GCC stop a file that names itself.
  static let depthMax = 32

  /// Replaces every `@file` by its arguments. `read` gives the text of a file, nil when there is
  /// none.
  public static func expand(
    _ arguments: [String], depth: Int = 0, read: (String) -> String?
  ) throws(UsageError) -> [String] {
    var result: [String] = []
    for argument in arguments {
      guard argument.hasPrefix("@"), argument.count > 1,
        let text = read(String(argument.dropFirst()))
      else {
        result.append(argument)
        continue
      }
      guard depth < depthMax else {
        throw UsageError("response files nest deeper than \(depthMax): \(argument) names itself?")
      }
      result += try expand(tokens(of: text), depth: depth + 1, read: read)
    }
    return result
  }

  /// Splits text at blanks; quotes of both kinds and backslashes protect characters.
  static func tokens(of text: String) -> [String] {
    var tokens: [String] = []
    var token: String?
    var quote: Character?
    var characters = text.makeIterator()
    while let character = characters.next() {
      if character == "\\" {
        token = (token ?? "") + (characters.next().map(String.init) ?? "")
      } else if let open = quote {
        if character == open { quote = nil } else { token?.append(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        token = token ?? ""
      } else if character.isWhitespace {
        if let complete = token { tokens.append(complete) }
        token = nil
      } else {
        token = (token ?? "") + String(character)
      }
    }
    if let complete = token { tokens.append(complete) }
    return tokens
  }
}
