// Options that the steps of `kmsan linux` share, and what they mean together.

import ArgumentParser
import Foundation
import HostSystem
import KernelBuild

extension PassSelection: ExpressibleByArgument {}
extension KernelSuite: ExpressibleByArgument {}
extension Annotation: ExpressibleByArgument {}

extension LinuxRelease: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

/// Which Linux, where.
struct SourceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Where source and builds are kept, in a folder for each release (default: $KMSAN_WORK_DIRECTORY, else \
      the user's cache).
      """,
      valueName: "directory"))
  var workDirectory: String?

  @Option(
    help: ArgumentHelp(
      """
      The release of Linux, such as \(LinuxRelease.tested.map(\.description).joined(separator: ", ")). Debian's \
      package linux-source-RELEASE is downloaded when it is not installed.
      """, valueName: "release"))
  var release = LinuxRelease.standard

  @Option(
    help: ArgumentHelp(
      "The archive of a Debian source package of that release, instead of a download.",
      valueName: "file"))
  var sourcePackage: String?

  @Option(
    help: ArgumentHelp(
      "A Linux tree of your own, of release \(LinuxRelease.oldest) or later; it is only read.",
      valueName: "directory"))
  var source: String?

  func validate() throws {
    guard source == nil || sourcePackage == nil else {
      throw ValidationError(
        "--source and --source-package exclude each other: a tree takes the place of the package.")
    }
    guard source == nil || release == .standard else {
      throw ValidationError(
        "--source and --release exclude each other: a tree has the release that it has.")
    }
    guard release >= .oldest else {
      throw ValidationError("KMSAN is part of Linux since \(LinuxRelease.oldest), not \(release)")
    }
  }

  var package: SourcePackage { SourcePackage(release: release, archive: sourcePackage) }

  var work: WorkDirectory {
    WorkDirectory(
      option: workDirectory, environment: ProcessInfo.processInfo.environment,
      release: source == nil ? release : nil)
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
