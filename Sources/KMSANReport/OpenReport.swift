// A report that is being read: it takes line after line until one of them ends it.

/// A report that has begun.
struct OpenReport: Sendable {
  /// What the next lines belong to.
  enum Section: Sendable {
    case use
    case origin
    case details
    case between
  }

  var report: Report
  var section = Section.use
  /// The printk caller of the header.
  let caller: String?
  /// Lines that the report did not understand.
  var foreignLines = 0
  /// Lines that came since the last one of this report's caller.
  var linesSinceOwn = 0
  /// Whether the report says that stacks are left out before the next step.
  private var omitsStacks = false
  private var raw: [UInt8] = []
  private var ending = Ending.none
  /// Empty lines that came since the last other one.
  private var emptyLines = 0

  private enum Ending: Sendable {
    case none, complete, cutOff
    /// A ruler has come and no line about the task: the report is complete, unless a header follows,
    /// whose ruler it was then.
    case awaitsHeader
  }

  /// Whether a ruler has come, and the next line decides whose it was.
  var awaitsHeader: Bool { ending == .awaitsHeader }

  init(_ header: ReportHeader, _ line: ConsoleLine, number: Int, raw: some Collection<UInt8>) {
    report = Report(
      dialect: header.dialect, title: header.title,
      function: header.function ?? StackFrame(function: "?"), line: number)
    report.timeNanoseconds = line.timeNanoseconds
    caller = line.caller
    if header.isUnreadable { report.mark(.header) }
    if line.isShared { report.mark(.sharedLine) }
    if line.isRepaired { report.mark(.encoding) }
    if let memory = header.memory { takeMemory(memory) }
    keep(raw)
  }

  /// Takes a header that repeats this one for the function into which the first was inlined, as
  /// syzkaller prints them. Returns false when it is another report's.
  mutating func takeRepeatedHeader(_ header: ReportHeader, _ raw: some Collection<UInt8>) -> Bool {
    guard let function = header.function, header.title == report.title,
      report.function.isInlined, report.use.isEmpty, section == .use
    else { return false }
    report.function = function
    linesSinceOwn = 0
    keep(raw)
    return true
  }

  /// Takes a line. Returns whether the report ends with it.
  mutating func take(_ line: ConsoleLine, _ raw: some Collection<UInt8>) -> Bool {
    linesSinceOwn = 0
    if line.isRepaired { report.mark(.encoding) }
    switch report.dialect {
    case .linux: takeLinux(line)
    case .freeBSD, .netBSD: takeBSD(line.text)
    }
    if ending == .none || report.dialect == .linux { keep(raw) }
    return ending == .complete || ending == .cutOff
      || foreignLines > ReportParser.foreignLinesMax
  }

  /// The report, with what is wrong with it. `byHeader` says whether the header of another one ends
  /// it.
  func finished(byHeader: Bool = false) -> Report {
    let isComplete = ending == .complete || ending == .awaitsHeader && !byHeader
    var result = report
    result.raw = String(decoding: raw, as: UTF8.self)
    if !isComplete, result.dialect == .linux { result.mark(.truncated) }
    if foreignLines > 0 { result.mark(.foreignLines) }
    if result.use.isEmpty { result.mark(.stack) }
    if CheckedUse(functionName: result.function.function) != nil, let first = result.use.first {
      result.function = first
    }
    if result.dialect != .linux {
      result.function = result.headingFrame
    }
    return result
  }

  private mutating func keep(_ bytes: some Collection<UInt8>) {
    guard raw.count < Report.rawBytesMax else { return }
    raw.append(contentsOf: bytes.prefix(Report.rawBytesMax - raw.count))
    raw.append(UInt8(ascii: "\n"))
  }
}

// MARK: - Linux

extension OpenReport {
  /// A ruler of at least twenty `=`.
  static func isRuler(_ text: String) -> Bool {
    text.utf8.count >= 20 && text.utf8.allSatisfy { $0 == UInt8(ascii: "=") }
  }

  private mutating func takeLinux(_ line: ConsoleLine) {
    let text = line.text
    if report.timeNanoseconds != nil, line.timeNanoseconds == nil, !takeExcerpt(text) {
      // Another program's: the kernel puts a time in front of all lines or of none.
      if !text.isEmpty { foreignLines += 1 }
      return
    }
    guard let first = text.utf8.first else {
      if section != .details { section = .between }
      emptyLines += 1
      return
    }
    defer { emptyLines = 0 }
    // Most lines are frames.
    if first == 0x20, takeFrame(text) { return }
    if OpenReport.isRuler(text) {
      takeRuler()
    } else if text.hasPrefix("Kernel panic - not syncing") {
      ending = .cutOff
    } else if let step = OriginStep(line: text) {
      report.origins.append(step)
      report.origins[report.origins.count - 1].omitsStacks = omitsStacks
      omitsStacks = false
      section = .origin
    } else if text.hasPrefix("<Zero or more stacks not recorded") {
      omitsStacks = true
    } else if report.takeDetail(text) {
      section = .details
    } else if text.hasPrefix("Call Trace:") || text.hasPrefix("Call trace:") {
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
  private mutating func takeFrame(_ text: String) -> Bool {
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
      report.use.append(frame)
    } else if let last = report.origins.indices.last {
      report.origins[last].stack.append(frame)
    }
  }

  /// Takes `   67 |   copyout(…);` or `      |   ^`.
  private mutating func takeExcerpt(_ text: String) -> Bool {
    guard let bar = text.utf8.firstIndex(of: UInt8(ascii: "|")) else { return false }
    let gutter = text.utf8[..<bar].filter { $0 != 0x20 }
    guard gutter.allSatisfy(\.isDigit) else { return false }
    if gutter.isEmpty { return true }
    let source = text[text.utf8.index(after: bar)...].utf8.dropFirst()
    if let line = Int(String(decoding: gutter, as: UTF8.self)) {
      setExcerpt(SourceExcerpt(firstLine: line, lines: [String(Substring(source))]))
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
  private static func isDecoration(_ text: String) -> Bool {
    text == "(stack is not available)" || text.hasPrefix(" <") || text.hasPrefix(" </")
  }

  private mutating func takeOther(_ text: String) {
    if text.hasSuffix("printk messages dropped **") {
      report.mark(.lostLines)
    } else if section == .details, report.task == nil {
      // One of our own, unless there are too many.
      if report.additions.count < ReportParser.foreignLinesMax {
        report.additions.append(text)
      } else {
        foreignLines += 1
      }
    } else if text.utf8.first != 0x20, takeFrame(text) {
      // Mail programs take the blank from the front of a frame.
      return
    } else {
      foreignLines += 1
    }
  }
}

// MARK: - FreeBSD and NetBSD

extension OpenReport {
  /// What a panic prints before its backtrace.
  private static let linesBeforeStackMax = 6

  private mutating func takeBSD(_ text: String) {
    if let frame = StackFrame(text), frame.address != nil || frame.offset != nil {
      report.use.append(frame)
    } else if !report.use.isEmpty {
      ending = .complete
    } else {
      report.additions.append(text)
      if report.additions.count > OpenReport.linesBeforeStackMax { ending = .complete }
    }
  }

  /// Takes what the header says.
  private mutating func takeMemory(_ memory: MemoryWords) {
    report.memoryType = memory.memoryType
    report.check = memory.check
    report.accessSize = memory.size
    if let offset = memory.offset {
      report.bytes = ByteRange(first: offset, last: offset, size: memory.size)
      report.accessAddress = memory.address.map { $0 &- UInt64(truncatingIfNeeded: offset) }
    }
    if let variable = memory.variable {
      let stack = memory.creation.map { [$0] } ?? []
      report.origins = [OriginStep(kind: .local, variable: variable, stack: stack)]
    } else if let creation = memory.creation {
      report.origins = [OriginStep(kind: .created, stack: [creation])]
    }
    if let address = memory.useAddress {
      let name = "0x" + String(address, radix: 16)
      report.function = StackFrame(function: name, address: address)
    } else if let check = memory.check {
      report.function = StackFrame(function: check)
    }
  }
}
