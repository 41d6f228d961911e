// Whether a page is only what its template makes of text: known elements, known attributes, nothing
// else between angle brackets. What a log smuggled in would show here.

/// Checks HTML of `ReportDocuments`.
public enum MarkupCheck {
  private static let elements: Set<String> = [
    "html", "head", "meta", "title", "style", "body", "a", "header", "h1", "h2", "h3", "p", "span",
    "nav", "div", "label", "input", "select", "option", "ol", "ul", "li", "strong", "main",
    "article", "figure", "figcaption", "pre", "section", "code", "table", "caption", "thead", "tr",
    "th", "tbody", "td", "dl", "dt", "dd", "details", "summary", "button", "footer", "kbd",
    "script",
  ]
  private static let attributes: Set<String> = [
    "lang", "charset", "name", "content", "http-equiv", "class", "href", "aria-label", "role", "id",
    "type", "placeholder", "autocomplete", "value", "hidden", "data-kind", "data-state",
    "data-damaged", "data-function", "tabindex", "aria-labelledby", "aria-live", "scope",
  ]

  /// The first thing that is wrong with a page; nil when nothing is. `scripts` is how many script
  /// elements the template has. Cost: linear.
  public static func problem(in page: String, scripts: Int = 1) -> String? {
    let bytes = Array(page.utf8)
    var index = 0
    var scriptCount = 0
    guard bytes.starts(with: "<!DOCTYPE html>\n".utf8) else { return "no document type" }
    index = "<!DOCTYPE html>\n".utf8.count
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: ">") { return "a closing bracket in text at byte \(index)" }
      if isControl(byte) { return "control code \(byte) at byte \(index)" }
      guard byte == UInt8(ascii: "<") else {
        index += 1
        continue
      }
      var tag = Tag(bytes, from: index)
      guard tag.isComplete else { return "a bracket that opens no tag at byte \(index)" }
      if !elements.contains(tag.name) { return "element '\(tag.name)' at byte \(index)" }
      if let attribute = tag.attributes.first(where: { !attributes.contains($0) }) {
        return "attribute '\(attribute)' at byte \(index)"
      }
      if tag.name == "script", !tag.isClosing { scriptCount += 1 }
      if tag.name == "script" || tag.name == "style", !tag.isClosing {
        // A script that was smuggled in before the page's own would swallow its tag.
        if tag.skipRawText(bytes) { return "a script in a script before byte \(tag.end)" }
      }
      index = tag.end
    }
    return scriptCount == scripts ? nil : "\(scriptCount) scripts instead of \(scripts)"
  }

  private static func isControl(_ byte: UInt8) -> Bool {
    byte < 0x20 && byte != 0x0A && byte != 0x09 || byte == 0x7F
  }
}

/// A tag in its strictest form: lower-case names, values in double quotes.
private struct Tag {
  var name = ""
  var attributes: [String] = []
  var isClosing = false
  var isComplete = false
  var end: Int

  init(_ bytes: [UInt8], from start: Int) {
    end = start + 1
    if end < bytes.count, bytes[end] == UInt8(ascii: "/") {
      isClosing = true
      end += 1
    }
    name = takeName(bytes)
    while end < bytes.count, bytes[end] == 0x20 {
      end += 1
      let attribute = takeName(bytes)
      if attribute.isEmpty { return }
      attributes.append(attribute)
      if end < bytes.count, bytes[end] == UInt8(ascii: "="), !takeValue(bytes) { return }
    }
    isComplete = end < bytes.count && bytes[end] == UInt8(ascii: ">") && !name.isEmpty
    end += 1
  }

  private mutating func takeName(_ bytes: [UInt8]) -> String {
    let start = end
    while end < bytes.count,
      (0x61...0x7A).contains(bytes[end]) || (0x30...0x39).contains(bytes[end])
        || bytes[end] == UInt8(ascii: "-")
    {
      end += 1
    }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private mutating func takeValue(_ bytes: [UInt8]) -> Bool {
    end += 1
    guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return false }
    end += 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
      if bytes[end] == UInt8(ascii: "<") || bytes[end] == UInt8(ascii: ">") { return false }
      end += 1
    }
    end += 1
    return end < bytes.count
  }

  /// Moves behind the text of an element that holds no markup. Returns whether another such element
  /// seems to open in it.
  mutating func skipRawText(_ bytes: [UInt8]) -> Bool {
    let (open, close) = (Array("<\(name)".utf8), Array("</\(name)>".utf8))
    while end + close.count <= bytes.count {
      if bytes[end] == UInt8(ascii: "<") {
        if bytes[end...].starts(with: close) { return false }
        if bytes[end...].starts(with: open) { return true }
      }
      end += 1
    }
    return false
  }
}

extension MarkupCheck {
  private static let xmlElements: Set<String> = [
    "testsuites", "testsuite", "properties", "property", "testcase", "failure", "skipped",
  ]

  /// The first thing that is wrong with a JUnit document; nil when nothing is.
  static func problem(inXML document: String) -> String? {
    for part in document.utf8.split(separator: UInt8(ascii: "<")).dropFirst() {
      let name = part.drop { $0 == UInt8(ascii: "/") }.prefix { (0x61...0x7A).contains($0) }
      if !xmlElements.contains(String(decoding: name, as: UTF8.self)) {
        return "XML: element '\(String(decoding: part.prefix(20), as: UTF8.self))'"
      }
    }
    for scalar in document.unicodeScalars where scalar.value < 0x20 && scalar != "\n" {
      if scalar != "\t" { return "XML: control code \(scalar.value)" }
    }
    return nil
  }
}
