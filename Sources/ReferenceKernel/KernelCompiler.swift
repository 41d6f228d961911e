// How a source of the reference kernel becomes an object: its folder says whether it is
// instrumented, the variant says with what.

import Foundation
import HostSystem
import HostedRun
import Instrumentation
import KernelCompilation
import PassDriver
import UserCache

/// Compiles for one variant.
struct KernelCompiler: Sendable {
  private let project: ProjectFiles
  private let variant: KernelVariant
  /// For C; nil when nothing is instrumented.
  private let pass: PluginFlags?
  /// For Swift, whose objects are for another target.
  private let swiftOptions: Options
  /// `FROM=TO`: how the debug information spells the paths of sources below a folder; nil leaves them.
  private let pathMap: String?

  /// - Parameter cache: where the bitcode of the fast path is kept, for each target.
  init(
    project: ProjectFiles, variant: KernelVariant, options: Options, pathMap: String?,
    cache: CacheFolder
  ) async throws {
    self.project = project
    self.pathMap = pathMap
    self.variant = variant
    var options = options
    // Kernel/Include/layout.h: stacks end at multiples of this.
    options.stackSize = 16384
    var swiftOptions = options
    if variant == .fastPath {
      options.fastPath = try await Self.fastPath(project, "x86_64-unknown-linux-gnu", cache)
      swiftOptions.fastPath = try await Self.fastPath(project, "x86_64-unknown-none-elf", cache)
    }
    pass = variant == .plain ? nil : try PluginFlags(options: options)
    self.swiftOptions = swiftOptions
  }

  private var sources: String { project.referenceKernel }
  /// The runtime's headers, or those in their place.
  private var runtimeHeaders: String {
    variant == .plain ? "\(sources)/Without" : project.includeDirectories[0]
  }
  /// What the kernel's own sources include; the headers of the hosted port are the cases'.
  private var includes: [String] {
    ["\(sources)/Include", runtimeHeaders].flatMap { ["-I", $0] }
  }
  /// The kernel's own headers come last, for cases that run in no other place.
  private var caseIncludes: [String] {
    let folders = ["\(sources)/Include/libc", project.kernelCases, runtimeHeaders]
    return (folders + project.includeDirectories + ["\(sources)/Include"]).flatMap { ["-I", $0] }
  }

  // MARK: - The fast path

  /// Compiles the fast path for a target; without debug information, which the pass links into
  /// every object.
  private static func fastPath(
    _ project: ProjectFiles, _ target: String, _ cache: CacheFolder
  ) async throws -> String {
    let source = "\(project.referenceKernel)/FastPath/fast_path.c"
    let headers = ["\(project.referenceKernel)/Include", project.includeDirectories[0]]
    var digest = ContentDigest(of: target + KernelCode.clangArguments.joined())
    let files = try headers.flatMap { try KernelImage.files($0, ["h"]) }
    for file in [source] + files { digest.update(try Files.bytes(file)) }
    let name = "\(digest.text)-fast-path.bc"
    if let bitcode = try cache.use(name) { return bitcode }
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let compiled = "\(directory.path)/fast-path.bc"
    try await KernelImage.run(
      "clang-22",
      KernelCode.clangArguments + ["--target=\(target)", "-g0", "-emit-llvm"]
        + headers.flatMap { ["-I", $0] } + ["-c", source, "-o", compiled])
    let entry = try cache.newEntry(name)
    try entry.write(Files.bytes(compiled))
    return try entry.keep()
  }

  // MARK: - Objects

  /// Of all that every object depends on beside its sources: headers, flags, the pass.
  func commonDigest() throws -> ContentDigest {
    var digest = ContentDigest(
      of: variant.rawValue + (pass?.options.text ?? "") + swiftOptions.text)
    let folders =
      ["\(sources)/Include", runtimeHeaders, project.kernelCases] + project.includeDirectories
    for file in try folders.flatMap({ try KernelImage.files($0, ["h", "modulemap"]) }) {
      digest.update(file.utf8)
      digest.update(try Files.bytes(file))
    }
    digest.update((pathMap ?? "").utf8)
    digest.update(KernelCode.clangArguments.joined().utf8)
    digest.update(KernelCode.swiftModuleArguments.joined().utf8)
    var tools = [try PluginFlags.programDirectory() + "/kmsan-opt"]
    if let pass { tools.append(pass.plugin) }
    for tool in tools { digest.update(Files.version(of: tool).utf8) }
    return digest
  }

  func compile(_ unit: KernelUnit, to object: String, in directory: String) async throws {
    switch unit {
    case .runtime:
      let compilation = RuntimeCompilation(machineFolder: "\(sources)/Include", project: project)
      try await compilation.compile(to: object)
    case .module(let name, let files, isInstrumented: true) where variant != .plain:
      try await compileInstrumented(
        files, ["-module-name", name] + includes, to: object, in: directory)
    case .module(let name, let files, _):
      try await KernelImage.run(
        "swiftc",
        KernelCode.swiftModuleArguments + swiftPathMap + [
          "-O", "-g", "-module-name", name, "-module-cache-path", directory,
        ] + includes + files + ["-c", "-o", object])
    case .caseModule(let files):
      // The headers of the hosted port as text: their module is of programs that have a C library.
      let header = [
        "-import-objc-header", "\(project.kernelCases)/kmsan_case.h",
        "-Xcc", "-fmodule-name=CHostedPort",
      ]
      try await compileInstrumented(
        files, ["-module-name", "Cases"] + header + caseIncludes.flatMap { ["-Xcc", $0] },
        to: object, in: directory)
    case .file(let file, let isInstrumented):
      try await compile(
        file,
        ["-Wall", "-Werror"] + (isInstrumented ? passArguments : ["-ffreestanding"]) + includes
          + caseIncludes,
        to: object)
    case .caseFile(let file):
      // Cases do what compilers warn of.
      try await compile(file, ["-w"] + passArguments + caseIncludes, to: object)
    }
  }

  private var passArguments: [String] { pass?.clangArguments ?? [] }

  private func compileInstrumented(
    _ files: [String], _ arguments: [String], to object: String, in directory: String
  ) async throws {
    var compilation = SwiftCompilation()
    compilation.passOptions = swiftOptions
    compilation.mayLackMain = true
    compilation.codeArguments = KernelCode.codeArguments
    compilation.compilerArguments =
      KernelCode.swiftArguments + swiftPathMap + ["-module-cache-path", directory] + arguments
    try await compilation.compile(files, to: object, in: directory)
  }

  private func compile(_ file: String, _ flags: [String], to object: String) async throws {
    try await KernelImage.run(
      "clang-22",
      KernelCode.clangArguments + (pathMap.map { ["-ffile-prefix-map=\($0)"] } ?? []) + flags
        + ["-c", file, "-o", object])
  }

  private var swiftPathMap: [String] { pathMap.map { ["-file-prefix-map", $0] } ?? [] }
}
