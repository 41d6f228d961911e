// Real consoles: Linux, small and wide, with both passes; the reference kernel; `kmsan run`; and a
// kernel of one's own on our runtime. Every report is found, none is invented.

import Foundation
import KMSANReport
import TestSupport
import Testing

@Suite("Consoles") struct ConsoleTests {
  static let consoles: [String] =
    ((try? Repository.files(below: "Tests/KMSANReportTests/Consoles", extensions: ["log"])) ?? [])
    + ["Examples/kmsan9.txt", "Examples/Port/report.txt"]

  @Test("every report of a real console is found, whole", arguments: consoles)
  func everyReport(path: String) throws {
    let text = try Repository.text(path)
    // Counted in another way than the parser finds them.
    let headers = text.split(whereSeparator: \.isNewline).filter { $0.contains("BUG: KMSAN: ") }
    let reports = scan(Array(text.utf8))
    try #require(!headers.isEmpty)
    #expect(reports.count == headers.count)
    for (header, report) in zip(headers, reports) {
      #expect(header.contains(report.title) && header.contains(report.function.function))
      #expect(report.kind != nil)
      #expect(report.damages == [])
      #expect(!report.use.isEmpty && report.task != nil)
      // A wrong call of the runtime is about no memory.
      #expect(report.origins.isEmpty == (report.kind == .invalidCall))
    }
  }
}
