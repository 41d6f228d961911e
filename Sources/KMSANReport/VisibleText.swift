// Text from a log on its way to a terminal or a text file: what a terminal would act upon, and what
// would mislead a reader, is written as a number.

/// The text with control characters, characters without a shape and those that turn the direction of
/// writing as `\u{…}`. Line feeds are among them; tabs are kept. Cost: linear.
public func visible(_ text: String) -> String {
  if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    if scalar == "\t" || !isHidden(scalar) {
      result.unicodeScalars.append(scalar)
    } else {
      result += "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
  return result
}

private func isHidden(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
    .unassigned:
    true
  default: false
  }
}
