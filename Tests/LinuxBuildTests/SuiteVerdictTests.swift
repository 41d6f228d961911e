// Cases in Linux are judged by their reports, whatever KUnit says of them.

import LinuxBuild
import TestSupport
import Testing
import VirtualMachine

@Suite struct SuiteVerdictTests {
  private let integration = Integration(path: Repository.path("Integrations/linux"))

  private func judged(_ suite: KernelSuite, console: String) async throws -> [KTAPTest] {
    try await withTemporaryFolder { folder in
      try folder.write(console, to: "log")
      let test = KTAPTest(name: "access/one_byte", result: .passed)
      return try suite.judged(
        [KTAPTest(name: "kmsan_cases", result: .passed, tests: [test])],
        console: folder.appending(path: "log").path(percentEncoded: false), integration)
    }
  }

  private static let begin = "[    1.000000] # begin access/one_byte\n"
  private static let end = "[    2.000000]     ok 1 access/one_byte\n"

  @Test func aCaseWithoutItsReportFails() async throws {
    let suites = try await judged(.cases, console: Self.begin + Self.end)
    #expect(suites.map(\.result) == [.failed])
    let test = try #require(suites.first?.tests.first)
    #expect(test.result == .failed)
    #expect(test.differences?.first?.contains("no report; expected: uninit-value") == true)
  }

  @Test func aCaseWithItsReportPasses() async throws {
    let suites = try await judged(
      .cases,
      console: Self.begin + """
        =====================================================
        BUG: KMSAN: uninit-value in case_one_byte+0x61/0x70
         case_one_byte+0x61/0x70
         run_one_byte+0x9/0x10

        Uninit was created at:
         __kmalloc_noprof+0x1d1/0x820
         case_one_byte+0x20/0x70
         run_one_byte+0x9/0x10

        CPU: 0 UID: 0 PID: 1 Comm: kunit_try_catch Tainted: G N 6.12.117 #1
        =====================================================

        """ + Self.end)
    #expect(suites.map(\.result) == [.passed], "\(suites)")
    #expect(suites.first?.tests.first?.differences == nil)
  }

  @Test func otherSuitesAreKUnitsMatter() async throws {
    #expect(
      try await judged(.boundaries, console: Self.begin + Self.end).map(\.result) == [.passed])
  }
}
