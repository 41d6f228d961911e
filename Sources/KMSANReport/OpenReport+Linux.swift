// The lines of a report as Linux prints it, and the runtime of this project.
// Source: Linux, mm/kmsan/report.c.

extension OpenReport {
  /// How many frames there is room for at first.
  private static let framesReserved = 16

  /// A ruler of at least twenty `=`.
  static func isRuler(_ text: Span<UInt8>) -> Bool {
    text.count >= 20 && text.allSatisfy(in: 0..<text.count) { $0 == UInt8(ascii: "=") }
  }

  mutating func takeLinux(
    _ line: LineFacts, _ text: Span<UInt8>, _ stacks: inout StackCache
  ) {
    if !text.isEmpty, text[0] == 0x20, section == .use || section == .origin,
      heldLineCount < StackCache.linesMax, line.hasTime(like: report)
    {
      emptyLines = 0
      return hold(text)
    }
    readHeldLines(&stacks)
    if !line.hasTime(like: report) {
      // Another program's: the kernel puts a time in front of all lines or of none.
      if !text.isEmpty, !takeExcerpt(text) { foreignLines += 1 }
      return
    }
    guard !text.isEmpty else {
      if section != .details { section = .between }
      emptyLines += 1
      return
    }
    defer { emptyLines = 0 }
    if OpenReport.isRuler(text) {
      takeRuler()
    } else {
      takeLine(text)
    }
  }

  /// Keeps a line of a stack until the stack ends: most stacks were read before.
  private mutating func hold(_ text: Span<UInt8>) {
    // The buffer is used only inside the closure.
    text.withUnsafeBufferPointer { heldLines.append(contentsOf: $0) }
    heldLines.append(UInt8(ascii: "\n"))
    heldLineCount += 1
  }

  /// Reads the lines of a stack that were kept, or takes the stack over when it was read before.
  mutating func readHeldLines(_ stacks: inout StackCache) {
    guard heldLineCount > 0 else { return }
    let wasEmpty = stack.isEmpty
    if wasEmpty, let known = stacks[heldLines] {
      stack = known
    } else {
      let (lines, place) = (heldLines, section)
      var start = 0
      while let end = lines[start...].firstIndex(of: UInt8(ascii: "\n")) {
        takeLine(lines.span.extracting(start..<end))
        start = end + 1
      }
      // Lines that are not frames may mean something else in another report.
      if wasEmpty, section == place, stack.count == heldLineCount { stacks[lines] = stack }
    }
    heldLines.removeAll(keepingCapacity: true)
    heldLineCount = 0
  }

  /// The stack that lines are of; nothing outside of stacks.
  private var stack: [StackFrame] {
    get { section == .use ? report.use : report.origins.last?.stack ?? [] }
    set {
      if section == .use {
        report.use = newValue
      } else if !report.origins.isEmpty {
        report.origins[report.origins.count - 1].stack = newValue
      }
    }
  }

  /// Takes a line that is neither empty nor a ruler.
  private mutating func takeLine(_ text: Span<UInt8>) {
    if text[0] == 0x20, takeFrame(text) { return }
    if text.holds("Kernel panic - not syncing", at: 0) {
      ending = .cutOff
    } else if let step = OriginStep(line: text) {
      report.origins.append(step)
      report.origins[report.origins.count - 1].omitsStacks = omitsStacks
      omitsStacks = false
      section = .origin
    } else if text.holds("<Zero or more stacks not recorded", at: 0) {
      omitsStacks = true
    } else if report.takeDetail(text) {
      section = .details
    } else if text.holds("Call Trace:", at: 0) || text.holds("Call trace:", at: 0) {
      section = .use
    } else if !OpenReport.isDecoration(text) {
      takeOther(text)
    }
  }

  /// Takes a ruler: it ends the report, or opens the next one.
  private mutating func takeRuler() {
    if report.task != nil || emptyLines > 1 {
      // The second of two empty lines is that about the task, of a port that knows nothing about it.
      ending = .complete
    } else {
      ending = section == .use || section == .origin ? .cutOff : .awaitsHeader
    }
  }

  /// Takes a line of a stack, or of its source as `kmsan run` prints it.
  private mutating func takeFrame(_ text: Span<UInt8>) -> Bool {
    guard section == .use || section == .origin else { return false }
    if let use = CheckedUse(frame: text) {
      // A frame that only says what the frame below it checks.
      if section == .use { report.operation = report.operation ?? use }
      return true
    }
    if let frame = StackFrame(text) ?? StackFrame(bareName: text) {
      add(frame)
      return true
    }
    return takeExcerpt(text)
  }

  private mutating func add(_ frame: StackFrame) {
    if section == .use {
      // Growing from one element on would move the first frames four times.
      if report.use.isEmpty { report.use.reserveCapacity(OpenReport.framesReserved) }
      report.use.append(frame)
    } else if let last = report.origins.indices.last {
      report.origins[last].stack.append(frame)
    }
  }

  /// Takes `   67 |   copyout(…);` or `      |   ^`.
  private mutating func takeExcerpt(_ text: Span<UInt8>) -> Bool {
    guard let bar = text.firstIndex(of: UInt8(ascii: "|"), in: 0..<text.count) else { return false }
    let start = text.behindBlanks(0)
    if start == bar { return true }
    var end = bar
    while end > start, text[end - 1] == 0x20 { end -= 1 }
    guard start < bar, text.allSatisfy(in: start..<end, \.isDigit) else { return false }
    if let line = text.decimal(start..<end) {
      let source = text.string(min(bar + 2, text.count)..<text.count)
      setExcerpt(SourceExcerpt(firstLine: line, lines: [source]))
    }
    return true
  }

  private mutating func setExcerpt(_ excerpt: SourceExcerpt) {
    if section == .use, let last = report.use.indices.last {
      report.use[last].excerpt = excerpt
    } else if let step = report.origins.indices.last,
      let last = report.origins[step].stack.indices.last
    {
      report.origins[step].stack[last].excerpt = excerpt
    }
  }

  /// Lines of stacks that say nothing about uninitialized memory.
  private static func isDecoration(_ text: Span<UInt8>) -> Bool {
    text.equals(0..<text.count, "(stack is not available)") || text.holds(" <", at: 0)
  }

  private mutating func takeOther(_ text: Span<UInt8>) {
    if text.hasSuffix("printk messages dropped **", in: 0..<text.count) {
      report.mark(.lostLines)
    } else if section == .details, report.task == nil {
      // One of our own, unless there are too many.
      if report.additions.count < ReportParser.foreignLinesMax {
        report.additions.append(text.string(0..<text.count))
      } else {
        foreignLines += 1
      }
    } else if text[0] != 0x20, takeFrame(text) {
      // Mail programs take the blank from the front of a frame.
      return
    } else {
      foreignLines += 1
    }
  }
}

extension LineFacts {
  /// Whether the kernel has put a time in front of the line as it did with the report's header.
  fileprivate func hasTime(like report: Report) -> Bool {
    report.timeNanoseconds == nil || timeNanoseconds != nil
  }
}
