// Text from logs on its way into HTML. Every scalar is looked at by itself: Mustache's own escaping
// looks at characters, and `<` with a combining mark behind it is another character than `<`.

import KMSANReport
import Mustache

/// Escapes text for elements and for attributes in quotes.
struct HTMLEscaping: MustacheContentType {
  /// The name in the templates' first line.
  static let name = "KMSAN-HTML"

  func escapeText(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "`": result += "&#96;"
      case "\n", "\t", "\u{20}"..."\u{7E}": result.unicodeScalars.append(scalar)
      default: result += visible(String(scalar))
      }
    }
    return result
  }
}
