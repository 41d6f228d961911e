// The command-line arguments that make clang run the pass.
//
// Clang's own KMSAN pass is part of -fsanitize=kernel-memory, and the front end's half of it
// (attributes, __has_feature, what the optimizer must not do) is needed. A small bitcode module
// that clang links into every module carries a flag that makes clang's pass skip the module, and
// the options of ours.

import Instrumentation
import LLVMIR
import UserCache

#if canImport(Glibc)
  import Glibc
#endif

/// What went wrong, where, and what to do.
public struct DriverError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

/// The plugin and its flag module.
public struct PluginFlags: Sendable {
  /// Path of the plugin, `libKMSANPass.so`.
  public let plugin: String
  /// Path of the flag module.
  public let flagModule: String
  public let options: Options

  /// Makes the flag module when it is not there yet.
  /// - Parameter plugin: where the plugin lies; by default beside this program or in `../lib/kmsan`.
  public init(options: Options = Options(), plugin: String? = nil) throws(DriverError) {
    self.options = options
    if let plugin { self.plugin = plugin } else { self.plugin = try Self.findPlugin() }
    flagModule = try Self.flagModule(for: options)
  }

  /// For compiling: everything but the file names.
  public var clangArguments: [String] {
    [
      "-fsanitize=kernel-memory",
      options.parameterChecks
        ? "-fsanitize-memory-param-retval" : "-fno-sanitize-memory-param-retval",
    ] + passArguments
  }

  /// The option that loads the pass.
  public static let pluginOption = "-fpass-plugin="

  /// The part that loads the pass, for command lines that have -fsanitize=kernel-memory already.
  public var passArguments: [String] { [Self.pluginOption + plugin] + neutralizingArguments }

  /// Only the flag module: clang's pass is off and ours is not loaded, as kmsan-opt needs it.
  public var neutralizingArguments: [String] {
    [
      "-Xclang", "-mlink-bitcode-file", "-Xclang", flagModule, "-Wno-backend-plugin",
      "-Wno-linker-warnings",
    ]
  }

  /// The name of a flag module stands for all of its content: the options, the path and content of a fast
  /// path, and the version of the pass. Other content has another name, and so makes another command line,
  /// by which build systems see the change.
  private static func fileName(of options: Options) throws(DriverError) -> String {
    var spelled = options
    if !options.fastPath.isEmpty {
      var digest = ContentDigest(of: options.fastPath)
      do { try digest.update(fileAt: options.fastPath) } catch {
        throw DriverError("the fast path '\(options.fastPath)' cannot be used: \(error)")
      }
      spelled.fastPath = digest.text
    }
    let text = spelled.text.isEmpty ? "default" : spelled.text
    let safe = String(text.map { $0 == "=" ? "-" : $0 == "," ? "_" : $0 })
    // File systems limit a name to 255 bytes.
    let short = safe.utf8.count > 200 ? ContentDigest(of: safe).text : safe
    return "flags-\(short)-\(InstrumentationPass.version).bc"
  }

  /// That of every module for x86-64, because clang warns of a module that has none when it links
  /// that into one that was read as LLVM IR. Source: LLVM 22, llvm/lib/TargetParser/TargetDataLayout.cpp.
  private static let dataLayout =
    "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"

  /// The path of the flag module in the user's cache, where it is made when it is missing.
  private static func flagModule(for options: Options) throws(DriverError) -> String {
    let name = try fileName(of: options)
    do {
      if let path = try UserCaches.flagModules.use(name) { return path }
      let entry = try UserCaches.flagModules.newEntry(name)
      try write(options, to: entry.path)
      return try entry.keep()
    } catch let error as DriverError { throw error } catch {
      throw DriverError("\(error)")
    }
  }

  private static func write(_ options: Options, to path: String) throws(DriverError) {
    let module = Module(named: "kmsan-flags")
    module.setDataLayout(Self.dataLayout)
    module.addFlag(InstrumentationPass.neutralizingFlag, integer: 1)
    module.addFlag(Options.moduleFlag, text: options.text)
    do { try module.writeBitcode(path: path) } catch {
      throw DriverError(
        "\(error.description); set XDG_CACHE_HOME to a directory with room, or empty the caches with"
          + " `kmsan doctor --empty-caches`")
    }
  }

  private static func findPlugin() throws(DriverError) -> String {
    let name = "libKMSANPass.so"
    let directory = try programDirectory()
    let candidates = ["\(directory)/\(name)", "\(directory)/../lib/kmsan/\(name)"]
    if let found = candidates.first(where: { access($0, R_OK) == 0 }) {
      // An absolute path without `..`, so that a build system sees one spelling.
      guard let resolved = realpath(found, nil) else { return found }
      defer { free(resolved) }
      return String(cString: resolved)
    }
    throw DriverError(
      "the plugin \(name) is neither in \(directory) nor in \(directory)/../lib/kmsan;"
        + " build it with 'swift build -c release --product KMSANPass'")
  }

  /// The directory of the running program.
  public static func programDirectory() throws(DriverError) -> String {
    guard let path = realpath("/proc/self/exe", nil) else {
      throw DriverError("cannot read /proc/self/exe: is /proc mounted?")
    }
    defer { free(path) }
    let text = String(cString: path)
    return text.lastIndex(of: "/").map { String(text[..<$0]) } ?? "."
  }
}
