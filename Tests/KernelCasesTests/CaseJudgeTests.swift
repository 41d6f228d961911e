// The notation of cases, and the judge without a program: a console is text.

import Foundation
import KernelCases
import TestSupport
import Testing

@Suite struct CaseJudgeTests {
  /// Reads a folder with one case of one line of code.
  private func read(_ text: String, _ name: String = "x.c") async throws -> KernelCase {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(
        at: folder.appending(path: "family"), withIntermediateDirectories: true)
      try folder.write(text, to: "family/\(name)")
      return try CaseCollection(folder: folder.path(percentEncoded: false)).cases[0]
    }
  }

  /// A case in C whose body has one line, the third of the file.
  private func body(_ line: String, head: String = "/* It. */") -> String {
    "\(head)\nCASE(x) {\n  \(line)\n}\n"
  }

  @Test func aCaseIsRead() async throws {
    let kernelCase = try await read(
      """
      /* Two reports,
       * and where they come from.
       *
       * Places: kernel, hosted.
       */
      static __noinline int *make_x(void) {
        return kmalloc(4, GFP_KERNEL); //~ created 1-2: malloc
      }
      CASE(x) {}

      """.replacing("created 1-2", with: "created 1")
        + """
        static void more_x(int *a) {
          f(a); //~ calls report 1-2, stored 2; report 1: use-after-free
          g(a); //~ report 2: kernel-infoleak, byte 3 of 4, check copyout, origin unknown
          *a = 1; //~ stored 2
        }
        """.replacing("use-after-free", with: "uninit-value"))
    #expect(kernelCase.name == "family/x" && kernelCase.symbol == "case_x")
    #expect(kernelCase.summary == "Two reports, and where they come from.")
    #expect(kernelCase.places == [.kernel, .hosted] && kernelCase.knownFailure == nil)
    #expect(kernelCase.functions.map(\.name) == ["make_x", "case_x", "more_x"])
    #expect(kernelCase.function(at: 8) == "make_x" && kernelCase.function(at: 12) == "more_x")
    let reports = kernelCase.reports
    #expect(reports.map(\.kind) == ["uninit-value", "kernel-infoleak"])
    #expect(reports[0].use == ExpectedStack(line: 11, callers: [11]))
    #expect(reports[0].creation?.memoryType == "malloc" && reports[0].creation?.stack.line == 7)
    #expect(reports[1].creation == nil && reports[1].stores.map(\.line) == [13])
    #expect(reports[1].stores[0].callers == [11])
    #expect(reports[1].bytes == 3...3 && reports[1].accessSize == 4)
    #expect(reports[1].check == "copyout")
  }

  static let malformed: [(line: String, message: String)] = [
    ("f();", "x.c:1: nothing is expected"),
    ("f(); //~ silence", "x.c:3: 'silence' is no expectation"),
    ("//~ silent", "x.c:3: an expectation stands behind the code"),
    ("f(); //~ report", "x.c:3: behind 'report' follow ':' and what"),
    ("f(); //~ report: oops", "x.c:3: 'oops' is no kind of report"),
    ("f(); //~ report: uninit-value", "x.c:3: one line must have 'created' or 'freed'"),
    ("f(); //~ created: malloc", "x.c:3: no line has report 1"),
    ("f(); //~ report: uninit-value, origin unknown, byte 4 of 4", "x.c:3: 'byte 4 of 4'"),
    ("f(); //~ report: uninit-value, origin unknown, sometimes", "x.c:3: 'sometimes' is no detail"),
    ("f(); //~ report: uninit-value; created: heap", "x.c:3: 'heap' is no memory"),
    ("f(); //~ report: use-after-free; created: malloc", "x.c:3: memory of a use-after-free"),
    ("f(); //~ report: uninit-value; freed: malloc", "x.c:3: 'freed' is for use-after-free"),
    ("f(); //~ report 2: uninit-value, origin unknown", "x.c:3: there is a report 2 and no"),
    ("f(); //~ silent; calls everything", "x.c:3: behind 'calls' stands what is called"),
    ("f(); //~ report: uninit-value, origin unknown; calls stored", "x.c:3: no line has 'stored'"),
  ]

  @Test(arguments: malformed)
  func aMalformedExpectationIsNamed(line: String, message: String) async throws {
    await #expect {
      _ = try await read(body(line))
    } throws: { "\($0)".contains("family/\(message)") }
  }

  @Test func aHeadAndTheNameAreNeeded() async throws {
    let silent = "f(); //~ silent"
    await #expect {
      _ = try await read(body(silent, head: "#include <a.h>"))
    } throws: { "\($0)".contains("x.c:1: a case begins with a comment") }
    await #expect {
      _ = try await read(body(silent, head: "/* It. Places: moon */"))
      _ = try await read(body(silent, head: "/* It.\n * Places: moon\n */"))
    } throws: { "\($0)".contains("x.c:2: 'moon' is no place") }
    await #expect {
      _ = try await read(body(silent), "y.c")
    } throws: { "\($0)".contains("y.c:1: there is no CASE(y)") }
    await #expect {
      _ = try await read("// It.\nfunc f() {}  //~ silent\n", "y.swift")
    } throws: { "\($0)".contains("y.swift:1: no function is marked @c(case_y)") }
  }

  // MARK: Consoles

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
    try await read(
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
