// Options that the steps of `kmsan linux` share, and what they mean together.

import ArgumentParser
import Foundation
import HostSystem
import KernelBuild

extension PassSelection: ExpressibleByArgument {}
extension KernelSuite: ExpressibleByArgument {}
extension Annotation: ExpressibleByArgument {}

/// Which Linux, where.
struct SourceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where source and builds are kept (default: $KMSAN_WORK_DIRECTORY, else the user's cache).",
      valueName: "directory"))
  var workDirectory: String?

  @Option(
    help: ArgumentHelp(
      "Debian's source package of Linux 6.12 (default: \(SourcePackage.defaultPath)).",
      valueName: "file"))
  var sourcePackage: String?

  @Option(
    help: ArgumentHelp(
      "A Linux 6.12 tree of your own instead of the package; it is only read.",
      valueName: "directory"))
  var source: String?

  func validate() throws {
    guard source == nil || sourcePackage == nil else {
      throw ValidationError(
        "--source and --source-package exclude each other: a tree takes the place of the package.")
    }
  }

  var package: SourcePackage { SourcePackage(path: sourcePackage ?? SourcePackage.defaultPath) }

  var work: WorkDirectory {
    WorkDirectory(option: workDirectory, environment: ProcessInfo.processInfo.environment)
  }
}

/// Which kernel, built how.
struct KernelOptions: ParsableArguments {
  @OptionGroup var source: SourceOptions

  @Option(
    help: ArgumentHelp("`small`, `wide`, or the path of a fragment.", valueName: "name"))
  var config = "small"

  @Option(
    help: ArgumentHelp(
      "A fragment merged on top of the configuration; may be repeated.", valueName: "file"))
  var fragment: [String] = []

  @Option(help: "Which pass instruments the kernel: ours, clang's (stock), or half and half.")
  var pass = PassSelection.ours

  @Option(
    name: .customLong("pass-option"),
    help: ArgumentHelp(
      "An option of our pass, `name=value`, as kmsan-opt takes them; may be repeated.",
      valueName: "option"))
  var passOptions: [String] = []

  @Flag(help: "Put a fast path for Linux's runtime into every object (Docs/FastPath.md).")
  var fastPath = false

  @Option(help: "Which suites run: the kernel's own, ours about boundaries, or our cases.")
  var suite = KernelSuite.kernel

  @Option(
    help: ArgumentHelp(
      "Take back what Linux says to KMSAN by hand (Docs/Annotations.md); may be repeated.",
      valueName: "annotation"))
  var without: [Annotation] = []

  /// Everything that the options name, prepared.
  func session() throws -> KernelSession {
    try source.session(
      config: config, fragments: fragment, pass: pass, passOptions: passOptions,
      usesFastPath: fastPath, sanitized: true, suite: suite, without: without)
  }
}

extension SourceOptions {
  /// A kernel of this source, prepared to be built; without KMSAN when it is not `sanitized`.
  func session(
    config: String, fragments: [String], pass: PassSelection, passOptions: [String],
    usesFastPath: Bool, sanitized: Bool, suite: KernelSuite = .kernel,
    without annotations: [Annotation] = []
  ) throws -> KernelSession {
    let integration = try Integration.find(environment: ProcessInfo.processInfo.environment)
    let configuration = try KernelConfiguration(
      name: config, fragments: fragments, integration: integration,
      showsRegions: suite == .boundaries || !annotations.isEmpty)
    return try KernelSession(
      work: work, package: package, ownSource: source,
      integration: integration,
      configuration: sanitized ? configuration : configuration.withoutSanitizer(),
      pass: sanitized
        ? try PreparedPass.prepare(
          pass, options: passOptions, usesFastPath: usesFastPath, configuration: configuration,
          work: work)
        : .none,
      suite: suite, withoutAnnotations: annotations)
  }
}
