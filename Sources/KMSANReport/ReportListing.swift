// A report as plain text for a terminal: one header line, then used, stored and created.
// The console's own text is not repeated; the log keeps it.

extension StackFrame: CustomStringConvertible {
  /// `name+0x1a/0x40 [module] file.c:12`, as the console has it.
  public var description: String {
    var text = isGuess ? "? " : ""
    text += function
    if let offset, let size {
      text += "+0x\(String(offset, radix: 16))/0x\(String(size, radix: 16))"
    }
    if let module { text += " [\(module)]" }
    if let location { text += " \(location)" }
    if isInlined { text += " [inline]" }
    return text
  }
}

extension OriginStep {
  /// The words that introduce the step in a listing.
  var label: String {
    switch kind {
    case .stored: "stored"
    case .created: "created"
    case .local(let name): "created (local variable \(name))"
    }
  }
}

extension Report {
  /// `uninit-value in foo`.
  public var summary: String { "\(title) in \(function.function)" }

  /// The report as a plain listing, without a final line feed. At most `framesMax` frames of each
  /// stack are shown.
  public func listing(framesMax: Int = 6) -> String {
    var lines = [summary + (isTruncated ? "  (cut off)" : "")]
    lines += Report.section("used", use.isEmpty ? [function] : use, framesMax)
    for step in origins {
      lines += Report.section(step.label, step.stack, framesMax)
      if step.omitsStacks { lines.append("    … stores not recorded") }
    }
    if let bytes {
      lines.append(
        bytes.first == bytes.last
          ? "  byte \(bytes.first) of \(bytes.size)"
          : "  bytes \(bytes.first) to \(bytes.last) of \(bytes.size)")
    }
    if let userAddress {
      lines.append("  copied to user address 0x\(String(userAddress, radix: 16))")
    }
    if let task { lines.append("  on CPU \(task)") }
    lines += additions.map { "  \($0)" }
    return lines.joined(separator: "\n")
  }

  private static func section(
    _ label: String, _ stack: [StackFrame], _ framesMax: Int
  ) -> [String] {
    var lines = ["  \(label)"]
    lines += stack.prefix(framesMax).map { "    \($0)" }
    if stack.isEmpty { lines.append("    (no stack)") }
    if stack.count > framesMax { lines.append("    … \(stack.count - framesMax) more") }
    return lines
  }
}
