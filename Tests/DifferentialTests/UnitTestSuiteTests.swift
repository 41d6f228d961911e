// Files for GoogleTest, test by test: what is run, how each ends, and what the summary says.

import Differential
import Foundation
import HostedRun
import KernelCompilation
import TestSupport
import Testing

@Suite struct UnitTestSuiteTests {
  /// Every way in which a test can end.
  static let endings = #"""
    #include <gtest/gtest.h>
    #include <sanitizer/msan_interface.h>
    #include <unistd.h>

    class Numbers : public testing::TestWithParam<long> {
    protected:
      void SetUp() override { ASSERT_GT(GetParam(), 0); }
    };
    INSTANTIATE_TEST_SUITE_P(Listed, Numbers, testing::Values(1, 2));
    TEST_P(Numbers, Small) { EXPECT_LT(GetParam(), 3) << "a value " << 3; }
    static std::vector<int> few() { return {5, -1}; }
    INSTANTIATE_TEST_SUITE_P(Computed, Numbers, testing::ValuesIn(few()));

    struct Fixture : testing::Test {
      static void SetUpTestSuite() { isSetUp = true; }
      static bool isSetUp;
    };
    bool Fixture::isSetUp;
    TEST_F(Fixture, IsSetUp) { EXPECT_TRUE(isSetUp); }

    TEST(Ending, Passes) {}
    TEST(Ending, Fails) { EXPECT_EQ(1, 2); }
    TEST(Ending, Skips) {
      GTEST_SKIP() << "not here";
      FAIL();
    }
    TEST(Ending, DISABLED_Fails) { FAIL(); }
    TEST(Ending, Crashes) { *(volatile int *)8 = 1; }
    TEST(Ending, Hangs) {
      for (;;) pause();
    }
    TEST(Ending, EndsTheProgram) { exit(0); }
    TEST(Ending, Reports) {
      int value;
      volatile int *pointer = &value;
      if (*pointer) write(2, "", 0);
    }
    TEST(Ending, AnnouncesAndReportsTwice) {
      for (int i = 0; i < 2; i++) {
        int value;
        volatile int *pointer = &value;
        __msan_set_expect_umr(1);
        if (*pointer) write(2, "", 0);
        __msan_set_expect_umr(0);
      }
    }
    TEST(Ending, AnnouncesAndDoesNotReport) {
      __msan_set_expect_umr(1);
      __msan_set_expect_umr(0);
    }

    """#

  private func withSuite<Result>(
    _ source: String, named name: String = "a.cpp",
    _ body: (UnitTestSuite, String) async throws -> Result
  ) async throws -> Result {
    try await withTemporaryFolder { folder in
      try folder.write(source, to: name)
      var suite = UnitTestSuite(project: try ProjectFiles(programDirectory: Products.directory))
      suite.levels = ["1"]
      return try await body(suite, folder.appending(path: name).path)
    }
  }

  @Test func onlyFilesForGoogleTestAreAccepted() {
    #expect(UnitTestSuite.accepts(Self.endings))
    #expect(!UnitTestSuite.accepts("int main() {}\n"))
    #expect(!UnitTestSuite.accepts("// RUN: %clangxx_msan %s -o %t && %run %t\nTEST(A, B) {}\n"))
  }

  @Test func everyEndingHasItsVerdict() async throws {
    let results = try await withSuite(Self.endings) { suite, file in
      var suite = suite
      suite.timeLimit = 2
      return try await suite.run(file)
    }
    var verdicts: [String: PeerVerdict] = [:]
    for result in results { verdicts[result.name] = result.verdict }
    let passed = [
      "Listed/Numbers.Small/0", "Listed/Numbers.Small/1", "Fixture.IsSetUp", "Ending.Passes",
      "Ending.AnnouncesAndReportsTwice",
    ]
    for name in passed { #expect(verdicts[name] == .passed, "\(name)") }
    #expect(verdicts["Computed/Numbers.Small/0"] == .failed("a.cpp:10: GetParam() < 3"))
    #expect(verdicts["Computed/Numbers.Small/1"] == .failed("a.cpp:7: GetParam() > 0"))
    #expect(verdicts["Ending.Fails"] == .failed("a.cpp:22: 1 == 2"))
    #expect(verdicts["Ending.Skips"] == .skipped("by the test itself"))
    #expect(verdicts["Ending.DISABLED_Fails"] == .skipped("disabled in the file"))
    #expect(verdicts["Ending.Crashes"] == .failed("ended by signal 11"))
    #expect(verdicts["Ending.Hangs"] == .failed("did not end in 2 s"))
    #expect(verdicts["Ending.EndsTheProgram"] == .failed("the program ended during the test"))
    guard case .failed(let report) = verdicts["Ending.Reports"] else {
      Issue.record("A report did not fail its test.")
      return
    }
    #expect(report.hasPrefix("reported: BUG: KMSAN: uninit-value in "), "\(report)")
    #expect(
      verdicts["Ending.AnnouncesAndDoesNotReport"]
        == .failed("no report where one was announced"))
    #expect(results.count == 15)
  }

  private func names(_ filter: String, _ suite: UnitTestSuite, _ file: String) async throws
    -> [String]
  {
    var suite = suite
    suite.filter = filter
    return try await suite.list(file)
  }

  @Test func filtersAreThoseOfGoogleTest() async throws {
    let lists = try await withSuite(Self.endings) { suite, file in
      let filters = ["*.Passes:*IsSet?p", "Ending.*-*.*e*s*:*.Hangs:*.Fails", "-*.*s*:*/1"]
      var lists: [[String]] = []
      for filter in filters { lists.append(try await names(filter, suite, file)) }
      return lists
    }
    #expect(lists[0] == ["Fixture.IsSetUp", "Ending.Passes"])
    #expect(lists[1] == ["Ending.Skips", "Ending.DISABLED_Fails", "Ending.EndsTheProgram"])
    #expect(lists[2] == ["Listed/Numbers.Small/0", "Computed/Numbers.Small/0"])
  }

  @Test func aFilterThatSelectsNothingIsAnError() async throws {
    try await withSuite(Self.endings) { suite, file in
      await #expect(throws: (any Error).self) { try await names("Passes", suite, file) }
    }
  }

  /// The functions by which tests make and look at shadow and origins.
  static let interface = #"""
    #include <sanitizer_common/tests/sanitizer_test_utils.h>
    #include <sanitizer/allocator_interface.h>
    #include <sanitizer/msan_interface.h>

    TEST(Shadow, IsGivenBitByBit) {
      unsigned value = 0xff, shadow = 0xf0;
      __msan_partial_poison(&value, &shadow, sizeof(value));
      unsigned low = value & 0x0f, high = value & 0x10;
      EXPECT_EQ(-1, __msan_test_shadow(&low, sizeof(low)));
      EXPECT_EQ(0, __msan_test_shadow(&high, sizeof(high)));
    }
    TEST(Origins, StayAndGrow) {
      ASSERT_TRUE(__msan_get_track_origins());
      int *memory = new int[2];
      unsigned first = __msan_get_origin(memory);
      __msan_poison(memory, 8);
      EXPECT_EQ(first, __msan_get_origin(memory));
      int stored = Ident(memory[0]);
      EXPECT_NE(first, __msan_get_origin(&stored));
      EXPECT_TRUE(__msan_origin_is_descendant_or_same(__msan_get_origin(&stored), first));
      EXPECT_FALSE(__msan_origin_is_descendant_or_same(first, __msan_get_origin(&stored)));
      EXPECT_FALSE(__msan_origin_is_descendant_or_same(first, 77));
      __msan_set_origin((char *)memory + 3, 2, 77);
      EXPECT_EQ(77u, __msan_get_origin(memory));
      EXPECT_EQ(77u, __msan_get_origin(memory + 1));
      __msan_set_expect_umr(1);
      if (memory[1]) break_optimization(memory);
      __msan_set_expect_umr(0);
      EXPECT_EQ(77u, __msan_get_umr_origin());
      delete[] memory;
    }
    TEST(Unaligned, BytesKeepTheirOrigins) {
      alignas(8) char memory[16] = {};
      __msan_set_origin(memory, 4, 11);
      uint32_t value = 0;
      __msan_poison((char *)&value + 2, 1);
      __msan_set_origin(&value, 4, 22);
      __sanitizer_unaligned_store32(memory + 3, value);
      EXPECT_EQ(5, __msan_test_shadow(memory, 16));
      EXPECT_EQ(11u, __msan_get_origin(memory));
      EXPECT_TRUE(__msan_origin_is_descendant_or_same(__msan_get_origin(memory + 5), 22));
      uint16_t loaded = __sanitizer_unaligned_load16(memory + 5);
      EXPECT_EQ(0, __msan_test_shadow(&loaded, 2));
      EXPECT_TRUE(__msan_origin_is_descendant_or_same(__msan_get_origin(&loaded), 22));
      loaded = __sanitizer_unaligned_load16(memory + 6);
      EXPECT_EQ(-1, __msan_test_shadow(&loaded, 2));
    }
    TEST(Heap, SizesAreExact) {
      char *memory = (char *)malloc(13);
      size_t before = __sanitizer_get_current_allocated_bytes();
      EXPECT_TRUE(__sanitizer_get_ownership(memory));
      EXPECT_FALSE(__sanitizer_get_ownership(memory + 1));
      EXPECT_EQ(13u, __sanitizer_get_allocated_size(memory));
      memory[0] = 1;
      memory = (char *)realloc(memory, 20);
      EXPECT_EQ(1, __msan_test_shadow(memory, 20));
      EXPECT_EQ(before + 7, __sanitizer_get_current_allocated_bytes());
      free(memory);
      EXPECT_FALSE(__sanitizer_get_ownership(memory));
    }

    """#

  @Test(arguments: [PassChoice.ours, .stock]) func theInterfaceWorks(pass: PassChoice) async throws
  {
    let results = try await withSuite(Self.interface) { suite, file in
      var suite = suite
      suite.passes = [pass]
      suite.levels = ["0", "2"]
      return try await suite.run(file)
    }
    let summary = UnitTestSummary(results)
    #expect(results.count == 8)
    #expect(summary.unexplained(with: pass).isEmpty, "\(summary.text)")
  }

  /// The same calls with the checks of a kernel: a parameter is checked at the call.
  @Test func parametersAreCheckedWhenAsked() async throws {
    let source = #"""
      #include <sanitizer_common/tests/sanitizer_test_utils.h>
      static void NOINLINE take(int value) { break_optimization(&value); }
      TEST(Call, TakesAnything) {
        int *memory = new int;
        take(*memory);
        delete memory;
      }

      """#
    let (unchecked, checked) = try await withSuite(source) { suite, file in
      let unchecked = try await suite.run(file)
      var suite = suite
      suite.parameterChecks = true
      return (unchecked, try await suite.run(file))
    }
    #expect(unchecked.map(\.isFailure) == [false])
    #expect(checked.map(\.isFailure) == [true])
  }

  @Test func theSummaryComparesPassesAndKnowsLimits() {
    func result(
      _ name: String, _ pass: PassChoice, _ verdict: PeerVerdict, level: String = "2"
    ) -> UnitTestResult {
      UnitTestResult(
        file: "llvm/msan_test.cpp", name: name,
        build: UnitTestBuild(pass: pass, optimization: level), verdict: verdict, seconds: 0)
    }
    let summary = UnitTestSummary([
      result("MemorySanitizer.AndOr", .ours, .failed("a.cpp:1: no")),
      result("MemorySanitizer.Phi1", .ours, .failed("a.cpp:2: no")),
      result("MemorySanitizer.fread", .ours, .failed("a.cpp:3: no")),
      result("MemorySanitizer.SelectPartial", .ours, .failed("a.cpp:4: no")),
      result("MemorySanitizer.SelectPartial", .ours, .failed("a.cpp:4: no"), level: "0"),
      result("MemorySanitizer.AndOr", .stock, .passed),
      result("MemorySanitizer.Phi1", .stock, .failed("a.cpp:2: no")),
      result("MemorySanitizer.fread", .stock, .skipped("by the test itself")),
    ])
    #expect(
      summary.unexplained(with: .ours).map(\.name)
        == ["MemorySanitizer.AndOr", "MemorySanitizer.Phi1", "MemorySanitizer.SelectPartial"])
    #expect(summary.worseThanStock.map(\.name) == ["MemorySanitizer.AndOr"])
    let lines = summary.text.split(separator: "\n").map(String.init)
    #expect(
      lines.contains("    # a.cpp:1: no") && lines.contains("not ok 1 msan_test.cpp ours -O2"))
    #expect(lines.contains("    not ok 1 MemorySanitizer.AndOr"))
    #expect(lines.contains { $0.hasPrefix("    ok 3 MemorySanitizer.fread # XFAIL C library: ") })
    #expect(lines.contains("    ok 3 MemorySanitizer.fread # SKIP by the test itself"))
    #expect(
      lines.contains("# language                   0 of 3    0 of 1    1 of 2"), "\(summary.text)")
    #expect(lines.suffix(1) == ["#   MemorySanitizer.AndOr -O2"])
  }

  /// LLVM's own file, where KMSAN_MSAN_TEST names it: no test about the language fails that passes
  /// with clang's pass.
  @Test func noTestOfLLVMIsWorseThanWithItsOwnPass() async throws {
    guard let file = ProcessInfo.processInfo.environment["KMSAN_MSAN_TEST"] else {
      try Test.cancel("KMSAN_MSAN_TEST does not name LLVM's msan_test.cpp")
    }
    var suite = UnitTestSuite(project: try ProjectFiles(programDirectory: Products.directory))
    suite.passes = [.ours, .stock]
    let summary = UnitTestSummary(try await suite.run(file))
    #expect(summary.worseThanStock.isEmpty, "\(summary.text)")
    #expect(summary.unexplained(with: .ours).isEmpty, "\(summary.text)")
  }
}
