// How a source of the reference kernel becomes an object: its folder says whether it is
// instrumented, the variant says with what.

import Foundation
import HostSystem
import HostedRun
import Instrumentation
import PassDriver

/// What becomes one object.
enum KernelUnit: Sendable {
  case runtime([String])
  /// Swift; the flag says whether it is instrumented.
  case module(String, [String], isInstrumented: Bool)
  /// C or assembly.
  case file(String, isInstrumented: Bool)

  var sources: [String] {
    switch self {
    case .runtime(let sources), .module(_, let sources, _): sources
    case .file(let source, _): [source]
    }
  }

  var name: String {
    switch self {
    case .runtime: "runtime.o"
    case .module(let name, _, _): "\(name).o"
    case .file(let source, _): URL(filePath: source).lastPathComponent + ".o"
    }
  }
}

/// Compiles for one variant.
struct KernelCompiler: Sendable {
  private let kit: HostedKit
  private let variant: KernelVariant
  /// For C; nil when nothing is instrumented.
  private let pass: PluginFlags?
  /// For Swift, whose objects are for another target.
  private let swiftOptions: Options

  /// - Parameter cache: where the bitcode of the fast path is kept, for each target.
  init(
    kit: HostedKit, variant: KernelVariant, options: Options, cache: String
  ) async throws {
    self.kit = kit
    self.variant = variant
    var options = options
    // Kernel/Include/layout.h: stacks end at multiples of this.
    options.stackSize = 16384
    var swiftOptions = options
    if variant == .fastPath {
      options.fastPath = try await Self.fastPath(kit, "x86_64-unknown-linux-gnu", cache)
      swiftOptions.fastPath = try await Self.fastPath(kit, "x86_64-unknown-none-elf", cache)
    }
    pass = variant == .plain ? nil : try PluginFlags(options: options)
    self.swiftOptions = swiftOptions
  }

  private var sources: String { kit.referenceKernel }
  /// The runtime's headers, or those in their place.
  private var runtimeHeaders: String {
    variant == .plain ? "\(sources)/Without" : kit.includeDirectories[0]
  }
  private var includes: [String] {
    ["\(sources)/Include", runtimeHeaders].flatMap { ["-I", $0] }
  }

  // MARK: - The fast path

  /// Compiles the fast path for a target; without debug information, which the pass links into
  /// every object.
  private static func fastPath(
    _ kit: HostedKit, _ target: String, _ cache: String
  ) async throws -> String {
    let source = "\(kit.referenceKernel)/FastPath/fast_path.c"
    let headers = ["\(kit.referenceKernel)/Include", kit.includeDirectories[0]]
    var digest = ContentDigest(of: target + KernelCode.clangArguments.joined())
    let files = try headers.flatMap { try KernelImage.files($0, ["h"]) }
    for file in [source] + files { digest.update(try Files.bytes(file)) }
    let bitcode = "\(cache)/\(digest.text)-fast-path.bc"
    if Files.exists(bitcode) { return bitcode }
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let temporary = "\(directory.path)/fast-path.bc"
    try await KernelImage.run(
      "clang-22",
      KernelCode.clangArguments + ["--target=\(target)", "-g0", "-emit-llvm"]
        + headers.flatMap { ["-I", $0] } + ["-c", source, "-o", temporary])
    try Files.write(Files.bytes(temporary), to: bitcode)
    return bitcode
  }

  // MARK: - Objects

  /// Of all that an object depends on: its sources, all headers, the flags, the pass.
  func digest(of unit: KernelUnit) throws -> ContentDigest {
    var digest = ContentDigest(
      of: unit.name + variant.rawValue + (pass?.options.text ?? "") + swiftOptions.text)
    let folders = ["\(sources)/Include", runtimeHeaders] + kit.includeDirectories
    let headers = try folders.flatMap { try KernelImage.files($0, ["h", "modulemap"]) }
    let examples = try KernelImage.files(kit.examples, ["c"])
    for file in unit.sources + headers + examples {
      digest.update(file.utf8)
      digest.update(try Files.bytes(file))
    }
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
      let compilation = RuntimeCompilation(machineFolder: "\(sources)/Include", kit: kit)
      try await compilation.compile(to: object)
    case .module(let name, let files, isInstrumented: true) where variant != .plain:
      var compilation = SwiftCompilation()
      compilation.passOptions = swiftOptions
      compilation.mayLackMain = true
      compilation.codeArguments = KernelCode.codeArguments
      compilation.compilerArguments =
        KernelCode.swiftArguments + ["-module-name", name, "-module-cache-path", directory]
        + includes
      try await compilation.compile(files, to: object, in: directory)
    case .module(let name, let files, _):
      try await KernelImage.run(
        "swiftc",
        KernelCode.swiftModuleArguments + [
          "-O", "-g", "-module-name", name, "-module-cache-path", directory,
        ] + includes + files + ["-c", "-o", object])
    case .file(let file, let isInstrumented):
      try await KernelImage.run(
        "clang-22",
        KernelCode.clangArguments + ["-Wall", "-Werror"]
          + (isInstrumented ? instrumentedArguments : ["-ffreestanding"]) + includes
          + ["-c", file, "-o", object])
    }
  }

  private var instrumentedArguments: [String] {
    let folders =
      ["\(sources)/Include/libc", kit.examples, runtimeHeaders] + kit.includeDirectories
    return (pass?.clangArguments ?? []) + folders.flatMap { ["-I", $0] }
  }
}
