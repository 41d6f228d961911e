// Where a report ends, and what damages it: with and without a line about the task, beside the next
// report, between lines of other programs.

import KMSANReport
import Testing

@Suite("Ends of reports") struct ReportEndTests {
  private static let ruler = String(repeating: "=", count: 53)
  private static let body = """
    BUG: KMSAN: uninit-value in wb_send+0x2a/0x90
     wb_send+0x2a/0x90
     kernel_main+0x7/0x30

    Uninit was created at:
     wb_fill+0x1c/0x50

    Memory type: kmem

    """

  private static func damages(_ lines: String...) -> [[Damage]] {
    ReportParser.reports(in: lines.joined(separator: "\n") + "\n").map(\.damages)
  }

  @Test(
    "a line about the task may be short, empty or missing",
    arguments: [
      "CPU: 0 PID: 0 Comm: kernel", "CPU: 0 PID: 0 Comm: ", "CPU: 0 PID: 0 Comm:", "CPU: 0 PID: 0 ",
      "CPU: ", "", nil,
    ])
  func task(line: String?) {
    let end = (line.map { [$0] } ?? []) + [Self.ruler]
    let text = ([Self.ruler, Self.body] + end).joined(separator: "\n")
    #expect(Self.damages(text) == [[]])
    #expect(Self.damages(text, "login:") == [[]])
    #expect(Self.damages(text, text) == [[], []])
    let report = ReportParser.reports(in: text).first
    #expect(report?.memoryType == "kmem" && report?.additions == [])
    #expect(report?.raw.hasSuffix(Self.ruler + "\n") == true)
  }

  @Test("a report without details may have no task either")
  func noDetails() {
    let stack = "BUG: KMSAN: uninit-value in a+0x1/0x2\n a+0x1/0x2\n"
    #expect(Self.damages(stack, "", Self.ruler) == [[]])
    #expect(Self.damages(stack, Self.ruler, "login:") == [[]])
  }

  @Test("a ruler that belongs to the next report ends nothing")
  func nextReport() {
    #expect(
      Self.damages(Self.body, Self.ruler, Self.body, "CPU: 0 PID: 0 Comm: a", Self.ruler)
        == [[.truncated], []])
    #expect(
      Self.damages("BUG: KMSAN: uninit-value in a+0x1/0x2\n a+0x1/0x2", Self.ruler, "login:")
        == [[.truncated]])
  }

  @Test("a report is delivered with the line that ends it, or the one behind")
  func delivery() {
    func count(_ text: String) -> [Int] {
      var parser = ReportParser()
      return text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { parser.consume($0).count }.suffix(2)
    }
    #expect(count("\(Self.body)\n\n\(Self.ruler)\nlogin:") == [1, 0])
    #expect(count("\(Self.body)\(Self.ruler)\nlogin:") == [0, 1])
  }

  @Test("lines without a time between lines with one are another program's")
  func otherPrograms() {
    let lines =
      Self.body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      + ["CPU: 0 PID: 7 Comm: a", Self.ruler]
    var log = ""
    for (index, line) in lines.enumerated() {
      log += "[   12.0000\(10 + index)] \(line)\n"
      if index == 1 { log += "executing program 6:\nsend(1, 2)\n\n b+0x1/0x2\n" }
    }
    let report = ReportParser.reports(in: log).first
    #expect(report?.use.map(\.function) == ["wb_send", "kernel_main"])
    #expect(report?.origins.first?.stack.map(\.function) == ["wb_fill"])
    #expect(report?.damages == [.foreignLines])
  }
}
