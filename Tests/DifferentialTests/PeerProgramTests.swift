// Tests of userspace MemorySanitizer on our pass and runtime.

import Differential
import Foundation
import HostedRun
import KernelCompilation
import TestSupport
import Testing

@Suite(.tags(.long), .leftOutByCheck) struct PeerProgramTests {
  static let text = """
    // RUN: %clangxx_msan -O0 %s -o %t && not %run %t one 2>&1 | FileCheck %s
    // RUN: env MSAN_OPTIONS=a=1 %run %t > %t.out
    // RUN: %clang_msan -O3 -DX=1 \\
    // RUN:   %s -o %t; not %run %t
    // RUN: %clangxx_msan -O1 -c %s -o %t
    """

  @Test func runLinesAreRead() {
    let program = PeerProgram(path: "a/b.cpp", text: Self.text)
    #expect(program.name == "b.cpp")
    #expect(
      program.runs == [
        PeerRun(flags: ["-O0"], arguments: ["one"], expectsReport: true),
        PeerRun(flags: ["-O0"], arguments: [], expectsReport: false),
        PeerRun(flags: ["-O3", "-DX=1"], arguments: [], expectsReport: true),
        PeerRun(flags: ["-O1", "-c"], arguments: [], expectsReport: false, compilesOnly: true),
      ])
    let plain = PeerProgram(path: "c.cpp", text: "int main() {}\n")
    #expect(plain.runs.map(\.flags) == [["-O0"], ["-O2"]])
  }

  private func verdicts(_ source: String) async throws -> [PeerVerdict] {
    try await withTemporaryFolder { folder in
      try folder.write(source, to: "a.cpp")
      let path = folder.appending(path: "a.cpp").path
      let trial = PeerTrial(project: try ProjectFiles(programDirectory: Products.directory))
      let summary = try await PeerSuite.run([PeerProgram(path: path, text: source)], with: trial)
      return summary.results.map(\.verdict)
    }
  }

  @Test func theInterfaceIsThereAndAMissingReportFails() async throws {
    let source = """
      // RUN: %clangxx_msan -O0 %s -o %t && %run %t
      // RUN: %clangxx_msan -O2 %s -o %t && %run %t
      // RUN: %clangxx_msan -O0 -DREPORTS %s -o %t && not %run %t
      // RUN: %clangxx_msan -O0 %s -o %t && not %run %t
      #include <sanitizer/msan_interface.h>
      #include <cstdlib>
      int main() {
        int *memory = new int[4];
        if (__msan_test_shadow(memory, 16) != 0) return 1;
        memory[0] = 1;
        if (__msan_test_shadow(memory, 16) != 4) return 2;
        __msan_set_expect_umr(1);
        if (memory[1]) memory[2] = 1;
        __msan_set_expect_umr(0);
        __msan_unpoison(memory, 16);
      #ifdef REPORTS
        __msan_poison(memory, 4);
      #endif
        __msan_check_mem_is_initialized(memory, 16);
        delete[] memory;
        return 0;
      }

      """
    #expect(try await verdicts(source) == [.passed, .passed, .passed, .failed("no report")])
  }

  @Test func aFileForGoogleTestRuns() async throws {
    let source = #"""
      #include <gtest/gtest.h>
      #include <sanitizer/msan_interface.h>
      class Memory : public testing::Test {
      protected:
        void SetUp() override { bytes = new char[8]; }
        void TearDown() override { delete[] bytes; }
        char *bytes;
      };
      TEST_F(Memory, IsUninitialized) { EXPECT_EQ(0, __msan_test_shadow(bytes, 8)) << "fresh"; }
      TEST(Plain, Assertions) {
        ASSERT_TRUE(true) << 1;
        EXPECT_LT(1, FAILS ? 0 : 2);
      }

      """#
    let passing = "// RUN: %clangxx_msan -O1 -DFAILS=0 %s -o %t && %run %t\n"
    let failing = "// RUN: %clangxx_msan -O1 -DFAILS=1 %s -o %t && %run %t\n"
    #expect(
      try await verdicts(passing + failing + source) == [.passed, .failed("ended with code 1")])
  }

  @Test func everyLanguageLevelProgramPassesOrIsExplained() async throws {
    try await withTemporaryFolder { folder in
      let paths: [String]
      do {
        paths = try await PeerTests.unpack(
          .programs, into: folder.path(percentEncoded: false),
          packageRoot: Repository.root.path(percentEncoded: false))
      } catch let error as MissingInput {
        try Test.cancel("\(error.description)")
      }
      let programs = try paths.filter(PeerSuite.isLanguageLevel).map {
        PeerProgram(path: $0, text: try String(contentsOfFile: $0, encoding: .utf8))
      }
      #expect(programs.count == PeerSuite.languageLevel.count)
      let trial = PeerTrial(project: try ProjectFiles(programDirectory: Products.directory))
      let summary = try await PeerSuite.run(programs, with: trial)
      #expect(summary.unexplained == 0, "\(summary.text)")
    }
  }
}
