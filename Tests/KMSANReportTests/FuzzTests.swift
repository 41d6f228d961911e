// A sample of what `make fuzz` tries by the million, kinds of logs that once failed, and the check of
// markup itself.

import KMSANReport
import ReportFuzzing
import TestSupport
import Testing

@Suite("Fuzzing") struct FuzzTests {
  @Test("hostile logs break nothing")
  func sample() async {
    let failures = await compute {
      FuzzRun(seed: 1, count: 4000, jobs: 2) { _ in true }.failures.map {
        "\($0.seed): \($0.words)"
      }
    }
    #expect(failures == [])
  }

  @Test("a run ends when it is told to")
  func ending() {
    #expect(FuzzRun(seed: 1, count: 1_000_000, jobs: 1) { _ in false }.count < 1000)
  }

  /// Logs of the kinds that `kmsan-dev fuzz-reports` found, with what was wrong of each.
  @Test(
    "logs that failed once",
    arguments: [
      // A control code inside the first words of a header.
      "BUG: KMSAN: uninit-\u{1}value in a+0x1/0x2\n", "BUG: KMSAN\u{1B}[31m: uninit-value in a\n",
      // A combining character that hides the bracket in front of it from a search by characters.
      "BUG: KMSAN: uninit-value in a<\u{301}b>+0x1/0x2\n a<\u{301}b>+0x1/0x2\n",
    ])
  func regressions(log: String) {
    for seed: UInt64 in 0..<8 {
      #expect(FuzzTrial().problem(Array(log.utf8), seed: seed) == nil)
    }
  }

  @Test("the check of markup sees what breaks out of a page")
  func markup() {
    func page(_ body: String) -> String {
      "<!DOCTYPE html>\n<body>\(body)<script>a<b</script></body>"
    }
    #expect(MarkupCheck.problem(in: page("<p class=\"x\">&lt;b&gt;</p>")) == nil)
    for broken in [
      "<b>", "a > b", "a < b", "<p onclick=\"x\">", "<p class=x>", "<p class='x'>", "<script>",
      "<P>", "<img src=\"x\">", "<p class=\"<\">", "<p class=\"a", "\u{1B}[31m", "<\u{301}p>", "<",
    ] {
      #expect(MarkupCheck.problem(in: page(broken)) != nil, "\(broken)")
    }
  }

  @Test("a report keeps a bounded part of long lines and of many lines")
  func limits() {
    var scanner = LogScanner()
    var reports: [Report] = []
    let header = Array("BUG: KMSAN: uninit-value in a+0x1/0x2\n".utf8)
    scanner.scan(header.span) { reports.append($0) }
    // One line of ten megabytes, and ten megabytes of lines, inside a report.
    let long = [UInt8](repeating: 0x61, count: 1 << 20)
    for _ in 0..<10 { scanner.scan(long.span) { reports.append($0) } }
    let lines = Array(String(repeating: "foreign line\n", count: 80_000).utf8)
    for _ in 0..<10 { scanner.scan(lines.span) { reports.append($0) } }
    scanner.finish { reports.append($0) }
    #expect(reports.count == 1)
    #expect(reports.first?.damages.contains(.longLine) == true)
    #expect(reports.first.map { $0.raw.utf8.count <= Report.rawBytesMax + 1 } == true)
  }
}
