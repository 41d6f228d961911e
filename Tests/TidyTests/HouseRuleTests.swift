// The house rules that a program can check: length of files and functions, opening comments,
// leftovers, and characters that mislead a reader.
//
// What it does not do: formatting (FormatTests) and the arrows between folders (ArchitectureTests).

import Foundation
import TestSupport
import Testing

@Suite("House rules") struct HouseRuleTests {
  static let linesPerFileMax = 400
  static let linesPerFunctionMax = 70

  @Test("a Swift file opens with a comment that says what it does", arguments: try swiftFiles())
  func openingComment(file: String) throws {
    let text = try Repository.text(file)
    #expect(text.hasPrefix("// "), "\(file) does not open with a comment")
  }

  @Test("a file has at most 400 lines", arguments: try swiftFiles())
  func fileLength(file: String) throws {
    let count = try lines(of: file).count
    #expect(count <= Self.linesPerFileMax, "\(file) has \(count) lines: it has two subjects")
  }

  @Test("a function has at most 70 lines", arguments: try swiftFiles())
  func functionLength(file: String) throws {
    for function in functions(in: try lines(of: file)) {
      #expect(
        function.length <= Self.linesPerFunctionMax,
        "\(file):\(function.line): \(function.length) lines: '\(function.head)'")
    }
  }

  @Test("the length of a function is what stands below its head")
  func measure() {
    let text = """
      struct S {
        public static func long<T>(
          a: T
        ) throws -> Int where T: P {
          if a { return 1 }
          return 2
        }
        init() {}
        init?(b: Int) {
          return nil
        }
        var stored = 1
        var computed: Int {
          stored
        }
      }
      protocol P {
        func required()
        mutating func alsoRequired(
          a: Int)
      }
      func top() {
        print()
        print()
      }
      """
    let found = functions(in: text.split(separator: "\n", omittingEmptySubsequences: false))
    #expect(found.map(\.line) == [2, 9, 13, 22])
    #expect(found.map(\.length) == [3, 2, 2, 3])
  }

  @Test("no leftovers: nothing is put off, no path of one machine", arguments: try textFiles())
  func leftovers(file: String) throws {
    // Spelled in pieces, so that this file does not contain them.
    let marks = ["TO" + "DO", "FIX" + "ME", "X" + "XX"]
    let paths = ["/wo" + "rk/", "/ho" + "me/", "/ro" + "ot/", "/opt/" + "swift"]
    for (index, line) in try lines(of: file).enumerated() {
      for mark in marks {
        let words = line.split { !$0.isLetter }
        #expect(!words.contains { $0 == mark }, "\(file):\(index + 1): \(mark)")
      }
      for path in paths {
        #expect(!line.contains(path), "\(file):\(index + 1): a path of one machine, \(path)")
      }
    }
  }

  @Test("characters are what they look like", arguments: try textFiles())
  func characters(file: String) throws {
    let text = try Repository.text(file)
    #expect(text.isEmpty || text.hasSuffix("\n"), "\(file) does not end with a newline")
    for (index, line) in try lines(of: file).enumerated() {
      let place = "\(file):\(index + 1)"
      #expect(line.last?.isWhitespace != true, "\(place): ends with white space")
      for scalar in line.unicodeScalars where isMisleading(scalar, in: file) {
        Issue.record("\(place): character U+\(String(scalar.value, radix: 16, uppercase: true))")
      }
    }
  }

  /// Whether a reader cannot see the character for what it is.
  private func isMisleading(_ scalar: Unicode.Scalar, in file: String) -> Bool {
    switch scalar {
    case "\t":
      !(file == "Makefile" || file.hasSuffix(".ll") || file.hasSuffix(".c")
        || file.hasPrefix("Integrations/linux/"))
    case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{A0}": true  // control characters, no-break space
    case "\u{AD}", "\u{200B}"..."\u{200F}", "\u{202A}"..."\u{202E}": true  // invisible, direction
    case "\u{2060}"..."\u{206F}", "\u{FEFF}", "\u{FFFD}": true  // the same; a broken encoding
    default: false
    }
  }
}

/// A function, an initializer or a computed property, as its text shows it.
private struct FunctionText {
  /// Its first line, without indentation.
  var head: String
  /// The line's number, from 1.
  var line: Int
  /// The lines of the body and of the closing brace.
  var length: Int
}

/// The functions in formatted text whose body has lines of its own.
///
/// The body opens with the first line that ends in a brace, and closes with the brace below the
/// head.
private func functions(in lines: [Substring]) -> [FunctionText] {
  let head =
    /^( *)(?:@\w+ )*(?:\w+(?:\(\w+\))? )*(?:func\b|init[?(<]|deinit\b|subscript\b|var \w+:[^={]*\{$)/
  var result: [FunctionText] = []
  for (index, line) in lines.enumerated() {
    guard let match = line.prefixMatch(of: head) else { continue }
    let end = match.1 + "}"
    let next = lines[(index + 1)...].prefix { $0.prefixMatch(of: head) == nil && !$0.isEmpty }
    let signature = line.hasSuffix("{") || line.hasSuffix("}") ? lines[index...index] : next
    guard let opening = signature.firstIndex(where: { $0.hasSuffix("{") }),
      let closing = lines[opening...].firstIndex(where: { $0.hasPrefix(end) })
    else { continue }
    result.append(
      FunctionText(
        head: line.trimmingCharacters(in: .whitespaces), line: index + 1,
        length: closing - opening))
  }
  return result
}

/// The lines of a file, without their ends.
private func lines(of file: String) throws -> [Substring] {
  var lines = try Repository.text(file).split(separator: "\n", omittingEmptySubsequences: false)
  if lines.last?.isEmpty == true { lines.removeLast() }
  return lines
}

/// Every Swift file.
private func swiftFiles() throws -> [String] {
  try textFiles().filter { $0.hasSuffix(".swift") }
}

/// The folders that hold what people write.
private let writtenFolders = ["Docs", "Examples", "Integrations", "Kernel", "Sources", "Tests"]

/// Every file that people write.
private func textFiles() throws -> [String] {
  let extensions: Set<String> = [
    "swift", "md", "c", "h", "S", "ll", "modulemap", "config", "sh", "py", "json", "yml", "yaml",
  ]
  let folders = try FileManager.default
    .contentsOfDirectory(atPath: Repository.root.path(percentEncoded: false)).sorted()
  let scripts = try FileManager.default.contentsOfDirectory(atPath: Repository.path("Scripts"))
  var result = ["Makefile", ".ci/run"] + scripts.sorted().map { "Scripts/\($0)" }
  for name in folders {
    if name.contains(".") {
      if extensions.contains(String(name.split(separator: ".").last ?? "")) { result.append(name) }
    } else if writtenFolders.contains(name) {
      result += try Repository.files(below: name, extensions: extensions)
    }
  }
  return result
}
