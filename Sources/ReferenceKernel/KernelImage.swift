// The image of the reference kernel: every source compiled as its folder says, linked, with a table
// of its functions.
//
// Objects are kept by content: what they are made of, and with, is their name.

import Foundation
import HostSystem
import HostedRun
import Instrumentation
import KernelCases
import KernelCompilation
import PassDriver
import UserCache

/// The kernel did not build.
public struct KernelImageError: ExplainedError {
  public let problem: String
  public let remedy: String?
  public var exitStatus: CommandStatus { .buildOrBootFailed }

  public init(problem: String, remedy: String? = nil) {
    self.problem = problem
    self.remedy = remedy
  }
}

/// How the kernel is built.
public struct KernelImage: Sendable {
  /// Where the kernel's sources lie.
  public let sources: String
  private let project: ProjectFiles
  /// What the self-test runs.
  private let cases: [KernelCase]
  private let variant: KernelVariant
  private let options: Options
  private let pathMap: String?
  private let cache: CacheFolder

  /// - Parameters:
  ///   - cases: what the self-test runs; nothing without KMSAN, because they expect reports.
  ///   - options: flags of the pass; that for the size of stacks is the kernel's own.
  ///   - pathMap: `FROM=TO`, how the debug information spells the paths of sources below a folder.
  ///   - cache: where objects and images are kept.
  public init(
    project: ProjectFiles, cases: [KernelCase] = [], variant: KernelVariant = .calls,
    options: Options = Options(), pathMap: String? = nil,
    cache: CacheFolder = UserCaches.kernelImages
  ) {
    self.pathMap = pathMap
    self.project = project
    self.cases = cases
    self.variant = variant
    self.options = options
    sources = project.referenceKernel
    self.cache = cache
  }

  /// Builds what is not there yet. Returns the path of the image, which is in use until this process ends.
  public func build(
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> String {
    let compiler = try await KernelCompiler(
      project: project, variant: variant, options: options, pathMap: pathMap, cache: cache)
    let units = try units() + caseUnits()
    let common = try compiler.commonDigest()
    let objects = try await WorkPool.map(units) { unit in
      try await object(of: unit, compiler, common)
    } finished: {
      progress("compiled \(URL(filePath: $0).lastPathComponent)")
    }
    var digest = ContentDigest(of: objects.joined(separator: " "))
    digest.update(try Files.bytes(linkerScript))
    let name = "\(digest.text).elf"
    if let image = try cache.use(name) { return image }
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let linked = "\(directory.path)/second.elf"
    try await link(objects, to: linked, in: directory.path)
    return try keep(linked, as: name)
  }

  private var linkerScript: String { "\(sources)/Machine/Boot/kernel.ld" }

  // MARK: - Units

  /// `Machine` is never instrumented, `Core` always is, and `Shared` is a part of both.
  private func units() throws -> [KernelUnit] {
    let shared = try Self.files("\(sources)/Shared", ["swift"])
    var units: [KernelUnit] = []
    if variant != .plain {
      units.append(.runtime(try Self.files(project.runtimeSources, ["swift"])))
    }
    for (module, isInstrumented) in [("Core", true), ("Machine", false)] {
      let folder = "\(sources)/\(module)"
      let swift = try Self.files(folder, ["swift"]).filter(isWanted)
      units.append(.module(module, shared + swift, isInstrumented: isInstrumented))
      units += try Self.files(folder, ["c", "S"]).filter(isWanted)
        .map { .file($0, isInstrumented: isInstrumented) }
    }
    return units
  }

  /// Without KMSAN the kernel has no port for it, and no tests in C that look for reports and shadow.
  private func isWanted(_ file: String) -> Bool {
    guard variant == .plain else { return true }
    let isTest = file.hasPrefix("\(sources)/Core/Soak/") && file.hasSuffix(".c")
    return !isTest && !file.hasPrefix("\(sources)/Machine/Port/")
  }

  /// The cases, the table of them, and what runs them.
  private func caseUnits() throws -> [KernelUnit] {
    let registry = CaseRegistry.source(cases)
    let file = try registryFile(registry)
    let runner = "\(project.kernelCases)/\(CaseCollection.placesFolder)/runner.c"
    let swift = cases.filter(\.isSwift).map(\.path)
    return [.file(file, isInstrumented: false), .file(runner, isInstrumented: false)]
      + cases.filter { !$0.isSwift }.map { .caseFile($0.path) }
      + (swift.isEmpty ? [] : [.caseModule(swift)])
  }

  private func registryFile(_ text: String) throws -> String {
    let name = "\(ContentDigest(of: text).text)-registry.c"
    if let file = try cache.use(name) { return file }
    let entry = try cache.newEntry(name)
    try entry.write(Array(text.utf8))
    return try entry.keep()
  }

  /// Copies a file to the cache. Compilers do not write there: what they leave when they are interrupted
  /// has names of their own.
  private func keep(_ file: String, as name: String) throws -> String {
    let entry = try cache.newEntry(name)
    try entry.write(Files.bytes(file))
    return try entry.keep()
  }

  static func files(_ folder: String, _ extensions: Set<String>) throws -> [String] {
    do {
      return try FileManager.default.subpathsOfDirectory(atPath: folder)
        .filter { extensions.contains(URL(filePath: $0).pathExtension) }.sorted()
        .map { "\(folder)/\($0)" }
    } catch { throw FileError("read", folder, error) }
  }

  // MARK: - Objects

  private func object(
    of unit: KernelUnit, _ compiler: KernelCompiler, _ common: ContentDigest
  ) async throws -> String {
    var digest = common
    digest.update(unit.name.utf8)
    for file in unit.sources {
      digest.update(file.utf8)
      digest.update(try Files.bytes(file))
    }
    let name = "\(digest.text)-\(unit.name)"
    if let kept = try cache.use(name) { return kept }
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let object = "\(directory.path)/object.o"
    try await compiler.compile(unit, to: object, in: directory.path)
    return try keep(object, as: name)
  }

  static func run(_ tool: String, _ arguments: [String]) async throws {
    let outcome = try await HostCommand(tool, arguments).capture()
    guard outcome.isSuccess else {
      throw KernelImageError(
        problem: "Cannot build the reference kernel:\n\(outcome.errorOutput)\(outcome.output)")
    }
  }

  // MARK: - Link

  /// Links twice: the table of functions lies behind the code, so that it moves none of it.
  private func link(_ objects: [String], to image: String, in directory: String) async throws {
    let table = "\(directory)/symbols.S"
    let first = "\(directory)/first.elf"
    try Files.write(SymbolTable(listing: "").assembly, to: table)
    try await link(objects, table, to: first)
    let listing = try await HostCommand(
      "llvm-nm-22", ["--defined-only", "--format=posix", first]
    ).output()
    try Files.write(SymbolTable(listing: listing).assembly, to: table)
    try await link(objects, table, to: image)
  }

  private func link(_ objects: [String], _ table: String, to image: String) async throws {
    let tableObject = "\(table).o"
    try await Self.run(
      "clang-22", ["--target=x86_64-unknown-linux-gnu", "-c", table, "-o", tableObject])
    try await Self.run(
      "ld.lld-22",
      [
        "-static", "-nostdlib", "--gc-sections", "-z", "max-page-size=4096", "-T", linkerScript,
        "-o", image, tableObject,
      ] + objects)
  }
}
