// Logs that no kernel would write, made of those that kernels do: pieces of reports in every dialect,
// cut, doubled, interleaved, with noise and with names that attack a terminal or a browser.

import SeededRandom

/// Makes logs from a seed: the same seed, the same log.
struct LogGenerator {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// The next log.
  mutating func log() -> [UInt8] {
    var lines: [[UInt8]] = []
    for _ in 0...below(3) { lines += report() }
    for _ in 0..<below(4) { lines = mutated(lines) }
    if below(4) == 0 { lines = interleaved(lines, report()) }
    if below(2) == 0 { lines = dressed(lines) }
    let end: [UInt8] = below(4) == 0 ? [0x0D, 0x0A] : [0x0A]
    var bytes = Array(lines.joined(separator: end))
    for _ in 0..<below(3) { damage(&bytes) }
    return bytes
  }

  private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[below(elements.count)]
  }
}

// MARK: - Reports

extension LogGenerator {
  private static let names = [
    "foo", "kmsan_report", "__se_sys_read", "memcpy", "a.isra.0", "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>", "</title><svg/onload=x>", "'`{{title}}`'", "]]>", "&lt;",
    "<\u{301}script>", "\u{1B}[31m\u{1B}]0;x\u{7}", "\u{9B}2J", "\u{202E}evil", "\u{200B}",
    "%s%n", "../../etc/passwd", "a b", "", "=", "|", "名前", "\u{FFFD}", "0xffffffff81000000",
    "javascript:alert(1)", "-->", "${x}", "\0", "#0", "?", "[", "]", "(", ")",
  ]
  private static let ruler = String(repeating: "=", count: 53)
  private static let titles = [
    "uninit-value", "use-after-free", "kernel-infoleak", "kernel-infoleak-after-free",
    "kernel-usb-infoleak", "kernel-usb-infoleak-after-free", "invalid-call", "<b>", "",
  ]

  private mutating func report() -> [[UInt8]] {
    let lines =
      switch below(6) {
      case 0: bsd()
      case 1: fragments()
      default: linux()
      }
    return lines.map { Array($0.utf8) }
  }

  private mutating func frame() -> String {
    let name = pick(LogGenerator.names)
    switch below(10) {
    case 0: return " \(name) a/\(pick(LogGenerator.names)).c:\(below(99)) [inline]"
    case 1: return " \(name)+0x1/0x2 [\(pick(LogGenerator.names)) 0123abcd]"
    case 2: return " ? \(name)+0x\(String(random.next(), radix: 16))/0x2"
    case 3: return "#\(below(30)) 0x\(String(random.next(), radix: 16)) at \(name)+0x1"
    case 4: return " \(name) (a.c:\(below(99)) b.h:1 (discriminator 2)) \(name)"
    case 5: return "   \(below(9999)) |   \(name)"
    case 6: return " kmsan: \(operation()) a.c:\(below(99)) [inline]"
    default: return " \(name)+0x\(String(below(4096), radix: 16))/0x1000 x/y.c:\(below(999)):3"
    }
  }

  private mutating func linux() -> [String] {
    let title = pick(LogGenerator.titles)
    var lines = [
      LogGenerator.ruler, "BUG: KMSAN: \(title) in \(frame().dropFirst())",
    ]
    for _ in 0..<below(6) { lines.append(frame()) }
    lines.append("")
    for _ in 0..<below(5) {
      lines.append(
        pick([
          "Uninit was stored to memory at:", "Uninit was created at:",
          "Local variable \(pick(LogGenerator.names)) created at:",
          "<Zero or more stacks not recorded to save memory>",
        ]))
      for _ in 0..<below(5) { lines.append(frame()) }
      lines.append("")
    }
    lines += details()
    lines.append("CPU: 0 PID: \(below(99)) Comm: \(pick(LogGenerator.names)) Not tainted")
    lines.append(LogGenerator.ruler)
    return lines
  }

  private mutating func details() -> [String] {
    let (first, size) = (Int(truncatingIfNeeded: random.next() >> 40), below(1 << 30))
    return [
      "Bytes \(below(9))-\(below(9)) of \(below(9)) are uninitialized",
      "Bytes \(first)-\(size) of \(size) are uninitialized",
      "Byte -1 of 99999999999999999999 is uninitialized",
      "Memory access of size \(size) starts at \(String(random.next(), radix: 16))",
      "Data copied to user address zz", "Memory type: \(pick(LogGenerator.names))",
      "Check: \(pick(LogGenerator.names))", "\(pick(LogGenerator.names)): more", "",
      "Operation: \(operation())",
      "Bits 0x\(String(random.next() >> UInt64(below(64)), radix: 16)) of \(below(70))"
        + " are uninitialized",
    ].filter { _ in below(2) == 0 } + (below(2) == 0 ? bytes() : [])
  }

  private mutating func operation() -> String {
    let (name, other) = (pick(LogGenerator.names), pick(LogGenerator.names))
    return pick([
      "branch on '\(name)' (\(other))", "call of \(name) with argument 1 '\(other)' or argument 2",
      "load from address '\(name)", "memcpy with length '\(name)' (\(other)) or source (\(name))",
      "division by \(name)", "\(name) '\(other)'",
    ])
  }

  /// The shadow and the fields of an access, more or less in order.
  private mutating func bytes() -> [String] {
    let (start, count) = (below(3) * 16, 1 + below(20))
    let row = (0..<count).map { _ in pick(["00", "ff", "0f", "zz", "░░"]) }
    let letters = String(repeating: pick(["A", ".", "B", "<"]), count: max(0, count - below(2)))
    return [
      "Shadow of bytes \(start)-\(random.next()) (00 is initialized, letters are origins):",
      "  +\(start)   \(row.joined(separator: " "))  \(letters)",
      "Origin \(pick(["B", "", "<b>"])): created at \(pick(LogGenerator.names))+0x1/0x2",
      "Fields of struct \(pick(LogGenerator.names)), \(below(40)) bytes:",
      "  +\(below(9))   \(pick(LogGenerator.names))        ·· ░░ 0f",
      "  +\(random.next())   \(pick(LogGenerator.names))  ··", "  +\(below(40))                 ░A",
    ].filter { _ in below(4) != 0 }
  }

  private mutating func bsd() -> [String] {
    let name = pick(LogGenerator.names)
    var lines = [
      pick([
        "MSan: Uninitialized \(name) memory in \(name), offset \(below(9))/\(below(9)), addr 0x1,",
        "MSan: Uninitialized Stack Memory In \(name) At Offset 4, Variable '\(name)' From \(name)()",
        "MSan: uninitialized variable in 0x\(String(random.next(), radix: 16))",
        "panic: MSan: Uninitialized malloc memory, origin \(name)", "MSan: Uninitialized",
      ])
    ]
    for _ in 0..<below(6) { lines.append(frame()) }
    return lines + ["login:"]
  }

  /// Lines of any kind, in any order.
  private mutating func fragments() -> [String] {
    var lines: [String] = []
    for _ in 0..<below(20) { lines.append(pick(below(2) == 0 ? linux() : bsd())) }
    return lines
  }
}

// MARK: - Damage

extension LogGenerator {
  private mutating func mutated(_ lines: [[UInt8]]) -> [[UInt8]] {
    guard !lines.isEmpty else { return lines }
    var result = lines
    let index = below(lines.count)
    switch below(7) {
    case 0: result.remove(at: index)
    case 1: result.insert(lines[below(lines.count)], at: index)
    case 2: result[index] = Array(lines[index].prefix(below(lines[index].count + 1)))
    case 3: result[index] += lines[below(lines.count)]
    case 4: result.insert(noise(below(40)), at: index)
    // Once in a while, longer than any line may be.
    case 5 where below(200) == 0: result[index] += [UInt8](repeating: 0x61, count: 70_000)
    default: result.swapAt(index, below(lines.count))
    }
    return result
  }

  private mutating func noise(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  private mutating func interleaved(_ first: [[UInt8]], _ second: [[UInt8]]) -> [[UInt8]] {
    var (rest, other) = (first[...], second[...])
    var lines: [[UInt8]] = []
    while !rest.isEmpty || !other.isEmpty {
      let takesOther = rest.isEmpty || !other.isEmpty && below(2) == 0
      let prefix = Array("[    1.000001][\(takesOther ? "   T2" : "   C1")] ".utf8)
      lines.append(prefix + (takesOther ? other.removeFirst() : rest.removeFirst()))
    }
    return lines
  }

  private mutating func dressed(_ lines: [[UInt8]]) -> [[UInt8]] {
    let prefix = pick([
      "[    3.100000] ", "<3>[    3.1] ", "Nov 21 07:06:14 host kernel: ", "\u{1B}[31m",
      "[Sat Nov 21 07:06:14 2026] ", "[99999999999999999999.9] ", "> ", "\t",
    ])
    return lines.map { Array(prefix.utf8) + $0 }
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let index = below(bytes.count)
    switch below(4) {
    case 0: bytes.removeLast(bytes.count - index)
    case 1: bytes[index] = UInt8(truncatingIfNeeded: random.next())
    case 2: bytes.insert(contentsOf: noise(below(16)), at: index)
    default: bytes.removeSubrange(index..<min(bytes.count, index + below(64)))
    }
  }
}
