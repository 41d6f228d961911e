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
  let caller: PrintkCaller?
  /// Lines that the report did not understand.
  var foreignLines = 0
  /// Lines that came since the last one of this report's caller.
  var linesSinceOwn = 0
  /// Whether the report says that stacks are left out before the next step.
  var omitsStacks = false
  private var raw: [UInt8] = []
  /// Bytes that most reports have: buffers need not grow.
  private static let rawBytesReserved = 2048
  var ending = Ending.none
  /// Empty lines that came since the last other one.
  var emptyLines = 0
  /// The lines of a stack that were not read yet, each with a line feed.
  var heldLines: [UInt8] = []
  var heldLineCount = 0

  enum Ending: Sendable {
    case none, complete, cutOff
    /// A ruler has come and no line about the task: the report is complete, unless a header follows,
    /// whose ruler it was then.
    case awaitsHeader
  }

  /// Whether a ruler has come, and the next line decides whose it was.
  var awaitsHeader: Bool { ending == .awaitsHeader }

  init(_ header: ReportHeader, _ line: LineFacts, number: Int, raw: Span<UInt8>) {
    report = Report(
      dialect: header.dialect, title: header.title,
      function: header.function ?? StackFrame(function: "?"), line: number)
    report.timeNanoseconds = line.timeNanoseconds
    caller = line.caller
    self.raw.reserveCapacity(OpenReport.rawBytesReserved)
    heldLines.reserveCapacity(OpenReport.rawBytesReserved / 4)
    if header.isUnreadable { report.mark(.header) }
    if line.isShared { report.mark(.sharedLine) }
    if line.isRepaired { report.mark(.encoding) }
    if let memory = header.memory { takeMemory(memory) }
    keep(raw)
  }

  /// Takes a header that repeats this one for the function into which the first was inlined, as
  /// syzkaller prints them. Returns false when it is another report's.
  mutating func takeRepeatedHeader(_ header: ReportHeader, _ raw: Span<UInt8>) -> Bool {
    guard let function = header.function, header.title == report.title,
      report.function.isInlined, report.use.isEmpty, heldLines.isEmpty, section == .use
    else { return false }
    report.function = function
    linesSinceOwn = 0
    keep(raw)
    return true
  }

  /// Takes a line with its text. Returns whether the report ends with it.
  mutating func take(
    _ line: LineFacts, _ text: Span<UInt8>, _ raw: Span<UInt8>, _ stacks: inout StackCache
  ) -> Bool {
    linesSinceOwn = 0
    if line.isRepaired { report.mark(.encoding) }
    switch report.dialect {
    case .linux: takeLinux(line, text, &stacks)
    case .freeBSD, .netBSD: takeBSD(text)
    }
    if ending == .none || report.dialect == .linux { keep(raw) }
    return ending == .complete || ending == .cutOff
      || foreignLines > ReportParser.foreignLinesMax
  }

  /// The report, with what is wrong with it. `byHeader` says whether the header of another one ends
  /// it.
  mutating func finish(byHeader: Bool = false, _ stacks: inout StackCache) -> Report {
    readHeldLines(&stacks)
    let isComplete = ending == .complete || ending == .awaitsHeader && !byHeader
    report.raw = String(decoding: raw, as: UTF8.self)
    if !isComplete, report.dialect == .linux { report.mark(.truncated) }
    if foreignLines > 0 { report.mark(.foreignLines) }
    if report.use.isEmpty { report.mark(.stack) }
    if report.dialect != .linux {
      report.function = report.headingFrame
    } else if CheckedUse(functionName: report.function.function) != nil,
      let first = report.use.first
    {
      report.function = first
    }
    return report
  }

  private mutating func keep(_ bytes: Span<UInt8>) {
    guard raw.count < Report.rawBytesMax else { return }
    let room = Report.rawBytesMax - raw.count
    // The buffer is used only inside the closure.
    bytes.withUnsafeBufferPointer {
      raw.append(contentsOf: UnsafeBufferPointer(rebasing: $0.prefix(room)))
    }
    raw.append(UInt8(ascii: "\n"))
  }
}

// MARK: - FreeBSD and NetBSD

extension OpenReport {
  /// What a panic prints before its backtrace.
  private static let linesBeforeStackMax = 6

  private mutating func takeBSD(_ text: Span<UInt8>) {
    if let frame = StackFrame(text), frame.address != nil || frame.offset != nil {
      report.use.append(frame)
    } else if !report.use.isEmpty {
      ending = .complete
    } else {
      report.additions.append(text.string(0..<text.count))
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
