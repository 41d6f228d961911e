// A report as Linux prints it, from the model: what other tools read (syzkaller, decode_stacktrace).
// Reports of FreeBSD and NetBSD come out in the same form. Source: Linux 6.12, mm/kmsan/report.c.

extension Report {
  private static let ruler = String(repeating: "=", count: 53)

  /// The report in the format of Linux, with a final line feed. Sources that are known stand behind
  /// their frames; a report that is damaged gets what it has.
  public var linuxText: String {
    var lines = [Report.ruler, "BUG: KMSAN: \(title) in \(function)"]
    lines += use.map { " \($0)" }
    lines.append("")
    for step in origins { lines += Report.lines(step) }
    let access = accessLines + additions
    if !access.isEmpty { lines += access + [""] }
    if let task { lines.append("CPU: \(task)") }
    if let hardware { lines.append("Hardware name: \(hardware)") }
    lines.append(Report.ruler)
    return lines.map(visible).joined(separator: "\n") + "\n"
  }

  private static func lines(_ step: OriginStep) -> [String] {
    var lines = step.omitsStacks ? ["<Zero or more stacks not recorded to save memory>", ""] : []
    switch step.kind {
    case .stored: lines.append("Uninit was stored to memory at:")
    case .created: lines.append("Uninit was created at:")
    case .local: lines.append("Local variable \(step.variable ?? "") created at:")
    }
    lines += step.stack.isEmpty ? ["(stack is not available)"] : step.stack.map { " \($0)" }
    return lines + [""]
  }

  private var accessLines: [String] {
    var lines: [String] = []
    if let bytes, let size = bytes.size {
      lines.append(
        bytes.first == bytes.last
          ? "Byte \(bytes.first) of \(size) is uninitialized"
          : "Bytes \(bytes.first)-\(bytes.last) of \(size) are uninitialized")
    }
    if let bits { lines.append(bits.line) }
    if let accessSize, let accessAddress {
      lines.append(
        "Memory access of size \(accessSize) starts at \(Report.digits(accessAddress))")
    }
    if let userAddress {
      lines.append("Data copied to user address \(Report.digits(userAddress))")
    }
    if let memoryType { lines.append("Memory type: \(memoryType)") }
    if let check { lines.append("Check: \(check)") }
    return lines + (shadow?.lines ?? []) + symbolicLines
  }

  /// What debug information adds to the report: the operation, and the fields of the bytes.
  public var symbolicLines: [String] {
    (operation.map { [$0.line] } ?? []) + FieldRows.lines(self)
  }

  /// Sixteen hexadecimal digits, as %px prints them.
  static func digits(_ address: UInt64) -> String {
    let digits = String(address, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
