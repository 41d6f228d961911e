// Options that name a Linux kernel and how it is built.

import ArgumentParser
import Foundation
import HostSystem
import LinuxBuild

extension PassSelection: ExpressibleByArgument {}
extension KernelSuite: ExpressibleByArgument {}
extension Annotation: ExpressibleByArgument {}

extension LinuxRelease: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

/// Which Linux, where.
package struct SourceOptions: ParsableArguments {
  package init() {}

  @Option(
    help: ArgumentHelp(
      """
      Where source and builds are kept, in a folder for each release (default: $KMSAN_WORK_DIRECTORY, else \
      the user's cache).
      """,
      valueName: "directory"))
  package var workDirectory: String?

  @Option(
    help: ArgumentHelp(
      """
      The release of Linux, such as \(LinuxRelease.tested.map(\.description).joined(separator: ", ")). Debian's \
      package linux-source-RELEASE is downloaded when it is not installed.
      """, valueName: "release"))
  package var release = LinuxRelease.standard

  @Option(
    help: ArgumentHelp(
      "The archive of a Debian source package of that release, instead of a download.",
      valueName: "file"))
  package var sourcePackage: String?

  @Option(
    help: ArgumentHelp(
      "A Linux tree of your own, of release \(LinuxRelease.oldest) or later; it is only read.",
      valueName: "directory"))
  package var source: String?

  package func validate() throws {
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

  package var package: SourcePackage { SourcePackage(release: release, archive: sourcePackage) }

  package var work: WorkDirectory {
    WorkDirectory(
      option: workDirectory, environment: ProcessInfo.processInfo.environment,
      release: source == nil ? release : nil)
  }
}

/// Which kernel, built how.
package struct KernelOptions: ParsableArguments {
  package init() {}

  @OptionGroup var source: SourceOptions

  @Option(
    help: ArgumentHelp("`small`, `wide`, or the path of a fragment.", valueName: "name"))
  package var config = "small"

  @Option(
    help: ArgumentHelp(
      "A fragment merged on top of the configuration; may be repeated.", valueName: "file"))
  package var fragment: [String] = []

  @Option(help: "Which pass instruments the kernel: ours, clang's (stock), or half and half.")
  package var pass = PassSelection.ours

  @Option(
    name: .customLong("pass-option"),
    help: ArgumentHelp(
      "An option of our pass, `name=value`, as kmsan-opt takes them; may be repeated.",
      valueName: "option"))
  package var passOptions: [String] = []

  @Flag(help: "Put a fast path for Linux's runtime into every object (Docs/FastPath.md).")
  package var fastPath = false

  @Option(help: "Which suites run: the kernel's own, ours about boundaries, or our cases.")
  package var suite = KernelSuite.kernel

  @Option(
    help: ArgumentHelp(
      "Take back what Linux says to KMSAN by hand (Docs/Annotations.md); may be repeated.",
      valueName: "annotation"))
  package var without: [Annotation] = []

  /// Everything that the options name, prepared.
  package func session() throws -> KernelSession {
    try source.session(
      config: config, fragments: fragment, pass: pass, passOptions: passOptions,
      usesFastPath: fastPath, sanitized: true, suite: suite, without: without)
  }
}

extension SourceOptions {
  /// A kernel of this source, prepared to be built; without KMSAN when it is not `sanitized`.
  package func session(
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
          integration: integration, work: work)
        : .none,
      suite: suite, withoutAnnotations: annotations)
  }
}

/// How many compilers run at a time.
package struct JobOptions: ParsableArguments {
  package init() {}

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Compilers at a time (default: one per processor).", valueName: "count"))
  package var jobs: Int?

  package var count: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }

  package func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
  }
}
