// The real thing: Debian's Linux in the small configuration, built with our pass, booted, its KMSAN
// suite run. Takes minutes the first time; kbuild makes later runs cheap.

import Foundation
import Testing
import TestSupport

@Suite struct LinuxBootTests {
  private struct Summary: Decodable {
    struct Totals: Decodable {
      var passed: Int
      var failed: Int
      var missing: Int
    }
    struct Source: Decodable {
      var changedFiles: [String]?
    }
    struct Observed: Decodable {
      var suite: String?
    }
    var totals: Totals
    var source: Source
    var reports: [Observed]
    var verdict: String
  }

  /// KMSAN's own suite, and the cases that the reference kernel runs, too. One kernel after the other:
  /// most objects are the same.
  @Test(.tags(.needsKernel, .long), .leftOutByCheck)
  func smallLinuxPassesItsSuitesAndIsSilentOtherwise() async throws {
    for (arguments, suite, casesMin) in [
      ([], "kmsan", 24), (["--suite", "cases"], "kmsan_cases", 119),
    ] {
      let result = try await runCommand(
        Products.path("kmsan"), ["linux", "test", "--quiet", "--format", "json"] + arguments)
      let summary = try JSONDecoder().decode(Summary.self, from: Data(result.output.utf8))
      #expect(summary.verdict == "passed", "\(result.output)")
      #expect(summary.totals.passed >= casesMin)
      #expect(summary.totals.failed + summary.totals.missing == 0)
      #expect(summary.reports.filter { $0.suite != suite }.isEmpty)
      #expect(summary.source.changedFiles == [])
      #expect(result.status == 0, "\(result.error)")
    }
  }

  @Test(arguments: [
    (["linux", "build", "--config", "no-such-file"], 1, "no-such-file"),
    (["linux", "build", "--pass", "mine"], 64, "mine"),
    (["linux", "build", "--jobs", "0"], 64, "--jobs"),
    (["linux", "test", "--time-limit", "-1"], 64, "--time-limit"),
    (["linux", "build", "--source", "/proc"], 1, "no complete Linux source tree"),
    (["linux", "build", "--pass-option", "colour=blue"], 1, "colour"),
    (["linux", "build", "--pass", "stock", "--fast-path"], 1, "--fast-path"),
    (["linux", "fetch", "--source-package", "/nowhere.tar.xz"], 1, "leave --source-package out"),
  ])
  func wrongInputIsExplained(_ arguments: [String], _ code: Int, _ word: String) async throws {
    let work = NSTemporaryDirectory() + "kmsan-input-\(UUID().uuidString)"
    let extra = arguments[1] == "fetch" ? ["--work-directory", work] : []
    let result = try await runCommand(Products.path("kmsan"), arguments + extra)
    #expect(result.status == code)
    #expect(result.error.contains(word))
    #expect(result.output.isEmpty)
  }
}
