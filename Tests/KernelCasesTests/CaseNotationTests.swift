// The notation of cases: what is read, and that each mistake is an error which names its line.

import Foundation
import KernelCases
import TestSupport
import Testing

/// Reads a folder with one case.
func readCase(_ text: String, _ name: String = "x.c") async throws -> KernelCase {
  try await readCases(["family/" + name: text])[0]
}

/// Reads a folder with files, by their paths in it.
func readCases(_ files: [String: String]) async throws -> [KernelCase] {
  try await withTemporaryFolder { folder in
    for (path, text) in files {
      let file = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try folder.write(text, to: path)
    }
    return try CaseCollection(folder: folder.path(percentEncoded: false)).cases
  }
}

@Suite struct CaseNotationTests {
  /// A case in C whose body has one line, the one behind the head and `CASE(x) {`.
  private func body(_ line: String, head: String = "/* It. */") -> String {
    "\(head)\nCASE(x) {\n  \(line)\n}\n"
  }

  private func expectError(
    _ message: String, _ text: String, _ name: String = "x.c",
    at location: SourceLocation = #_sourceLocation
  ) async {
    await #expect(sourceLocation: location) {
      _ = try await readCase(text, name)
    } throws: { "\($0)".contains("family/\(message)") }
  }

  @Test func aCaseIsRead() async throws {
    let kernelCase = try await readCase(
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

  // MARK: Expectations

  private static let known = "report: uninit-value, origin unknown"
  static let malformed: [(line: String, message: String)] = [
    ("f();", "x.c:1: nothing is expected"),
    ("f(); //~", "x.c:3: '' is not an expectation"),
    ("f(); //~ silence", "x.c:3: 'silence' is not an expectation"),
    ("f(); //~ reprot: uninit-value", "did you mean 'report'?"),
    ("f(); //~ silent 2", "x.c:3: 'silent 2' is not an expectation"),
    ("f(); // ~ silent", "x.c:3: '// ~' is not '//~'"),
    ("//~ silent", "x.c:3: an expectation stands behind the code"),
    ("f(); //~ silent; silent", "x.c:3: 'silent' stands twice"),
    ("f(); //~ silent; \(known)", "x.c:3: the line is 'silent' and has 'report'"),
    ("f(); //~ \(known); \(known)", "x.c:3: 'report 1' stands twice"),
    ("f(); //~ \(known); calls report, report", "x.c:3: 'calls report 1' stands twice"),
    ("f(); //~ \(known); calls report 2-1", "x.c:3: the range 2-1 ends before it begins"),
    ("f(); //~ \(known); calls report 0", "x.c:3: reports are numbered from 1 to 99"),
    ("f(); //~ report", "x.c:3: 'report' needs ': details'"),
    ("f(); //~ silent: yes", "x.c:3: 'silent' takes no details"),
    ("f(); //~ report: oops", "x.c:3: 'oops' is not a kind of report"),
    ("f(); //~ report: uninit-valeu", "did you mean 'uninit-value'?"),
    ("f(); //~ report: uninit-value", "x.c:3: one line must have 'created' or 'freed'"),
    ("f(); //~ created: malloc", "x.c:3: no line has report 1"),
    ("f(); //~ \(known), sometimes", "x.c:3: 'sometimes' is not a detail"),
    ("f(); //~ report: uninit-value; created: heap", "x.c:3: 'heap' is not memory"),
    ("f(); //~ report: uninit-value; created: maloc", "did you mean 'malloc'?"),
    ("f(); //~ report: use-after-free; created: malloc", "x.c:3: memory of a use-after-free"),
    ("f(); //~ report: use-after-free; freed: stack", "x.c:3: the stack is not freed"),
    ("f(); //~ report: uninit-value; freed: malloc", "x.c:3: 'freed' is for use-after-free"),
    (
      "f(); //~ report: uninit-value; created: malloc; freed: malloc",
      "x.c:3: report 1 has 'created' in line 3 already"
    ),
    ("f(); //~ \(known); created: malloc", "x.c:3: report 1 says in line 3 that its origin"),
    ("f(); //~ \(known); calls created", "x.c:3: report 1 says in line 3 that its origin"),
    ("f(); //~ report: invalid-call; created: malloc", "x.c:3: an invalid-call has no origin"),
    ("f(); //~ report 2: uninit-value, origin unknown", "x.c:3: there is a report 2 and no"),
    ("f(); //~ silent; calls everything", "x.c:3: 'everything' cannot follow 'calls'"),
    ("f(); //~ \(known); calls stored", "x.c:3: no line has 'stored'"),
    // Bytes that cannot be, or that contradict each other.
    ("f(); //~ \(known), byte 4 of 4", "x.c:3: 'byte 4 of 4': an access of 4 bytes has the"),
    ("f(); //~ \(known), bytes 4-7 of 4", "x.c:3: 'bytes 4-7 of 4': an access of 4 bytes"),
    ("f(); //~ \(known), bytes 2-1 of 4", "x.c:3: 'bytes 2-1 of 4': the range ends before"),
    ("f(); //~ \(known), byte 0 of 0", "x.c:3: 'byte 0 of 0': an access has at least one"),
    (
      "f(); //~ \(known), bytes 0-2 of 4, bytes 2-3 of 4",
      "x.c:3: 'bytes 2-3 of 4': the bytes are 0-2 of 4 already"
    ),
    ("f(); //~ \(known), byte 0 of 4, byte 0 of 8", "the bytes are 0-0 of 4 already"),
    ("f(); //~ \(known), check a, check b", "x.c:3: 'check b': the check is 'a' already"),
    ("f(); //~ \(known), origin unknown", "x.c:3: 'origin unknown' stands twice"),
  ]

  @Test(arguments: malformed)
  func aMalformedExpectationIsNamed(line: String, message: String) async throws {
    await #expect {
      _ = try await readCase(body(line))
    } throws: { error in
      "\(error)".contains(message) && "\(error)".contains("family/x.c:")
    }
  }

  @Test func aReportStandsOnOneLine() async throws {
    await expectError(
      "x.c:4: report 1 is also in line 3",
      body("f(); //~ \(Self.known)\n  g(); //~ \(Self.known)"))
  }

  // MARK: Heads

  static let badHeads: [(head: String, message: String)] = [
    ("#include <a.h>", "x.c:1: a case begins with a comment"),
    ("/* Known: later. */", "x.c:1: a case begins with a comment"),
    ("/* It. Places: kernel */", "x.c:1: 'Places:' must stand at the start of a line"),
    ("/* It.\n * Places: moon\n */", "x.c:2: 'moon' is not a place"),
    ("/* It.\n * Places: kernal\n */", "did you mean 'kernel'?"),
    ("/* It.\n *\n * Places: kernel, kernel\n */", "x.c:3: the place 'kernel' is named twice"),
    ("/* It.\n *\n * Places:\n */", "x.c:3: 'Places:' names no place"),
    ("/* It.\n *\n * Places kernel\n */", "x.c:3: a colon is missing behind 'Places'"),
    ("/* It.\n *\n * Places: kernel\n * Places: hosted\n */", "x.c:4: a second 'Places:'"),
    ("/* It.\n *\n * Known:\n */", "x.c:3: 'Known:' needs the reason"),
    ("/* It.\n *\n * Known: a. Places: kernel\n */", "x.c:3: 'Places:' must stand at the start"),
    ("/* It.\n *\n * Knwon: later\n */", "x.c:3: 'Knwon:' is not a field of the head; did you"),
    ("/* It.\n * known: later\n */", "x.c:2: 'known:' is not a field of the head; did you mean"),
    ("/* It.\n *\n * Known : later\n */", "did you mean 'Known:'?"),
    ("/* It.\n *\n * Known bug: later\n */", "x.c:3: 'Known bug:' is not a field"),
    ("/* It.\n *\n * Place: kernel\n */", "did you mean 'Places:'?"),
    ("/* It.\n *\n * Owner: me\n */", "x.c:3: 'Owner:' is not a field of the head: those are"),
    ("/* It. */\n/* Known: later. */", "x.c:2: 'Known:' belongs in the comment that the file"),
  ]

  @Test(arguments: badHeads)
  func aMistakeInTheHeadIsNamed(head: String, message: String) async throws {
    await #expect {
      _ = try await readCase(body("f(); //~ silent", head: head))
    } throws: { error in
      "\(error)".contains(message) && "\(error)".contains("family/x.c:")
    }
  }

  @Test func aHeadMayHaveProseWithColons() async throws {
    let kernelCase = try await readCase(
      body(
        "f(); //~ silent",
        head: """
          /* Interrupts: a handler, and its value,
           * both: initialized. What is
           *
           * Places: kernel,
           *   hosted
           * Known: the handler's
           * value is lost.
           *
           * More of it, in one place: here.
           */
          """))
    #expect(
      kernelCase.summary
        == "Interrupts: a handler, and its value, both: initialized. What is")
    #expect(kernelCase.places == [.kernel, .hosted])
    #expect(kernelCase.knownFailure == "the handler's value is lost.")
  }

  @Test func theNameIsNeeded() async throws {
    let silent = "f(); //~ silent"
    await expectError("y.c:2: there is no CASE(y)", body(silent), "y.c")
    await expectError(
      "y.swift:1: no function is marked @c(case_y)", "// It.\nfunc f() {}  //~ silent\n", "y.swift")
    await expectError(
      "x.c:5: case_y never runs: a file has one case", body(silent) + "CASE(y) {}\n")
    await expectError(
      "x.swift:3: case_y never runs",
      "// It.\n@c(case_x) func f() {}  //~ silent\n@c(case_y) func g() {}\n", "x.swift")
    await expectError(
      "x.swift:3: a case in Swift cannot run in Linux",
      "// It.\n//\n// Places: linux\n@c(case_x) func f() {}  //~ silent\n", "x.swift")
  }

  // MARK: Folders

  @Test(arguments: [
    ("y.c", "y.c:1: never runs: a case lies in the folder of its family"),
    ("family/y.cpp", "family/y.cpp:1: never runs: a case is in C (.c) or in Swift (.swift)"),
    ("family/more/y.c", "family/more/y.c:1: never runs: folders of families have no folders"),
  ])
  func aSourceThatWouldNeverRunIsNamed(path: String, message: String) async throws {
    let good = body("f(); //~ silent")
    await #expect {
      _ = try await readCases(["family/x.c": good, path: "/* It. */\n"])
    } throws: { "\($0)".contains(message) }
  }
}
