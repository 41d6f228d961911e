// The report parser against texts in the kernel's format, written for this purpose.

import KMSANReport
import Testing

/// A complete report with every part, as a kernel without time stamps prints it.
let completeReport = """
  =====================================================
  BUG: KMSAN: kernel-infoleak in copy_out+0x2a/0x90
   copy_out+0x2a/0x90
   ? guessed+0x1/0x2
   reply+0x11/0x40 [sample_driver]
   do_syscall_64+0x4f/0x110

  <Zero or more stacks not recorded to save memory>

  Uninit was stored to memory at:
   fill+0x99/0x130
   reply+0x8/0x40 [sample_driver]

  Uninit was created at:
   __kmalloc_noprof+0x1fa/0x4b0
   open_session+0x33/0x80

  Bytes 4-7 of 16 are uninitialized
  Memory access of size 16 starts at ffff88800a2c0040
  Data copied to user address 00007ffd12345678

  CPU: 1 UID: 0 PID: 77 Comm: sample Tainted: G    B   N 6.12.117 #1
  Tainted: [B]=BAD_PAGE, [N]=TEST
  Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2
  =====================================================
  """

/// How a console may dress a line up; the parser must see through all of it.
enum Dress: String, CaseIterable {
  case plain, carriageReturns, timeStamps, callers, levels, systemLog, colours

  func apply(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { number, line in
        switch self {
        case .plain: "\(line)\n"
        case .carriageReturns: "\(line)\r\n"
        case .timeStamps: "[    3.\(100_000 + number)] \(line)\n"
        case .callers: "[    3.\(100_000 + number)][   T77] \(line)\r\n"
        case .levels: "<3>[    3.\(100_000 + number)] \(line)\n"
        case .systemLog: "Nov 21 07:06:14 host kernel: [    3.\(100_000 + number)] \(line)\n"
        case .colours: "\u{1B}[31m[    3.\(100_000 + number)] \(line)\u{1B}[0m\r\n"
        }
      }.joined()
  }
}

@Suite struct ReportParserTests {
  @Test func whatOurRuntimeAddsIsRead() throws {
    let reports = ReportParser.reports(
      in: """
        =====================================================
        BUG: KMSAN: uninit-value in send+0x10/0x20
         send+0x10/0x20

        Uninit was created at:
         0xffffffff81001234

        Byte 3 of 4 is uninitialized
        Memory access of size 4 starts at ffff88800a2c0040
        Memory type: malloc
        Check: ether_output

        CPU: 0 PID: 1 Comm: a
        =====================================================
        =====================================================
        BUG: KMSAN: invalid-call in trap+0x10/0x20
         trap+0x10/0x20

        Invalid call: kmsan_intr_leave: no level was entered; nothing was left

        CPU: 0 PID: 1 Comm: a
        =====================================================
        """)
    try #require(reports.count == 2)
    #expect(reports[0].memoryType == "malloc" && reports[0].check == "ether_output")
    #expect(reports[0].bytes == ByteRange(first: 3, last: 3, size: 4))
    #expect(reports[1].kind == .invalidCall && reports[1].memoryType == nil)
    #expect(
      reports[1].additions
        == ["Invalid call: kmsan_intr_leave: no level was entered; nothing was left"])
  }

  @Test(arguments: Dress.allCases) func completeReportIsReadInEveryDress(_ dress: Dress) throws {
    let text = dress.apply("booting\n" + completeReport + "\nok 1 next\n")
    let reports = ReportParser.reports(in: text)
    try #require(reports.count == 1)
    let report = reports[0]
    #expect(report.kind == .kernelInfoleak)
    #expect(report.function == StackFrame(function: "copy_out", offset: 0x2a, size: 0x90))
    #expect(report.use.count == 4)
    #expect(report.use[1].isGuess)
    #expect(report.use[2].module == "sample_driver")
    #expect(report.origins.map(\.kind) == [.stored, .created])
    #expect(report.origins.map(\.stack.count) == [2, 2])
    #expect(report.origins.map(\.omitsStacks) == [true, false])
    #expect(report.bytes == ByteRange(first: 4, last: 7, size: 16))
    #expect(report.accessSize == 16)
    #expect(report.accessAddress == 0xffff_8880_0a2c_0040)
    #expect(report.userAddress == 0x7ffd_1234_5678)
    #expect(report.task?.hasPrefix("1 UID: 0 PID: 77 Comm: sample") == true)
    #expect(report.hardware?.hasPrefix("QEMU") == true)
    #expect(report.line == 3)
    #expect(!report.isTruncated)
    let hasTime = dress != .plain && dress != .carriageReturns
    #expect(report.timeNanoseconds == (hasTime ? 3_100_002_000 : nil))
  }

  @Test func localVariableIsNamed() throws {
    let report = try #require(
      ReportParser.reports(
        in: """
          BUG: KMSAN: uninit-value in f+0x1/0x2
           f+0x1/0x2

          Local variable hdr.sub created at:
           g+0x3/0x4
          """
      ).first)
    #expect(report.origins.map(\.variable) == ["hdr.sub"])
    #expect(report.origins[0].stack == [StackFrame(function: "g", offset: 3, size: 4)])
    #expect(report.isTruncated)
  }

  /// Cut anywhere, the report is found once the header is there, and nothing crashes.
  @Test func everyPrefixOfAReportParses() {
    let characters = Array(completeReport)
    let header = "=====================================================\nBUG: KMSAN:".count
    for length in 0...characters.count {
      let reports = ReportParser.reports(in: String(characters[..<length]))
      #expect(reports.count == (length >= header ? 1 : 0), "length \(length)")
    }
  }

  @Test func aSecondHeaderEndsTheFirstReport() {
    let text = """
      BUG: KMSAN: uninit-value in a+0x1/0x2
       a+0x1/0x2
      BUG: KMSAN: use-after-free in b+0x1/0x2
       b+0x1/0x2
      CPU: 0 PID: 1 Comm: a
      ================================================
      """
    let reports = ReportParser.reports(in: text)
    #expect(reports.map(\.title) == ["uninit-value", "use-after-free"])
    #expect(reports.map(\.isTruncated) == [true, false])
  }

  @Test func linesOfAnotherCallerAreNotPartOfTheReport() {
    let text = """
      [    1.000000][    T5] BUG: KMSAN: uninit-value in a+0x1/0x2
      [    1.000001][    T5]  a+0x1/0x2
      [    1.000002][    C1]  not_mine+0x1/0x2
      [    1.000003][    T5]  b+0x1/0x2
      [    1.000004][    T5] =====================================================
      """
    let reports = ReportParser.reports(in: text)
    #expect(reports.first?.use.map(\.function) == ["a", "b"])
  }

  @Test func panicCutsAReportOff() {
    let text = """
      BUG: KMSAN: uninit-value in a+0x1/0x2
       a+0x1/0x2
      Kernel panic - not syncing: kmsan.panic set ...
       c+0x1/0x2
      """
    let reports = ReportParser.reports(in: text)
    #expect(reports.first?.isTruncated == true)
    #expect(reports.first?.use.count == 1)
  }

  @Test func additionsBehindTheBytesAreKept() {
    let text = completeReport.replacing(
      "\n\nCPU: 1", with: "\nField: session.cookie\n\nCPU: 1")
    #expect(ReportParser.reports(in: text).first?.additions == ["Field: session.cookie"])
  }

  @Test func aSingleByteIsARange() {
    let text = "BUG: KMSAN: uninit-value in a\n\nByte 3 of 4 is uninitialized\n"
    let bytes = ReportParser.reports(in: text).first?.bytes
    #expect(bytes == ByteRange(first: 3, last: 3, size: 4))
  }

  @Test func anUnknownKindKeepsItsWords() {
    let report = ReportParser.reports(in: "BUG: KMSAN: odd-thing in a+0x1/0x2\n").first
    #expect(report?.kind == nil)
    #expect(report?.title == "odd-thing")
  }

  @Test func aReportWithoutEndIsGivenUp() {
    var parser = ReportParser()
    #expect(parser.consume("BUG: KMSAN: uninit-value in a+0x1/0x2").isEmpty)
    var delivered = 0
    for number in 0..<1000 { delivered += parser.consume("line \(number)").count }
    #expect(delivered == 1)
    #expect(!parser.isInReport)
  }

  @Test func listingNamesEveryPart() throws {
    let report = try #require(ReportParser.reports(in: completeReport).first)
    #expect(
      report.listing(framesMax: 1) == """
        kernel-infoleak in copy_out
          used
            copy_out+0x2a/0x90
            … 3 more
          … stores not recorded
          stored
            fill+0x99/0x130
            … 1 more
          created
            __kmalloc_noprof+0x1fa/0x4b0
            … 1 more
          bytes 4 to 7 of 16
          copied to user address 0x7ffd12345678
          on CPU 1 UID: 0 PID: 77 Comm: sample Tainted: G    B   N 6.12.117 #1
        """)
  }
}

@Suite struct StackFrameTests {
  @Test func symbolizedFramesAreRead() {
    #expect(
      StackFrame(" foo+0x1/0x2 mm/slab.c:12:3 [inline]")
        == StackFrame(
          function: "foo", offset: 1, size: 2,
          location: SourceLocation(file: "mm/slab.c", line: 12, column: 3), isInlined: true))
    #expect(
      StackFrame(" bar mm/page.c:7 [inline]")
        == StackFrame(
          function: "bar", location: SourceLocation(file: "mm/page.c", line: 7), isInlined: true))
    #expect(
      StackFrame(" foo.isra.0+0x1/0x2 [ext4 0123abcd]")?.module == "ext4")
    #expect(StackFrame(" 0xffffffff81000000")?.function == "0xffffffff81000000")
  }

  /// The demangler's names have blanks.
  @Test func framesOfSwiftAreRead() {
    let closure = StackFrame(
      " @objc closure #1 in static Queue.start()+0x9/0xb /<compiler-generated>:13:71")
    #expect(closure?.function == "@objc closure #1 in static Queue.start()")
    #expect(closure?.offset == 9 && closure?.size == 11 && closure?.location?.line == 13)
    let inlined = StackFrame(" static Queue.call() Kernel/Queue.swift:24:40 [inline]")
    #expect(inlined?.function == "static Queue.call()" && inlined?.isInlined == true)
    #expect(inlined?.location?.file == "Kernel/Queue.swift")
    let plain = StackFrame(" specialized static Queue.take(_:)+0x4b3/0x832")
    #expect(plain?.function == "specialized static Queue.take(_:)" && plain?.location == nil)
    for prose in ["closure of the disk", "static text at the end", "function x:y"] {
      #expect(StackFrame(" " + prose) == nil)
    }
  }

  @Test func otherTextIsNoFrame() {
    #expect(StackFrame(" some words of prose") == nil)
    #expect(StackFrame("") == nil)
    #expect(StackFrame(" RIP: 0033:0x401000") == nil)
  }
}
