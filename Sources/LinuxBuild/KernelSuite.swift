// The KUnit suites that a kernel is built with and runs. Ours are built into an untouched tree:
// lib/kunit/Makefile lists its objects in `kunit-objs`, and kbuild adds those of `kunit-y`, which
// no Makefile sets; make finds a source that the tree does not have in the build directory.

import Foundation
import HostSystem
import KernelCases
import VirtualMachine

/// Which suites a kernel runs.
public enum KernelSuite: String, Sendable, CaseIterable {
  /// What the configuration builds in: the kernel's own suite of KMSAN.
  case kernel
  /// Ours, about code that is not instrumented: `Integrations/linux/boundaries`.
  case boundaries

  /// The cases of `Tests/KernelCases` that run in Linux, by `Integrations/linux/cases`.
  case cases

  /// Where the sources of ours go, below `lib/kunit` of the build directory.
  private var folder: String { self == .cases ? "kmsan_cases" : "kmsan" }
  /// The file among them that is compiled without KMSAN.
  private static let plainStem = "plain"

  /// What the kernel is booted with, so that only these suites run.
  package var kernelArguments: [String] {
    switch self {
    case .kernel: []
    case .boundaries: ["kunit.filter_glob=\(GuestConsole.boundarySuitePrefix)*"]
    case .cases: ["kunit.filter_glob=\(GuestConsole.casesSuite)"]
    }
  }

  /// The make variables that build the suites into the kernel.
  package func makeVariables(_ integration: Integration) throws -> [String] {
    guard self != .kernel else { return [] }
    let stems = try sources(integration).map(\.name).filter { $0.hasSuffix(".c") }
      .map { $0.dropLast(2) }
    let objects = "kunit-y=" + stems.map { "\(folder)/\($0).o" }.joined(separator: " ")
    guard self == .boundaries else { return [objects] }
    // Linux before 6.7 names an object without its folder.
    return [objects]
      + ["\(folder)/", ""].map { "KMSAN_SANITIZE_\($0)\(KernelSuite.plainStem).o=n" }
  }

  /// Copies the sources to where kbuild looks for generated ones. A file that is there with the
  /// same content is left alone, so that nothing is compiled again.
  package func copySources(of integration: Integration, to buildDirectory: String) throws {
    guard self != .kernel else { return }
    let target = "\(buildDirectory)/lib/kunit/\(folder)"
    try Files.makeDirectory(target)
    for (name, text) in try sources(integration) {
      let path = "\(target)/\(name)"
      if (try? Files.text(path)) != text { try Files.write(text, to: path) }
    }
  }

  /// Files of the suites, by name.
  private func sources(_ integration: Integration) throws -> [(name: String, text: String)] {
    let directory = integration.file(rawValue)
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      throw SuiteError(directory: directory)
    }
    let own = try names.filter { $0.hasSuffix(".c") || $0.hasSuffix(".h") }.sorted()
      .map { (name: $0, text: try Files.text("\(directory)/\($0)")) }
    return try self == .cases ? own + LinuxCases(Self.cases(integration)).sources() : own
  }

  private static func cases(_ integration: Integration) throws -> CaseCollection {
    try CaseCollection(folder: integration.kernelCases)
  }

  /// The results of the suites of a kernel, whose console is in a file. KUnit knows what a case has
  /// computed; whether its reports are those that it says on its lines is judged here.
  package func judged(
    _ suites: [KTAPTest], console log: String, _ integration: Integration
  ) throws -> [KTAPTest] {
    guard self == .cases else { return suites }
    let verdicts = CaseJudge(precision: .functions).verdicts(
      on: try LinuxCases(Self.cases(integration)).cases, CaseConsole(try Files.text(log)))
    let differences = verdicts.reduce(into: [String: [String]]()) {
      if case .failed(let lines) = $1.result { $0[$1.name] = lines }
    }
    return suites.map { suite in
      var judged = suite
      for (index, test) in suite.tests.enumerated() where test.result == .passed {
        guard let found = differences[test.name] else { continue }
        judged.tests[index].result = .failed
        judged.tests[index].differences = found
        judged.result = .failed
      }
      return judged
    }
  }
}

/// The sources of the suites are missing.
public struct SuiteError: ExplainedError {
  let directory: String
  public var problem: String { "The sources of the test suites are not in \(directory)" }
  public var remedy: String? {
    "Install them with `make install`, or point \(Integration.environmentVariable) to "
      + "Integrations/linux of the repository."
  }
}
