// Functions whose size can be chosen, one for each way in which a pass could grow faster than its
// input.

/// The shape of a large function.
public enum GrowthShape: String, CaseIterable, Sendable {
  /// Many blocks, each with a load, a branch on it and a store.
  case blocks
  /// Two phi nodes with many operands each.
  case phiOperands = "phi operands"
  /// One value made of many exclusive ors.
  case xorChain = "xor chain"

  /// The largest size that is measured.
  public var sizeMax: Int {
    switch self {
    case .blocks, .xorChain: 10_000
    case .phiOperands: 2_000
    }
  }

  /// A module with one function of this shape.
  public func module(size: Int) -> String {
    let body =
      switch self {
      case .blocks: Self.blocks(size)
      case .phiOperands: Self.phiOperands(size)
      case .xorChain: Self.xorChain(size)
      }
    return """
      target triple = "x86_64-unknown-linux-gnu"
      define i32 @f(ptr noundef %p, i32 noundef %n) sanitize_memory {
      \(body)
      }

      """
  }

  private static func blocks(_ size: Int) -> String {
    var lines = ["  br label %b0"]
    for index in 0..<size / 2 {
      lines += [
        "b\(index):",
        "  %a\(index) = getelementptr i32, ptr %p, i64 \(index)",
        "  %v\(index) = load i32, ptr %a\(index)",
        "  %c\(index) = icmp sgt i32 %v\(index), %n",
        "  br i1 %c\(index), label %t\(index), label %b\(index + 1)",
        "t\(index):",
        "  store i32 %n, ptr %a\(index)",
        "  br label %b\(index + 1)",
      ]
    }
    lines += ["b\(size / 2):", "  ret i32 %n"]
    return lines.joined(separator: "\n")
  }

  private static func phiOperands(_ size: Int) -> String {
    let cases = (0..<size).map { "    i32 \($0), label %c\($0)" }.joined(separator: "\n")
    var lines = ["  switch i32 %n, label %end [\n\(cases)\n  ]"]
    for index in 0..<size {
      lines += [
        "c\(index):",
        "  %a\(index) = getelementptr i32, ptr %p, i64 \(index)",
        "  %v\(index) = load i32, ptr %a\(index)",
        "  br label %end",
      ]
    }
    let values = (0..<size).map { "[ %v\($0), %c\($0) ]" }.joined(separator: ", ")
    let numbers = (0..<size).map { "[ \($0), %c\($0) ]" }.joined(separator: ", ")
    lines += [
      "end:", "  %x = phi i32 [ 0, %0 ], \(values)", "  %y = phi i32 [ 0, %0 ], \(numbers)",
      "  %s = add i32 %x, %y", "  ret i32 %s",
    ]
    return lines.joined(separator: "\n")
  }

  private static func xorChain(_ size: Int) -> String {
    var lines = ["  %x0 = load i32, ptr %p", "  %k = load i32, ptr %p"]
    for index in 1...size { lines.append("  %x\(index) = xor i32 %x\(index - 1), %k") }
    lines.append("  ret i32 %x\(size)")
    return lines.joined(separator: "\n")
  }
}
