// The way from a source package to a booted kernel, step by step; each step does the ones before
// it where they are missing.

import Foundation
import HostSystem
import UserCache
import VirtualMachine

/// One kernel that a person works with: source, configuration, pass.
public struct KernelSession: Sendable {
  public let work: WorkDirectory
  public let package: SourcePackage
  /// A tree that the user names; nil for the one unpacked from the package.
  public let ownSource: String?
  public let integration: Integration
  public let configuration: KernelConfiguration
  public let pass: PreparedPass
  public let suite: KernelSuite
  /// What Linux says to KMSAN by hand and this kernel is built without.
  public let withoutAnnotations: [Annotation]
  public let tree: KernelTree
  /// The tree with other variables of the pass.
  private let completedTree: @Sendable (_ passVariables: [String]) -> KernelTree

  public init(
    work: WorkDirectory, package: SourcePackage, ownSource: String?, integration: Integration,
    configuration: KernelConfiguration, pass: PreparedPass, suite: KernelSuite = .kernel,
    withoutAnnotations: [Annotation] = []
  ) throws {
    self.work = work
    self.package = package
    self.ownSource = ownSource.map { Files.absolute($0) }
    self.integration = integration
    self.configuration = configuration
    self.pass = pass
    self.suite = suite
    self.withoutAnnotations = withoutAnnotations
    let source = self.ownSource ?? work.source
    let origin = self.ownSource.map { "-" + ContentDigest(of: $0).short } ?? ""
    let directory = work.build("\(configuration.name)-\(pass.name)\(origin)")
    let suiteVariables = try suite.makeVariables(integration)
    completedTree = { passVariables in
      KernelTree(
        source: source, directory: directory, passVariables: passVariables,
        objectVariables: suiteVariables
          + Annotation.makeVariables(
            without: withoutAnnotations, passVariables: passVariables,
            checksParameters: configuration.checksParameters, integration: integration))
    }
    tree = completedTree(pass.makeVariables)
  }

  /// Whether the kernel holds a suite of KMSAN.
  public var hasSuite: Bool { suite != .kernel || configuration.hasSuite }

  /// Makes sure that the source is there, and of a release that has KMSAN.
  @discardableResult
  public func fetch(progress: ProgressDisplay) async throws -> KernelVersion {
    if ownSource == nil { try await package.fetch(into: work, progress: progress) }
    let version = try KernelVersion(at: tree.source)
    if !LinuxRelease.tested.contains(version.release) {
      let tested = LinuxRelease.tested.map(\.description).joined(separator: ", ")
      progress.note("Linux \(version) is not among the tested releases (\(tested))")
    }
    return version
  }

  public func configure(progress: ProgressDisplay) async throws {
    try await fetch(progress: progress)
    try await tree.configure(configuration, progress: progress)
  }

  public func build(jobs: Int, progress: ProgressDisplay) async throws -> BuildResult {
    try await fetch(progress: progress)
    // Another process that builds in the same directory is waited for.
    let lock = try work.lock("build-\(tree.directory.split(separator: "/").last ?? "")")
    defer { withExtendedLifetime(lock) {} }
    try await tree.configure(configuration, progress: progress)
    try suite.copySources(of: integration, to: tree.directory)
    let complete = try await completeTree(jobs: jobs, progress: progress)
    return try await complete.build(configuration, jobs: jobs, progress: progress)
  }

  /// The tree with the fast path compiled, where one was asked for.
  private func completeTree(jobs: Int, progress: ProgressDisplay) async throws -> KernelTree {
    guard pass.pending != nil else { return tree }
    progress.note("compiling the fast path in \(tree.directory)")
    let bitcode = try await tree.compileFastPath(integration.file("fast-path.c"), jobs: jobs)
    return completedTree(try pass.withFastPath(bitcode, work: work).makeVariables)
  }

  /// Boots the kernel that was built.
  public func boot(
    timeLimitSeconds: Double, measures: Bool = false, progress: ProgressDisplay
  ) async throws -> BootResult {
    guard Files.exists(tree.kernelImage) else { throw KernelSessionError.notBuilt(tree.directory) }
    let ramDisk = try await InitialRAMDisk.make(in: work, integration: integration)
    var qemu = QEMU(kernel: tree.kernelImage, initialRAMDisk: ramDisk)
    qemu.processors = measures ? 1 : configuration.processors
    qemu.countsInstructions = measures
    qemu.kernelArguments = ["printk.time=1"] + suite.kernelArguments
    if measures { qemu.kernelArguments += ["kunit.enable=0", "measure"] }
    try Files.makeDirectory(work.logs)
    let name = tree.directory.split(separator: "/").last ?? "kernel"
    let log = "\(work.logs)/\(name)\(measures ? "-measure" : "").log"
    let machine = VirtualMachine(qemu: qemu, log: log, timeLimitSeconds: timeLimitSeconds)
    progress.note("booting \(name)")
    var result = try await machine.run { console, reports, elapsed in
      for report in reports where !report.isExpected {
        progress.note("report: \(report.report.summary)")
      }
      progress.status(
        "\(elapsed.forPeople) since boot, \(console.casesEnded) test cases, "
          + "\(console.reports.count) reports")
    }
    result.console.suites = try suite.judged(
      result.console.suites, console: result.log, integration)
    return result
  }

  /// The files of the unpacked tree that differ from the package; nil for a tree of the user's.
  public func changedSourceFiles() async throws -> [String]? {
    ownSource == nil ? try await package.changedFiles(in: work) : nil
  }
}

/// A step was asked for before the one that it needs.
public enum KernelSessionError: ExplainedError {
  case notBuilt(String)

  public var problem: String {
    switch self {
    case .notBuilt(let directory): "There is no kernel to boot in \(directory)"
    }
  }
  public var remedy: String? { "Run `kmsan linux build` with the same options." }
}
