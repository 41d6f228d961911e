// Options of commands that contradict each other end the command before it does anything.

import Foundation
import TestSupport
import Testing

@Suite struct ContradictingOptionTests {
  private func error(_ arguments: [String], status: Int32 = 64) async throws -> String {
    let result = try await runCommand(Products.path("kmsan"), arguments)
    #expect(result.status == status, "\(arguments): \(result.error)")
    return result.error
  }

  @Test func theSourceOfLinuxIsNamedOnce() async throws {
    let both = try await error(["linux", "build", "--source", "a", "--source-package", "b"])
    #expect(both.contains("--source and --source-package exclude each other"))
    let fetch = try await error(["linux", "fetch", "--source", "a"])
    #expect(fetch.contains("a tree of your own, which needs no fetching"))
  }

  @Test(arguments: [
    (["linux", "build", "--pass", "ours", "--pass", "stock"], "--pass ours and --pass stock"),
    (["linux", "test", "--jobs=1", "--config", "small", "--jobs", "2"], "--jobs 1 and --jobs 2"),
    (["boot", "--memory", "64", "--memory=128"], "--memory 64 and --memory 128"),
    (["run", "a.c", "--pass", "stock", "--pass", "ours"], "--pass stock and --pass ours"),
  ])
  func anOptionHasOneValue(arguments: [String], message: String) async throws {
    #expect(try await error(arguments).contains("\(message) contradict each other"))
  }

  @Test func whatRepeatsOrBelongsToProgramsMayHaveMoreValues() async throws {
    let again = ["cases", "--list", "--place", "linux", "--place", "linux", "manual"]
    _ = try await error(again, status: 0)
    let missing = ["run", "missing.c", "--", "--pass", "a", "--pass", "b"]
    #expect(try await error(missing, status: 3).contains("No such file: missing.c"))
    let cases = ["boot", "--case", "missing", "--case", "stack"]
    #expect(try await error(cases, status: 1).contains("There is no case or family missing"))
  }

  @Test func aFlagOfThePassHasOneValue() async throws {
    let message = "'tokens=0' and 'tokens=1' contradict each other"
    let flags = ["--plugin-option", "tokens=0", "--plugin-option"]
    #expect(try await error(["--print-plugin-flags"] + flags + ["tokens=1"]).contains(message))
    _ = try await error(["--print-plugin-flags"] + flags + ["tokens=0"], status: 0)
    let linux = ["linux", "build", "--work-directory", "/dev/null/x"]
    let twice = ["--pass-option", "tokens=0", "--pass-option", "tokens=1"]
    #expect(try await error(linux + twice, status: 1).contains(message))
  }
}
