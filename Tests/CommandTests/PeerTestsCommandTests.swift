// `kmsan-dev peer-tests` on a file for GoogleTest: exit codes, lists, the summary, JUnit.

import Foundation
import TestSupport
import Testing

@Suite struct PeerTestsCommandTests {
  static let source = #"""
    #include <gtest/gtest.h>
    #include <sanitizer/msan_interface.h>
    TEST(Memory, IsUninitialized) {
      int *memory = new int;
      EXPECT_EQ(0, __msan_test_shadow(memory, 4));
      delete memory;
    }
    TEST(Memory, Fails) { EXPECT_TRUE(false); }

    """#

  /// Runs the command on the file at one level of optimization.
  private func peerTests(_ arguments: [String], reading file: String? = nil) async throws -> (
    result: CommandResult, file: String
  ) {
    try await withTemporaryFolder { folder in
      try folder.write(Self.source, to: "a.cpp")
      let command =
        [Products.path("kmsan-dev"), "peer-tests", "-q", "-O", "1", "a.cpp"] + arguments
      let result = try await run(command, in: folder)
      let text = try file.map {
        try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
      }
      return (result, text ?? "")
    }
  }

  @Test func aFailedTestIsNamedAndCounted() async throws {
    let (result, junit) = try await peerTests(
      ["--pass", "both", "--junit", "a.xml"], reading: "a.xml")
    #expect(result.status == 3)
    #expect(
      result.output == """
        KTAP version 1
        1..2
            KTAP version 1
            # Subtest: a.cpp ours -O1
            1..2
            ok 1 Memory.IsUninitialized
            # a.cpp:8: false
            not ok 2 Memory.Fails
        not ok 1 a.cpp ours -O1
            KTAP version 1
            # Subtest: a.cpp stock -O1
            1..2
            ok 1 Memory.IsUninitialized
            # a.cpp:8: false
            not ok 2 Memory.Fails
        not ok 2 a.cpp stock -O1
        # passed, of those that ran  ours -O1  stock -O1
        # language                   1 of 2    1 of 2
        # all                        1 of 2    1 of 2
        # must pass, and passes with clang's pass, but not with ours: none

        """)
    #expect(junit.contains(#"classname="a.cpp ours -O1" name="Memory.IsUninitialized""#))
    #expect(junit.contains(#"message="a.cpp:8: false""#))
  }

  @Test func aFilterSelects() async throws {
    #expect(try await peerTests(["--filter", "*-*Fails"]).result.status == 0)
    #expect(
      try await peerTests(["--filter", "*Fails", "--list"]).result.output
        == "Memory.Fails: language\n")
    let (nothing, _) = try await peerTests(["--filter", "Fails"])
    #expect(nothing.status == 1 && nothing.error.contains("No test of a.cpp fits the filter Fails"))
  }

  @Test func optionsForUnitTestsNeedAFile() async throws {
    let result = try await withTemporaryFolder { folder in
      try await run([Products.path("kmsan-dev"), "peer-tests", "--list"], in: folder)
    }
    #expect(result.status == 64 && result.error.contains("name one"))
  }
}
