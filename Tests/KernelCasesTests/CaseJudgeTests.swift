// The judge without a program: a console is text.

import Foundation
import KernelCases
import TestSupport
import Testing

@Suite struct CaseJudgeTests {
  private static let console = """
    [    0.1] booting
    [    0.2]     # begin family/x
    [    0.2] =====================================================
    [    0.2] BUG: KMSAN: uninit-value in use_x+0x10/0x20
    [    0.2]  use_x+0x10/0x20 family/x.c:7:3
    [    0.2]  case_x+0x10/0x20 family/x.c:11:3
    [    0.2]  kernel_main+0x1/0x2 Kernel/Main.swift:1:1
    [    0.2]
    [    0.2] Uninit was created at:
    [    0.2]  kmalloc+0x1/0x2 allocator.c:7:1
    [    0.2]  case_x+0x8/0x20 family/x.c:10:7
    [    0.2]
    [    0.2] Memory type: malloc
    [    0.2]
    [    0.2] CPU: 0 PID: 1 Comm: init
    [    0.2] =====================================================
    [    0.2]     ok 1 family/x
    """

  private func sample() async throws -> KernelCase {
    try await readCase(
      """
      /* It.
       */



      static __noinline void use_x(int *p) {
        USE(*p); //~ report: uninit-value
      }
      CASE(x) {
        int *p = kmalloc(4, 0); //~ created: malloc
        use_x(p); //~ calls report
      }
      """)
  }

  private func verdict(_ console: String, _ precision: CasePrecision = .lines) async throws
    -> CaseVerdict.Result
  {
    let judge = CaseJudge(precision: precision)
    return judge.verdicts(on: [try await sample()], CaseConsole(console))[0].result
  }

  @Test func aConsoleOfAKernelIsJudged() async throws {
    #expect(try await verdict(Self.console) == .passed)
    let plain = Self.console.replacing(#/ [\w/]+\.(c|swift):\d+:\d+/#, with: "")
    #expect(try await verdict(plain, .functions) == .passed)
    // Nothing of the stack is of the case's file where no source is known.
    guard case .failed(let differences) = try await verdict(plain) else {
      Issue.record("passed without lines")
      return
    }
    #expect(differences.contains { $0.hasSuffix("x.c:7: the use is nowhere in this file") })
    let inlined = plain.replacing("use_x+0x10/0x20\n[    0.2]  case_x", with: "case_x")
    #expect(try await verdict(inlined, .functions) != .passed)
  }

  @Test func endingsCount() async throws {
    let skipped = "# begin family/x\nok 1 family/x # SKIP one processor"
    #expect(try await verdict(skipped) == .skipped("one processor"))
    for (console, message) in [
      ("", "x.c:1: the case did not run"),
      ("# begin family/x\n", "x.c:1: the case did not come to its end"),
      ("# begin family/x\n# timed out after 9 s\n", "x.c:1: timed out after 9 s"),
      ("# begin family/x\nok 1 family/x\n", "x.c:7: no report; expected: uninit-value"),
      (Self.console.replacing(" ok 1", with: " not ok 1"), "x.c:1: the case says that it failed"),
    ] {
      guard case .failed(let differences) = try await verdict(console) else {
        Issue.record("\(message)")
        continue
      }
      #expect(differences.contains { $0.hasSuffix(message) }, "\(differences)")
    }
  }

  @Test func aReportOutsideOfCasesIsAFailure() async throws {
    let stray = Self.console.split(separator: "\n").filter { !$0.contains("family/x\n") }
      .filter { !$0.contains("# begin") && !$0.contains(" ok 1") }.joined(separator: "\n")
    let verdicts = CaseJudge(precision: .lines).verdicts(on: [], CaseConsole(stray))
    #expect(verdicts.map(\.name) == ["(console)"] && verdicts[0].isFailure)
  }

  @Test func theSummaryIsKTAP() {
    let summary = CaseSummary([
      CaseVerdict(name: "a/b", result: .passed),
      CaseVerdict(name: "a/c", result: .skipped("no disk")),
      CaseVerdict(name: "a/d", result: .known("later")),
      CaseVerdict(name: "a/e", result: .failed(["e.c:1: no"]), console: "seen"),
    ])
    #expect(
      summary.text == """
        KTAP version 1
        1..4
        ok 1 a/b
        ok 2 a/c # SKIP no disk
        ok 3 a/d # XFAIL later
        # e.c:1: no
        #   | seen
        not ok 4 a/e
        # 1 passed, 1 failed, 1 known to fail, 1 skipped

        """)
  }
}
