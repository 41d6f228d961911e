// A report as a short listing without colours, as summaries of test runs show it: one header line,
// then used, stored and created. The console's own text is not repeated; the log keeps it.

extension OriginStep {
  /// The words that introduce the step in a listing.
  public var label: String {
    switch kind {
    case .stored: "stored"
    case .created: "created"
    case .local: "created (local variable \(variable ?? "without a name"))"
    }
  }
}

extension ByteRange {
  /// `byte 3 of 4`, `bytes 4 to 7 of 16`.
  public var words: String {
    let range = first == last ? "byte \(first)" : "bytes \(first) to \(last)"
    return range + (size.map { " of \($0)" } ?? "")
  }
}

extension Report {
  /// The report as a plain listing, without a final line feed. At most `framesMax` frames of each
  /// stack are shown. Characters that a terminal would act upon are written as numbers.
  public func listing(framesMax: Int = 6) -> String {
    var lines = [heading + (isTruncated ? "  (cut off)" : "")]
    lines += Report.section("used", use.isEmpty ? [function] : use, framesMax)
    for step in origins {
      if step.omitsStacks { lines.append("  … stores not recorded") }
      lines += Report.section(step.label, step.stack, framesMax)
    }
    if let operation { lines.append("  checked: \(operation.text)") }
    if let bits { lines.append("  \(bits.words) uninitialized") }
    if let bytes { lines.append("  \(bytes.words)") }
    if let userAddress {
      lines.append("  copied to user address 0x\(String(userAddress, radix: 16))")
    }
    if let task { lines.append("  on CPU \(task)") }
    lines += additions.map { "  \($0)" }
    return lines.map(visible).joined(separator: "\n")
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
