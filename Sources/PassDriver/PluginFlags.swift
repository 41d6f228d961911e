// The command-line arguments that make clang run the pass.
//
// Clang's own KMSAN pass is part of -fsanitize=kernel-memory, and the front end's half of it
// (attributes, __has_feature, what the optimizer must not do) is needed. A small bitcode module
// that clang links into every module carries a flag that makes clang's pass skip the module, and
// the options of ours.

import Instrumentation
import LLVMIR

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
  /// - Parameters:
  ///   - plugin: where the plugin lies; by default beside this program or in `../lib/kmsan`.
  ///   - directory: where the flag module is kept; by default the user's cache.
  public init(
    options: Options = Options(), plugin: String? = nil, directory: String? = nil
  ) throws(DriverError) {
    self.options = options
    if let plugin { self.plugin = plugin } else { self.plugin = try Self.findPlugin() }
    let directory = directory ?? Self.cacheDirectory
    flagModule = try "\(directory)/\(Self.fileName(of: options))"
    try Self.writeFlagModule(options, to: flagModule, in: directory)
  }

  /// For compiling: everything but the file names.
  public var clangArguments: [String] {
    [
      "-fsanitize=kernel-memory",
      options.parameterChecks
        ? "-fsanitize-memory-param-retval" : "-fno-sanitize-memory-param-retval",
    ] + passArguments
  }

  /// The part that loads the pass, for command lines that have -fsanitize=kernel-memory already.
  public var passArguments: [String] { ["-fpass-plugin=\(plugin)"] + neutralizingArguments }

  /// Only the flag module: clang's pass is off and ours is not loaded, as kmsan-opt needs it.
  public var neutralizingArguments: [String] {
    [
      "-Xclang", "-mlink-bitcode-file", "-Xclang", flagModule, "-Wno-backend-plugin",
      "-Wno-linker-warnings",
    ]
  }

  /// A fast path is spelled by its content, so that a new one is a new command line.
  private static func fileName(of options: Options) throws(DriverError) -> String {
    var spelled = options
    if !options.fastPath.isEmpty { spelled.fastPath = try digest(ofFile: options.fastPath) }
    let text = spelled.text.isEmpty ? "default" : spelled.text
    let safe = text.map { $0 == "=" ? "-" : $0 == "," ? "_" : $0 }
    return "flags-" + String(safe) + ".bc"
  }

  /// Stands for a file in a name: its path and content, by the hash FNV-1a of 64 bits (Fowler,
  /// Noll, Vo).
  private static func digest(ofFile path: String) throws(DriverError) -> String {
    guard let file = fopen(path, "r") else {
      throw DriverError(
        "cannot read the fast path '\(path)': \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    path.utf8.forEach(add)
    while case let byte = getc(file), byte != EOF { add(UInt8(truncatingIfNeeded: byte)) }
    return String(hash, radix: 16)
  }

  private static func writeFlagModule(
    _ options: Options, to path: String, in directory: String
  ) throws(DriverError) {
    if access(path, R_OK) == 0 { return }
    try makeDirectory(directory)
    let module = Module(named: "kmsan-flags")
    module.addFlag(InstrumentationPass.neutralizingFlag, integer: 1)
    module.addFlag(Options.moduleFlag, text: options.text)
    // Other processes, and other tasks of this one, may do the same.
    let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max))"
    do { try module.writeBitcode(path: temporary) } catch {
      unlink(temporary)
      throw DriverError("\(error.description); is the disk full?")
    }
    guard rename(temporary, path) == 0 else {
      unlink(temporary)
      throw DriverError("cannot create '\(path)': \(String(cString: strerror(errno)))")
    }
  }

  private static func makeDirectory(_ path: String) throws(DriverError) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o755) != 0, errno != EEXIST {
        let reason = String(cString: strerror(errno))
        throw DriverError(
          "cannot create the directory '\(made)': \(reason); set XDG_CACHE_HOME to a"
            + " directory that you can write to")
      }
    }
  }

  /// `$XDG_CACHE_HOME/kmsan`, or `~/.cache/kmsan`.
  public static var cacheDirectory: String {
    if let base = getenv("XDG_CACHE_HOME"), base.pointee != 0 {
      return String(cString: base) + "/kmsan"
    }
    let home = getenv("HOME").map { String(cString: $0) } ?? "/tmp"
    return home + "/.cache/kmsan"
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
