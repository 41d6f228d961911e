// The image of the reference kernel: every source compiled as its folder says, linked, with a table
// of its functions.
//
// Objects are kept by content: what they are made of, and with, is their name.

import Foundation
import HostSystem
import HostedRun
import Instrumentation
import KernelCases
import PassDriver

/// The kernel did not build.
public struct KernelImageError: ExplainedError {
  public let problem: String
  public let remedy: String? = nil
  public var exitStatus: CommandStatus { .buildOrBootFailed }
}

/// How the kernel is built.
public struct KernelImage: Sendable {
  /// Where the kernel's sources lie.
  public let sources: String
  /// The pass, with its flags for all that is instrumented.
  private let pass: PluginFlags
  private let kit: HostedKit
  private let cache: String
  /// What the self-test runs.
  private let cases: [KernelCase]

  /// - Parameters:
  ///   - cases: what the self-test runs.
  ///   - options: flags of the pass; that for the size of stacks is the kernel's own.
  ///   - cache: where objects are kept; by default in the user's cache.
  public init(
    kit: HostedKit, cases: [KernelCase], options: Options = Options(), cache: String? = nil
  ) throws {
    self.kit = kit
    self.cases = cases
    sources = kit.referenceKernel
    self.cache = cache ?? PluginFlags.cacheDirectory + "/reference-kernel"
    var options = options
    // Kernel/Include/layout.h: stacks end at multiples of this.
    options.stackSize = 16384
    pass = try PluginFlags(options: options)
  }

  /// Builds what is not there yet. Returns the path of the image.
  public func build(
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> String {
    try Files.makeDirectory(cache)
    let units = try units() + caseUnits()
    let common = try commonDigest()
    let objects = try await WorkPool.map(units) { unit in
      try await object(of: unit, common)
    } finished: {
      progress("compiled \(URL(filePath: $0).lastPathComponent)")
    }
    var digest = ContentDigest(of: objects.joined(separator: " "))
    digest.update(try Files.bytes(linkerScript))
    let image = "\(cache)/\(digest.text).elf"
    if !Files.exists(image) { try await link(objects, to: image) }
    return image
  }

  // MARK: - Units

  /// What becomes one object.
  private enum Unit: Sendable {
    case runtime([String])
    /// Swift; the flag says whether it is instrumented.
    case module(String, [String], isInstrumented: Bool)
    /// C or assembly.
    case file(String, isInstrumented: Bool)
    /// A case in C; all cases in Swift.
    case caseFile(String)
    case caseModule([String])

    var sources: [String] {
      switch self {
      case .runtime(let sources), .module(_, let sources, _), .caseModule(let sources): sources
      case .file(let source, _), .caseFile(let source): [source]
      }
    }

    var name: String {
      switch self {
      case .runtime: "runtime.o"
      case .module(let name, _, _): "\(name).o"
      case .file(let source, _), .caseFile(let source):
        URL(filePath: source).lastPathComponent + ".o"
      case .caseModule: "Cases.o"
      }
    }
  }

  /// The cases, the table of them, and what runs them.
  private func caseUnits() throws -> [Unit] {
    let registry = CaseRegistry.source(cases)
    let file = "\(cache)/\(ContentDigest(of: registry).text)-registry.c"
    try Files.write(registry, to: file)
    let runner = "\(kit.kernelCases)/\(CaseCollection.placesFolder)/runner.c"
    let swift = cases.filter(\.isSwift).map(\.path)
    return [.file(file, isInstrumented: false), .file(runner, isInstrumented: false)]
      + cases.filter { !$0.isSwift }.map { .caseFile($0.path) }
      + (swift.isEmpty ? [] : [.caseModule(swift)])
  }

  private var linkerScript: String { "\(sources)/Machine/Boot/kernel.ld" }
  private var headerFolders: [String] { ["\(sources)/Include"] + kit.includeDirectories }

  /// `Machine` is never instrumented, `Core` always is, and `Shared` is a part of both.
  private func units() throws -> [Unit] {
    let shared = try files("\(sources)/Shared", ["swift"])
    var units: [Unit] = [.runtime(try files(kit.runtimeSources, ["swift"]))]
    for (module, isInstrumented) in [("Core", true), ("Machine", false)] {
      let folder = "\(sources)/\(module)"
      let swift = try files(folder, ["swift"])
      units.append(.module(module, shared + swift, isInstrumented: isInstrumented))
      units += try files(folder, ["c", "S"]).map { .file($0, isInstrumented: isInstrumented) }
    }
    return units
  }

  private func files(_ folder: String, _ extensions: Set<String>) throws -> [String] {
    do {
      return try FileManager.default.subpathsOfDirectory(atPath: folder)
        .filter { extensions.contains(URL(filePath: $0).pathExtension) }.sorted()
        .map { "\(folder)/\($0)" }
    } catch { throw FileError("read", folder, error) }
  }

  // MARK: - Objects

  private func object(of unit: Unit, _ common: ContentDigest) async throws -> String {
    var digest = common
    digest.update(unit.name.utf8)
    for file in unit.sources {
      digest.update(file.utf8)
      digest.update(try Files.bytes(file))
    }
    let object = "\(cache)/\(digest.text)-\(unit.name)"
    if Files.exists(object) { return object }
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let temporary = "\(directory.path)/object.o"
    try await compile(unit, to: temporary, in: directory.path)
    try Files.write(Files.bytes(temporary), to: object)
    return object
  }

  /// Of all that every object depends on beside its sources: headers, flags, the pass.
  private func commonDigest() throws -> ContentDigest {
    var digest = ContentDigest(of: pass.options.text)
    let folders = headerFolders + [kit.kernelCases]
    for file in try folders.flatMap({ try files($0, ["h", "modulemap"]) }) {
      digest.update(file.utf8)
      digest.update(try Files.bytes(file))
    }
    digest.update(KernelCode.clangArguments.joined().utf8)
    digest.update(KernelCode.swiftModuleArguments.joined().utf8)
    let tools = [pass.plugin, try PluginFlags.programDirectory() + "/kmsan-opt"]
    for tool in tools { digest.update(Files.version(of: tool).utf8) }
    return digest
  }

  /// What the kernel's own sources include; the headers of the hosted port are the cases'.
  private var includes: [String] { headerFolders.prefix(2).flatMap { ["-I", $0] } }
  private var caseIncludes: [String] {
    (["\(sources)/Include/libc", kit.kernelCases] + kit.includeDirectories).flatMap { ["-I", $0] }
  }

  private func compile(_ unit: Unit, to object: String, in directory: String) async throws {
    switch unit {
    case .runtime:
      let compilation = RuntimeCompilation(machineFolder: "\(sources)/Include", kit: kit)
      try await compilation.compile(to: object)
    case .module(let name, let files, isInstrumented: true):
      try await compileInstrumented(
        files, ["-module-name", name] + includes, to: object, in: directory)
    case .caseModule(let files):
      // The headers of the hosted port as text: their module is of programs that have a C library.
      let header = [
        "-import-objc-header", "\(kit.kernelCases)/kmsan_case.h",
        "-Xcc", "-fmodule-name=CHostedPort",
      ]
      try await compileInstrumented(
        files, ["-module-name", "Cases"] + header + caseIncludes.flatMap { ["-Xcc", $0] },
        to: object, in: directory)
    case .module(let name, let files, isInstrumented: false):
      try await run(
        "swiftc",
        KernelCode.swiftModuleArguments + [
          "-O", "-g", "-module-name", name, "-module-cache-path", directory,
        ] + includes + files + ["-c", "-o", object])
    case .file(let file, let isInstrumented):
      try await compile(
        file,
        ["-Wall", "-Werror"] + (isInstrumented ? pass.clangArguments : ["-ffreestanding"])
          + includes + caseIncludes,
        to: object)
    case .caseFile(let file):
      // Cases do what compilers warn of.
      try await compile(file, ["-w"] + pass.clangArguments + caseIncludes, to: object)
    }
  }

  private func compileInstrumented(
    _ files: [String], _ arguments: [String], to object: String, in directory: String
  ) async throws {
    var compilation = SwiftCompilation()
    compilation.passOptions = pass.options
    compilation.mayLackMain = true
    compilation.codeArguments = KernelCode.codeArguments
    compilation.compilerArguments =
      KernelCode.swiftArguments + ["-module-cache-path", directory] + arguments
    try await compilation.compile(files, to: object, in: directory)
  }

  private func compile(_ file: String, _ flags: [String], to object: String) async throws {
    try await run(
      "clang-22", KernelCode.clangArguments + flags + ["-c", file, "-o", object])
  }

  private func run(_ tool: String, _ arguments: [String]) async throws {
    let outcome = try await HostCommand(tool, arguments).capture()
    guard outcome.isSuccess else {
      throw KernelImageError(
        problem: "Cannot build the reference kernel:\n\(outcome.errorOutput)\(outcome.output)")
    }
  }

  // MARK: - Link

  /// Links twice: the table of functions lies behind the code, so that it moves none of it.
  private func link(_ objects: [String], to image: String) async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let table = "\(directory.path)/symbols.S"
    let first = "\(directory.path)/first.elf"
    let second = "\(directory.path)/second.elf"
    try Files.write(SymbolTable(listing: "").assembly, to: table)
    try await link(objects, table, to: first)
    let listing = try await HostCommand(
      "llvm-nm-22", ["--defined-only", "--format=posix", first]
    ).output()
    try Files.write(SymbolTable(listing: listing).assembly, to: table)
    try await link(objects, table, to: second)
    try Files.write(Files.bytes(second), to: image)
  }

  private func link(_ objects: [String], _ table: String, to image: String) async throws {
    let tableObject = "\(table).o"
    try await run(
      "clang-22", ["--target=x86_64-unknown-linux-gnu", "-c", table, "-o", tableObject])
    try await run(
      "ld.lld-22",
      [
        "-static", "-nostdlib", "--gc-sections", "-z", "max-page-size=4096", "-T", linkerScript,
        "-o", image, tableObject,
      ] + objects)
  }
}
