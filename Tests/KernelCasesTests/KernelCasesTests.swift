// All cases in a process, and proof that their judge can fail: every kind of wrong expectation is found
// in a real console.

import Foundation
import HostedRun
import KernelCases
import KernelCompilation
import TestSupport
import Testing

@Suite struct KernelCasesTests {
  private static func collection() throws -> CaseCollection {
    try CaseCollection(folder: Repository.path("Tests/KernelCases"))
  }

  private static func run(_ collection: CaseCollection, fastPath: Bool = false) async throws
    -> CaseSummary
  {
    var build = HostedBuild(project: try ProjectFiles(programDirectory: Products.directory))
    build.usesFastPath = fastPath
    return try await HostedCases(collection, build: build)
      .run(try collection.selection([], at: .hosted))
  }

  @Test(.tags(.long), .leftOutByCheck, arguments: [false, true])
  func everyCaseHasItsReports(fastPath: Bool) async throws {
    let summary = try await Self.run(try Self.collection(), fastPath: fastPath)
    #expect(summary.failures.isEmpty, "\(summary.text)")
  }

  @Test func thereAreCasesOfEveryKind() throws {
    let cases = try Self.collection().cases
    #expect(cases.count { $0.places.contains(.kernel) } >= 120)
    #expect(cases.count { $0.places.contains(.hosted) } >= 120)
    #expect(cases.count { $0.isSwift } >= 12)
    let families = Dictionary(grouping: cases) { $0.name.prefix { $0 != "/" } }
    for (family, members) in families where family != "manual" {
      #expect(members.contains { $0.reports.isEmpty }, "\(family) has no case that stays silent")
      #expect(members.contains { !$0.reports.isEmpty }, "\(family) has no case with a report")
    }
    let types = Set(cases.flatMap(\.reports).compactMap { $0.creation?.memoryType })
    #expect(types == ["stack", "kmem", "malloc", "UMA"])
  }

  /// A case that is right, and what it says instead, with what the judge must answer.
  private static let sample = """
    /* A sample. */
    #include <kmsan_case.h>
    struct answer_NAME { char kind; int value; };
    static __noinline void give_NAME(struct answer_NAME *answer, void *user) {
      copyout(answer, user, 8); //~ report: kernel-infoleak, bytes 1-3 of 8, check copyout
      USE(answer->value);
    }
    CASE(NAME) {
      struct answer_NAME *answer = malloc(8, M_TEMP, M_WAITOK); //~ created: malloc
      answer->kind = 1;
      answer->value = 2;
      give_NAME(OPAQUE(answer), user_memory(8)); //~ calls report
      free(answer, M_TEMP);
    }

    """
  private static let mutations = [
    ("right", "", "", nil),
    (
      "wrong_kind", "report: kernel-infoleak", "report: uninit-value",
      "5: expected uninit-value, got kernel-infoleak"
    ),
    (
      "wrong_line", " //~ created: malloc\n  answer->kind = 1;",
      "\n  answer->kind = 1; //~ created: malloc", "10: the creation is in line 9"
    ),
    (
      "missing_report", "answer->kind = 1;", "memset(answer, 0, 8);",
      "5: no report; expected: kernel-infoleak"
    ),
    (
      "extra_report", "  answer->value = 2;\n", "",
      "6: unexpected report: uninit-value in give_extra_report"
    ),
    (
      "wrong_bytes", "bytes 1-3 of 8", "bytes 1-2 of 8",
      "5: expected bytes 1-2 of 8, got bytes 1-3 of 8"
    ),
    ("no_bytes", " bytes 1-3 of 8,", "", "5: expected no bytes, got bytes 1-3 of 8"),
    (
      "wrong_type", "created: malloc", "created: UMA",
      "9: expected memory of type UMA, got malloc"
    ),
    (
      "wrong_variable", "created: malloc", "created: local answer",
      "9: expected local answer, got none"
    ),
    ("wrong_check", "check copyout", "check copyin", "5: expected check copyin, got copyout"),
    ("no_check", ", check copyout", "", "5: expected no check, got copyout"),
    (
      "unmarked_caller", " //~ calls report", "",
      "12: the use is called here, which no `calls` says"
    ),
    (
      "wrong_caller", "answer->kind = 1;", "answer->kind = 1; //~ calls report",
      "10: the use is not called here"
    ),
    (
      "unknown_store", "answer->kind = 1;", "answer->kind = 1; //~ stored",
      "5: 1 stores are expected, and the report has 0"
    ),
    (
      "failed_by_itself", "answer->kind = 1;",
      "answer->kind = 1; EXPECT(user_memory(0) == answer);",
      "1: the case says that it failed"
    ),
    ("crashed", "answer->kind = 1;", "__builtin_trap();", "1: the case did not come to its end"),
    (
      "no_longer_known", "A sample. */", "A sample.\n *\n * Known: never. */",
      "1: the case passes: `Known:` is no longer true"
    ),
  ]

  @Test func theJudgeFindsEveryMistake() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path(percentEncoded: false)
      try Self.preparePlaces(in: path)
      for (name, old, new, _) in Self.mutations {
        let text = old.isEmpty ? Self.sample : Self.sample.replacing(old, with: new)
        #expect(old.isEmpty || text != Self.sample, "\(name)")
        try folder.write(text.replacing("NAME", with: name), to: "samples/\(name).c")
      }
      let summary = try await Self.run(try CaseCollection(folder: path))
      for (name, _, _, message) in Self.mutations {
        let verdict = try #require(summary.verdicts.first { $0.name == "samples/\(name)" })
        guard let message else {
          #expect(verdict.result == .passed, "\(summary.text)")
          continue
        }
        guard case .failed(let differences) = verdict.result else {
          Issue.record("\(name): \(verdict.result)")
          continue
        }
        #expect(
          differences.contains { $0.hasSuffix("samples/\(name).c:\(message)") },
          "\(name): \(differences)")
      }
    }
  }

  /// Cases that take longer than the limit, one of them deaf to signals; the ones beside them run.
  @Test func aCaseThatHangsIsEndedAndTheOthersRun() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path(percentEncoded: false)
      try Self.preparePlaces(in: path)
      func write(_ name: String, _ code: String) throws {
        try folder.write(
          "/* It. */\n#include <kmsan_case.h>\n#include <signal.h>\n#include <unistd.h>\nCASE(\(name)) {\n  \(code)"
            + " //~ silent\n}\n", to: "samples/\(name).c")
      }
      try write("first", "EXPECT(1);")
      try write("hangs", "for (volatile int go = 1; go;) {}")
      try write(
        "is_deaf", "signal(SIGTERM, SIG_IGN); for (volatile int go = 1; go;) printk(\"x\");")
      // Longer than the limit, all in all: the time of each begins anew.
      for name in ["more", "most", "next"] { try write(name, "usleep(900000);") }
      let result = try await runCommand(
        Products.path("kmsan"), ["cases", "--folder", path, "--time-limit", "2"])
      #expect(result.status == 3, "\(result.error)")
      for name in ["hangs", "is_deaf"] {
        #expect(result.output.contains("samples/\(name).c:1: timed out after 2 s"))
      }
      #expect(result.output.contains("# 4 passed, 2 failed"), "\(result.output)")
    }
  }

  @Test func optionsThatMeanNothingTogetherAreRefused() async throws {
    for arguments in [
      ["--time-limit", "0"], ["--list", "--time-limit", "3"], ["--list", "--fast-path"],
      ["--console", "x", "-O", "1"], ["--console", "x", "--time-limit", "3"],
      ["--list", "--console", "x"], ["--place", "linux"], ["--image", "x"],
    ] {
      let result = try await runCommand(Products.path("kmsan"), ["cases"] + arguments)
      #expect(result.status == 64, "\(arguments)")
    }
  }

  @Test func aMisspeltNameIsAnsweredWithTheNearest() async throws {
    let result = try await runCommand(Products.path("kmsan"), ["cases", "zoen"])
    #expect(result.status == 1 && result.error.contains("did you mean 'zone'?"))
  }

  /// What cases include and what runs them.
  private static func preparePlaces(in path: String) throws {
    let own = Repository.path("Tests/KernelCases")
    try FileManager.default.createDirectory(
      atPath: path + "/samples", withIntermediateDirectories: true)
    for name in ["Places", "kmsan_case.h", "kmsan_case_registry.h"] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(path)/\(name)", withDestinationPath: "\(own)/\(name)")
    }
  }
}
