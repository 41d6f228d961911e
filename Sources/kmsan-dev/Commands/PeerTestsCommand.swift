// `kmsan-dev peer-tests`: behavioural tests of userspace MemorySanitizer on our pass and runtime.

import ArgumentParser
import CommandSupport
import Differential
import Foundation
import HostSystem
import HostedRun
import KernelCompilation
import ReportDocuments

struct PeerTestsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peer-tests",
    abstract: "Run LLVM's behavioural tests of MemorySanitizer on our pass and runtime.",
    discussion: """
      Without files: the language-level programs of compiler-rt/test/msan, from the archive that \
      KMSAN_PEERS or ../shared/peers holds. A file is compiled and run as its RUN lines say; one \
      without is run at two levels of optimization and must not report. Judged is whether a program \
      reports, not the words.

      A file with TEST, TEST_F or TEST_P and without RUN lines is one for GoogleTest, as LLVM's \
      compiler-rt/lib/msan/tests/msan_test.cpp: each of its tests runs in a process of its own and \
      has a verdict of its own, in KTAP; the last lines count what passed. Such a file is built \
      without checks of parameters and results, as LLVM builds it (-fno-sanitize-memory-param-retval). \
      Of msan_test.cpp, tests about the C library, the allocator and small stacks may fail (XFAIL, \
      with the reason); all others must pass.

      <gtest/gtest.h>, <sanitizer/msan_interface.h> and the headers of LLVM's unit tests are there. \
      Ends with code 3 when a run or a test fails and no known limit explains it; with --pass both, \
      only our pass decides.
      """)

  @Argument(help: "Test programs in C or C++.", completion: .file(extensions: ["c", "cc", "cpp"]))
  var files: [String] = []

  @Option(help: "Who instruments: ours, stock, which is clang's own pass, or both.")
  var pass = PeerPass.ours

  @Flag(help: "All programs of the archive, those about the C library too.")
  var all = false

  @Flag(help: "Only list the tests for GoogleTest in the files.")
  var list = false

  @Option(
    help: """
      Only tests for GoogleTest that these patterns select, as after --gtest_filter: with * and ?, \
      several with : between, those that must not fit after -.
      """)
  var filter = "*"

  @Option(
    name: .customShort("O"),
    help: "The level of optimization of tests for GoogleTest; may be repeated. (default: 0 and 2)")
  var optimization: [String] = []

  @Flag(help: "Check parameters and results at calls also in tests for GoogleTest.")
  var parameterChecks = false

  @Option(help: "Seconds that a program or a test may run.")
  var timeLimit = 60

  @Option(
    help: "Also write the results of tests for GoogleTest as JUnit XML.", completion: .file())
  var junit: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard timeLimit > 0 else { throw ValidationError("--time-limit takes seconds, at least 1.") }
    let isForUnitTests = list || filter != "*" || parameterChecks || junit != nil
    guard !(isForUnitTests || !optimization.isEmpty) || !files.isEmpty else {
      throw ValidationError(
        "--list, --filter, -O, --parameter-checks and --junit are about files for GoogleTest: name one."
      )
    }
  }

  func run() async throws {
    try await runCommand {
      let project = try ProjectFiles()
      let directory = try TemporaryDirectory()
      defer { directory.remove() }
      let sources = try await sources(project, in: directory.path)
      let unitTests = sources.filter { UnitTestSuite.accepts($0.text) }.map(\.path)
      let programs = sources.filter { !UnitTestSuite.accepts($0.text) }
        .map { PeerProgram(path: $0.path, text: $0.text) }
      if list {
        try await listTests(of: unitTests, project)
        return .clean
      }
      let programsPass = try await run(programs, project)
      let testsPass = try await runTests(of: unitTests, project)
      return programsPass && testsPass ? .clean : .buildOrBootFailed
    }
  }

  private func sources(
    _ project: ProjectFiles, in directory: String
  ) async throws -> [(path: String, text: String)] {
    var paths = files
    if paths.isEmpty {
      paths = try await PeerTests.unpack(
        .programs, into: directory, packageRoot: project.packageRoot)
      if !all { paths = paths.filter(PeerSuite.isLanguageLevel) }
    }
    return try paths.map { ($0, try Files.text($0)) }
  }

  /// Runs programs; returns whether all passed or are explained.
  private func run(_ programs: [PeerProgram], _ project: ProjectFiles) async throws -> Bool {
    if programs.isEmpty { return true }
    var isClean = true
    for choice in pass.choices {
      var trial = PeerTrial(project: project)
      trial.pass = choice
      trial.timeLimit = timeLimit
      let summary = try await PeerSuite.run(programs, with: trial) {
        common.progress.status("ran \($0.name)")
      }
      if pass.choices.count > 1 { emit("With the pass \(choice.rawValue):\n") }
      emit(summary.text)
      if choice == pass.choices.first, summary.unexplained > 0 { isClean = false }
    }
    return isClean
  }

  private func unitTestSuite(_ project: ProjectFiles) -> UnitTestSuite {
    var suite = UnitTestSuite(project: project)
    suite.passes = pass.choices
    if !optimization.isEmpty { suite.levels = optimization }
    suite.filter = filter
    suite.parameterChecks = parameterChecks
    suite.timeLimit = timeLimit
    return suite
  }

  private func listTests(of files: [String], _ project: ProjectFiles) async throws {
    for file in files {
      for name in try await unitTestSuite(project).list(file) {
        emit("\(name): \(UnitTestGroup.of(name, in: file).title)\n")
      }
    }
  }

  /// Runs the tests of files; returns whether all passed or are explained.
  private func runTests(of files: [String], _ project: ProjectFiles) async throws -> Bool {
    if files.isEmpty { return true }
    let suite = unitTestSuite(project)
    var summary = UnitTestSummary([])
    for file in files {
      common.progress.status("building \(file)")
      summary.append(
        try await suite.run(file) {
          common.progress.status("ran \($0.name) \($0.build.description)")
        })
    }
    emit(summary.text)
    if let junit { try Files.write(JUnitDocument(summary).text, to: junit) }
    return summary.unexplained(with: pass.choices[0]).isEmpty
  }
}

/// Whose passes instrument.
enum PeerPass: String, CaseIterable, ExpressibleByArgument {
  case ours
  case stock
  case both

  /// The first decides about the exit code.
  var choices: [PassChoice] {
    switch self {
    case .ours: [.ours]
    case .stock: [.stock]
    case .both: [.ours, .stock]
    }
  }
}

extension JUnitDocument {
  /// Unit tests: a suite for each file and build. A failure with a known limit is skipped.
  fileprivate init(_ summary: UnitTestSummary) {
    var suites: [JUnitSuite] = []
    for result in summary.results {
      let outcome: JUnitSuite.Outcome =
        switch (result.verdict, result.limit) {
        case (.passed, _): .passed
        case (.skipped(let reason), _): .skipped(reason)
        case (.failed, let limit?): .skipped("known to fail: \(limit)")
        case (.failed(let reason), nil): .failed(reason)
        }
      let test = JUnitSuite.Case(name: result.name, outcome: outcome, seconds: result.seconds)
      if suites.last?.name != result.run { suites.append(JUnitSuite(name: result.run, cases: [])) }
      suites[suites.count - 1].cases.append(test)
    }
    self.init([], suites: suites, context: DocumentContext(toolVersion: toolVersion, logs: []))
  }
}
