// XML 1.0 as text: elements, attributes, escaping. Characters that XML has no way to write become
// replacement characters. Source: W3C, XML 1.0, 2.2 and 2.4.

/// Writes elements, one on each line.
struct XMLWriter {
  private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  private var depth = 0

  mutating func open(_ name: String, _ attributes: [String: String] = [:]) {
    line("<\(name)\(XMLWriter.attributes(attributes))>")
    depth += 1
  }

  mutating func close(_ name: String) {
    depth -= 1
    line("</\(name)>")
  }

  mutating func empty(_ name: String, _ attributes: [String: String] = [:]) {
    line("<\(name)\(XMLWriter.attributes(attributes))/>")
  }

  mutating func element(_ name: String, _ attributes: [String: String], text: String) {
    line("<\(name)\(XMLWriter.attributes(attributes))>\(XMLWriter.escaped(text))</\(name)>")
  }

  private mutating func line(_ content: String) {
    text += String(repeating: "  ", count: depth) + content + "\n"
  }

  private static func attributes(_ attributes: [String: String]) -> String {
    attributes.sorted { $0.key < $1.key }
      .map { " \($0.key)=\"\(escaped($0.value, isAttribute: true))\"" }.joined()
  }

  /// The text with markup escaped; in attributes, white space too, which XML would normalize.
  static func escaped(_ text: String, isAttribute: Bool = false) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n" where isAttribute: result += "&#10;"
      case "\t" where isAttribute: result += "&#9;"
      case "\r": result += "&#13;"
      case "\n", "\t", "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"...:
        result.unicodeScalars.append(scalar)
      default: result += "\u{FFFD}"
      }
    }
    return result
  }
}
