// The tests of a file for GoogleTest, one by one: each runs in a process of its own, so that one that
// crashes or hangs costs no other its verdict.
//
// Source of the options and of the output: GoogleTest, "Advanced Topics"; our gtest.h has the same.

import Foundation
import HostSystem
import HostedRun
import KernelCompilation

/// One way to build the file.
public struct UnitTestBuild: Sendable, Hashable {
  public let pass: PassChoice
  /// The level of optimization, as after `-O`.
  public let optimization: String

  public init(pass: PassChoice, optimization: String) {
    self.pass = pass
    self.optimization = optimization
  }

  public var description: String { "\(pass.rawValue) -O\(optimization)" }
}

/// What came of one test in one build.
public struct UnitTestResult: Sendable {
  public let file: String
  /// As GoogleTest's filter knows it: the suite and the test with a full stop between.
  public let name: String
  public let build: UnitTestBuild
  public let verdict: PeerVerdict
  public let seconds: Double

  public init(
    file: String, name: String, build: UnitTestBuild, verdict: PeerVerdict, seconds: Double
  ) {
    self.file = file
    self.name = name
    self.build = build
    self.verdict = verdict
    self.seconds = seconds
  }
}

/// No test is left to run.
struct NoUnitTestError: ExplainedError {
  let problem: String
  let remedy: String?
}

/// Runs the tests of files for GoogleTest.
public struct UnitTestSuite: Sendable {
  public let project: ProjectFiles
  public var passes = [PassChoice.ours]
  public var levels = ["0", "2"]
  /// Patterns as after `--gtest_filter=`.
  public var filter = "*"
  /// LLVM builds its unit tests without the checks of parameters and results.
  public var parameterChecks = false
  /// Seconds that one test may run.
  public var timeLimit = 60

  public init(project: ProjectFiles) { self.project = project }

  /// Whether a source declares tests for GoogleTest and does not say itself how it is run.
  public static func accepts(_ text: String) -> Bool {
    text.split(separator: "\n").contains { line in
      ["TEST(", "TEST_F(", "TEST_P("].contains { line.hasPrefix($0) }
    } && !text.contains("RUN:")
  }

  private var builds: [UnitTestBuild] {
    passes.flatMap { pass in levels.map { UnitTestBuild(pass: pass, optimization: $0) } }
  }

  /// The names of a file's tests that the filter selects.
  public func list(_ file: String) async throws -> [String] {
    guard let build = builds.first else { return [] }
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    return try await names(in: program(of: file, build, in: directory.path), of: file)
  }

  /// Runs a file's tests that the filter selects, in every build.
  public func run(
    _ file: String, finished: (UnitTestResult) -> Void = { _ in }
  ) async throws -> [UnitTestResult] {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let programs = try await WorkPool.map(builds) { build in
      (build, try await program(of: file, build, in: "\(directory.path)/\(build.description)"))
    }
    var runs: [(build: UnitTestBuild, program: String, name: String)] = []
    for (build, program) in programs {
      runs += try await names(in: program, of: file).map { (build, program, $0) }
    }
    return try await WorkPool.map(
      runs, { try await run($0.name, in: $0.program, $0.build, file) }, finished: finished)
  }

  private func program(
    of file: String, _ build: UnitTestBuild, in directory: String
  ) async throws -> String {
    try Files.makeDirectory(directory)
    var peerBuild = PeerBuild(project: project)
    peerBuild.pass = build.pass
    peerBuild.optimization = build.optimization
    peerBuild.parameterChecks = parameterChecks
    let program = "\(directory)/program"
    try await peerBuild.build(file, to: program, in: directory)
    return program
  }

  /// Reads a list in GoogleTest's form: a suite's line ends in a full stop, its tests are indented.
  private func names(in program: String, of file: String) async throws -> [String] {
    let outcome = try await execution.run(
      program, ["--gtest_list_tests", "--gtest_filter=\(filter)"], environment: Self.environment)
    guard outcome.code == 0 else {
      throw NoUnitTestError(
        problem: "\(file) cannot list its tests: \(Self.failure(outcome) ?? "no reason known")",
        remedy: nil)
    }
    var (suite, names) = ("", [String]())
    for line in outcome.output.split(separator: "\n") {
      if line.hasPrefix("  ") {
        names.append(suite + line.dropFirst(2))
      } else {
        suite = String(line)
      }
    }
    guard !names.isEmpty else {
      throw NoUnitTestError(
        problem: "No test of \(file) fits the filter \(filter)",
        remedy: "`kmsan-dev peer-tests --list \(file)` prints the names.")
    }
    return names
  }

  private func run(
    _ name: String, in program: String, _ build: UnitTestBuild, _ file: String
  ) async throws -> UnitTestResult {
    let start = ContinuousClock.now
    let verdict: PeerVerdict
    if name.contains(".DISABLED_") || name.hasPrefix("DISABLED_") {
      verdict = .skipped("disabled in the file")
    } else {
      let outcome = try await execution.run(
        program, ["--gtest_filter=\(name)"], environment: Self.environment)
      verdict = judge(outcome, name)
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return UnitTestResult(
      file: file, name: name, build: build, verdict: verdict, seconds: seconds)
  }

  private var execution: HostedExecution { HostedExecution(timeLimit: timeLimit) }
  /// A program's exit code is its own, also after a report.
  private static let environment = ["KMSAN_EXIT_CODE": "0"]

  private func judge(_ outcome: HostedOutcome, _ name: String) -> PeerVerdict {
    if outcome.isTimeOver { return .failed("did not end in \(timeLimit) s") }
    if let failure = Self.failure(outcome) { return .failed(failure) }
    if outcome.output.contains("[  SKIPPED ] \(name)") { return .skipped("by the test itself") }
    // A test that ends the program says nothing about what it should have shown.
    let hasEnded = outcome.output.contains("[       OK ] \(name)")
    return hasEnded ? .passed : .failed("the program ended during the test")
  }

  /// Why a program did not end with success; nil when it did.
  private static func failure(_ outcome: HostedOutcome) -> String? {
    if outcome.code > 128 { return "ended by signal \(outcome.code - 128)" }
    guard outcome.code != 0 else { return nil }
    let lines = outcome.console.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("BUG: ") { return "reported: \(line)" }
      if line.hasSuffix(": Failure"), index + 1 < lines.count {
        let place = line.dropLast(": Failure".count).split(separator: "/").last ?? ""
        return "\(place): \(lines[index + 1].drop { $0 == " " })"
      }
      if line.hasPrefix("no report where") { return String(line) }
    }
    return "ended with code \(outcome.code)"
  }
}
