// A few pieces of each harness, so that it works when somebody needs all of it.

import Differential
import Foundation
import HostedRun
import KernelCompilation
import TestSupport
import Testing

@Suite struct SuiteTests {
  var project: ProjectFiles {
    get throws { try ProjectFiles(programDirectory: Products.directory) }
  }

  /// With clang's own pass too: that tests the harness and the runtime.
  @Test(arguments: PassChoice.allCases)
  func randomProgramsBehaveAsWithoutThePass(subject: PassChoice) async throws {
    try await withTemporaryFolder { folder in
      var suite = CsmithSuite(
        seeds: 11..<14, failureDirectory: folder.path(percentEncoded: false), project: try project)
      suite.subject = subject
      suite.levels = ["1"]
      suite.plantsBugs = subject == .ours
      let summary = try await suite.run()
      #expect(summary.compared > 0)
      #expect(summary.failures.isEmpty, "\(summary.text)")
      if subject == .ours {
        #expect(summary.counts().planted > 0)
        #expect(summary.counts(.globalPoisoned).ours > 0, "\(summary.text)")
      }
    }
  }

  @Test func theSummaryTellsHowToRepeatAFailure() {
    var failed = CsmithSuite.SeedResult(seed: 7)
    failed.failures = [TrialFailure(seed: 7, level: "2", problem: "ends with code 139")]
    failed.compared = 3
    failed.detections = [
      Detection(seed: 7, bug: .localPoisoned, level: "0", byOurs: true, byStock: false),
      Detection(seed: 7, bug: .globalPoisoned, level: "1", byOurs: false, byStock: true),
    ]
    let summary = CsmithSummary(results: [failed])
    #expect(!summary.isSuccess)
    #expect(summary.text.contains("kmsan-dev csmith --first-seed 7 --count 1 --level 2"))
    #expect(summary.text.contains("LLVM's pass only: seed 7 -O1, global poisoned"))
    #expect(summary.text.contains("all                          2       1       1       0"))
  }

  @Test func brokenInputIsRefusedNotCrashedOn() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("define i32 @f() sanitize_memory { ret i64 0 }", to: "bad.ll")
      try folder.write("BC\u{0}\u{1}garbage", to: "truncated.bc")
      let trial = InstrumentTrial(tool: .ours(path: Products.path("kmsan-opt")))
      for name in ["bad.ll", "truncated.bc", "missing.ll"] {
        let outcome = try await trial.run(folder.appending(path: name).path(percentEncoded: false))
        guard case .refused(let message) = outcome else {
          Issue.record("\(name): \(outcome)")
          continue
        }
        #expect(message.contains(name))
      }
    }
  }

  @Test func aFileThatWasCutOffIsRefused() async throws {
    try await withTemporaryFolder { folder in
      try folder.write(GrowthShape.blocks.module(size: 100), to: "whole.ll")
      func path(_ name: String) -> String {
        folder.appending(path: name).path(percentEncoded: false)
      }
      let assembled = try await runCommand(
        "llvm-as-22", [path("whole.ll"), "-o", path("whole.bc")])
      #expect(assembled.status == 0)
      let trial = InstrumentTrial(tool: .ours(path: Products.path("kmsan-opt")))
      for name in ["whole.ll", "whole.bc"] {
        let bytes = try Data(contentsOf: folder.appending(path: name))
        for part in 1..<12 {
          try bytes.prefix(bytes.count * part / 12).write(to: folder.appending(path: "cut"))
          let outcome = try await trial.run(path("cut"))
          #expect(!outcome.isBroken && outcome != .accepted, "\(name) \(part)/12: \(outcome)")
        }
      }
    }
  }

  @Test func everyFileOfLLVMsTestsIsInstrumentedOrRefused() async throws {
    try await withTemporaryFolder { folder in
      let files: [String]
      do {
        files = try await PeerTests.unpack(
          into: folder.path(percentEncoded: false),
          packageRoot: Repository.root.path(percentEncoded: false))
      } catch let error as MissingInput {
        // The archive is no part of this repository; without it `make robustness` says the same.
        try Test.cancel("\(error.description)")
      }
      #expect(files.count == 175)
      let suite = RobustnessSuite(
        name: "LLVM's tests", files: files, tool: .ours(path: Products.path("kmsan-opt")))
      let summary = try await suite.run()
      #expect(summary.broken == 0, "\(summary.text)")
    }
  }

  @Test(arguments: GrowthShape.allCases)
  func codeGrowsLinearly(shape: GrowthShape) throws {
    let series = try GrowthSeries.measure(shape, cleansUp: false)
    // Time is judged by `make robustness`; here other tests run on the same processors.
    #expect(series.instructionRatio <= GrowthSeries.instructionRatioMax, "\(series.text)")
  }
}
