// `kmsan linux`: Debian's Linux source, with our pass. Each step does the steps before it where
// they are missing; kbuild makes a second run cheap.

import ArgumentParser
import CommandSupport
import Foundation
import HostSystem
import LinuxBuild
import ReportDocuments
import VirtualMachine

/// Groups the steps from Linux's source package to a booted kernel.
struct LinuxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "linux",
    abstract: "Fetch, configure, build, boot and test Linux with the pass.",
    subcommands: [Fetch.self, Configure.self, Build.self, Boot.self, Test.self, Bitcode.self])
}

extension LinuxCommand {
  /// `kmsan linux fetch`.
  struct Fetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Unpack Linux's source from Debian's package.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var source: SourceOptions
    @Flag(help: "Compare the unpacked tree with the package.")
    var verify = false

    func validate() throws {
      guard source.source == nil else {
        throw ValidationError("--source names a tree of your own, which needs no fetching.")
      }
    }

    func run() async throws {
      try await runCommand { [self] in
        let package = source.package
        try await package.fetch(into: source.work, progress: common.progress)
        let version = try KernelVersion(at: source.work.source)
        emit("Linux \(version) in \(source.work.source)\n")
        guard verify else { return .clean }
        let changed = try await package.changedFiles(in: source.work)
        for path in changed { emit("changed: \(path)\n") }
        if changed.isEmpty { emit("no source file of Linux changed\n") }
        return changed.isEmpty ? .clean : .toolError
      }
    }
  }

  /// `kmsan linux configure`.
  struct Configure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Configure a build directory: tinyconfig, our fragment, yours.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var kernel: KernelOptions

    func run() async throws {
      try await runCommand { [self] in
        let session = try kernel.session()
        try await session.configure(progress: common.progress)
        emit("\(session.tree.directory)/.config\n")
        return .clean
      }
    }
  }

  /// `kmsan linux build`.
  struct Build: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Build the kernel out of tree, with nothing but make variables.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var kernel: KernelOptions
    @OptionGroup var jobs: JobOptions

    func run() async throws {
      try await runCommand { [self] in
        let session = try kernel.session()
        let result = try await session.build(jobs: jobs.count, progress: common.progress)
        for warning in result.warnings { common.progress.warn(warning) }
        emit(
          "\(session.tree.kernelImage): \(result.compiled) objects compiled in "
            + "\(result.duration.forPeople), \(result.warnings.count) warnings\n")
        return .clean
      }
    }
  }

  /// `kmsan linux boot`.
  struct Boot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Boot the kernel that was built, and list what KMSAN reported.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var kernel: KernelOptions
    @OptionGroup var boot: BootOptions
    @Flag(help: "List the reports that KMSAN's own suite provokes, too.")
    var all = false

    func run() async throws {
      try await runCommand { [self] in
        let session = try kernel.session()
        let result = try await session.boot(
          timeLimitSeconds: boot.seconds(session.configuration), progress: common.progress)
        let verdict = BootVerdict(result, expecting: .init(tests: false))
        let shown = result.console.reports.filter { all || !$0.isExpected }
        for observed in shown { emit(observed.report.listing() + "\n\n") }
        emit("log: \(result.log)\nresult: \(verdict.text)\n")
        return verdict.exitStatus
      }
    }
  }

  /// `kmsan linux test`.
  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Do it all: fetch, configure, build, boot, and judge.",
      discussion: """
        Ends in a KTAP document with the results of the kernel's own test suites, the reports \
        of KMSAN outside of its suite, and a result line.

        Exit codes: 0 all as expected; 1 the tool or its environment failed; 2 KMSAN reported \
        outside of its suite; 3 the kernel did not build or boot, or a test case failed; 64 \
        wrong usage; 124 the time limit passed; 128+n signal n; 255 the kernel panicked without \
        a report.
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var kernel: KernelOptions
    @OptionGroup var jobs: JobOptions
    @OptionGroup var boot: BootOptions
    @Option(help: "The format of the summary.")
    var format = OutputFormat.text
    @Option(
      help: ArgumentHelp(
        "Write the outcome as JUnit XML to this file, too.", valueName: "file"),
      completion: .file())
    var junit: String?

    func run() async throws {
      try await runCommand { [self] in
        let progress = common.progress
        let session = try kernel.session()
        let version = try await session.fetch(progress: progress)
        let build = try await session.build(jobs: jobs.count, progress: progress)
        let result = try await session.boot(
          timeLimitSeconds: boot.seconds(session.configuration), progress: progress)
        let verdict = BootVerdict(
          result, expecting: .init(tests: session.hasSuite))
        // After Ctrl-C the comparison is left out; what there is is still told.
        let changed = Task.isCancelled ? nil : try await session.changedSourceFiles()
        let summary = KernelTestSummary(
          session: session, version: version, toolVersion: toolVersion, build: build,
          boot: result, verdict: verdict, changedFiles: changed)
        if let junit { try Files.write(summary.junit, to: junit) }
        emit(format == .json ? try JSONText.encode(summary) : summary.text)
        return verdict.exitStatus
      }
    }
  }
}

/// How long a guest may run.
struct BootOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Seconds that the virtual machine may run (default: 300; 900 with several processors).",
      valueName: "seconds"))
  var timeLimit: Double?

  /// The limit for a kernel of `configuration`. A kernel with several processors is a large one.
  func seconds(_ configuration: KernelConfiguration) -> Double {
    timeLimit ?? (configuration.processors > 1 ? 900 : 300)
  }

  func validate() throws {
    if let timeLimit, timeLimit <= 0 {
      throw ValidationError("--time-limit must be positive.")
    }
  }
}
