// Stacks that were read before are taken over: a report is the same as when it stands alone.

import KMSANReport
import ReportFuzzing
import Testing

@Suite("Known stacks") struct StackCacheTests {
  @Test("reports with known stacks are what they are alone, also when there are many")
  func many() {
    let log = SampleLog.reports(1500)
    let reports = scan(log + log)
    #expect(reports.count == 3000)
    for number in [0, 1, 7, 1023, 1024, 1499] {
      #expect(reports[number].use.first?.function == "use_\(number)")
      var second = reports[number + 1500]
      second.line = reports[number].line
      #expect(second == reports[number])
      let alone = scan(Array(reports[number].raw.utf8)).first
      #expect(alone?.use == reports[number].use && alone?.origins == reports[number].origins)
    }
  }

  /// A report with a stack of these lines.
  private static func report(_ stack: [String]) -> String {
    """
    BUG: KMSAN: uninit-value in wb_send+0x2a/0x90
    \(stack.joined(separator: "\n"))

    Uninit was created at:
    \(stack.joined(separator: "\n"))

    CPU: 0 PID: 7 Comm: exerciser
    =====================================================

    """
  }

  @Test(
    "lines of a stack that are not frames are read anew",
    arguments: [
      [" wb_send+0x2a/0x90", "   12 |   if (x)", "      |   ^", " wb_ioctl+0x1/0x2"],
      [" kmsan: branch on 'x' (u32) a.c:1 [inline]", " wb_send+0x2a/0x90"],
      [" <TASK>", " wb_send+0x2a/0x90", " </TASK>"],
      [" wb_send+0x2a/0x90", " words that are no frame", " wb_ioctl+0x1/0x2"],
      (0..<200).map { " caller_\($0)+0x1/0x2" },
    ])
  func otherLines(stack: [String]) {
    let text = Self.report(stack)
    let alone = ReportParser.reports(in: text)
    let twice = ReportParser.reports(in: text + text)
    #expect(alone.count == 1 && twice.count == 2)
    for report in twice {
      var same = report
      same.line = alone[0].line
      #expect(same == alone[0])
    }
    let frames = stack.filter { $0.contains("+0x") }.count
    #expect(alone.first?.use.count == frames && alone.first?.origins.first?.stack.count == frames)
  }
}
