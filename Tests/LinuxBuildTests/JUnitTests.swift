// What `kmsan linux test --junit` writes of a run.

import Foundation
import LinuxBuild
import Testing

@Suite struct LinuxJUnitTests {
  /// A summary, as `--format json` prints it.
  private func summary(exitCode: Int, verdict: String, suites: String) throws -> KernelTestSummary {
    let failed = suites.components(separatedBy: "failed").count - 1
    let text = """
      {"schemaVersion": 1, "tool": {"name": "kmsan", "version": "0"}, "kernel": {"version": "6.12.57",
       "configuration": "small", "pass": "ours", "suite": "kernel", "withoutAnnotations": [],
       "processors": 1, "bootSeconds": 12.5}, "source": {}, "suites": \(suites),
       "totals": {"passed": 1, "failed": \(failed), "skipped": 1, "missing": 0},
       "reports": [], "kernelWarnings": [], "log": "small.log", "verdict": "\(verdict)",
       "exitCode": \(exitCode)}
      """
    return try JSONDecoder().decode(KernelTestSummary.self, from: Data(text.utf8))
  }

  @Test func everyTestIsACase() throws {
    let suites = """
      [{"name": "kmsan", "result": "failed", "planned": 3, "tests": [
        {"name": "test_a", "result": "passed", "tests": []},
        {"name": "test_b", "result": "skipped", "reason": "no memory", "tests": []},
        {"name": "test_c", "result": "failed", "tests": []}]},
       {"name": "other", "result": "unfinished", "planned": 4, "tests": [
        {"name": "group", "result": "unfinished", "tests": [
          {"name": "one", "result": "unfinished", "tests": []}]}]}]
      """
    let text = try summary(exitCode: 3, verdict: "1 case failed", suites: suites).junit
    for line in [
      "<testcase classname=\"kmsan\" name=\"test_a\" time=\"0\"/>",
      "<skipped message=\"no memory\"/>",
      "<failure message=\"not ok\" type=\"failed\"/>", "name=\"group.one\"",
      "name=\"build and boot of small, pass ours\" time=\"12.500\"/>",
      "message=\"3 of 4 tests never began\"", "<testcase classname=\"kmsan\" name=\"no reports\"",
    ] {
      #expect(text.contains(line), "\(line) in \(text)")
    }
  }

  @Test func aRunThatTellsNothingElseIsAnError() throws {
    let text = try summary(exitCode: 255, verdict: "kernel panic: no init", suites: "[]").junit
    #expect(text.contains("<error message=\"kernel panic: no init\" type=\"no result\"/>"))
    #expect(text.contains("errors=\"1\" failures=\"0\" tests=\"2\""))
  }
}
