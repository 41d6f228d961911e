// The KUnit suites that a kernel is built with and runs. Ours are built into an untouched tree:
// lib/kunit/Makefile lists its objects in `kunit-objs`, and kbuild adds those of `kunit-y`, which
// no Makefile sets; make finds a source that the tree does not have in the build directory.

import Foundation
import HostSystem
import VirtualMachine

/// Which suites a kernel runs.
public enum KernelSuite: String, Sendable, CaseIterable {
  /// What the configuration builds in: the kernel's own suite of KMSAN.
  case kernel
  /// Ours, about code that is not instrumented: `Integrations/linux-6.12/boundaries`.
  case boundaries

  /// Where the sources of ours go, below `lib/kunit` of the build directory.
  private static let folder = "kmsan"
  /// The file among them that is compiled without KMSAN.
  private static let plainStem = "plain"

  /// What the kernel is booted with, so that only these suites run.
  package var kernelArguments: [String] {
    self == .boundaries ? ["kunit.filter_glob=\(GuestConsole.boundarySuitePrefix)*"] : []
  }

  /// The make variables that build the suites into the kernel.
  package func makeVariables(_ integration: Integration) throws -> [String] {
    guard self == .boundaries else { return [] }
    let stems = try sources(integration).filter { $0.hasSuffix(".c") }.map { $0.dropLast(2) }
    return [
      "kunit-y=" + stems.map { "\(KernelSuite.folder)/\($0).o" }.joined(separator: " "),
      "KMSAN_SANITIZE_\(KernelSuite.folder)/\(KernelSuite.plainStem).o=n",
    ]
  }

  /// Copies the sources to where kbuild looks for generated ones. A file that is there with the
  /// same content is left alone, so that nothing is compiled again.
  package func copySources(of integration: Integration, to buildDirectory: String) throws {
    guard self == .boundaries else { return }
    let target = "\(buildDirectory)/lib/kunit/\(KernelSuite.folder)"
    try Files.makeDirectory(target)
    for name in try sources(integration) {
      let text = try Files.text(integration.file("\(rawValue)/\(name)"))
      let path = "\(target)/\(name)"
      if (try? Files.text(path)) != text { try Files.write(text, to: path) }
    }
  }

  private func sources(_ integration: Integration) throws -> [String] {
    let directory = integration.file(rawValue)
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      throw SuiteError(directory: directory)
    }
    return names.filter { $0.hasSuffix(".c") || $0.hasSuffix(".h") }.sorted()
  }
}

/// The sources of the suites are missing.
public struct SuiteError: ExplainedError {
  let directory: String
  public var problem: String { "The sources of the test suites are not in \(directory)" }
  public var remedy: String? {
    "Install them with `make install`, or point \(Integration.environmentVariable) to "
      + "Integrations/linux-6.12 of the repository."
  }
}
