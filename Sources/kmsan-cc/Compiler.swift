// The compiler behind the driver, and the program that may run it.

import CompilerDriver
import PassDriver
import UserCache

#if canImport(Glibc)
  import Glibc
#endif

/// Which program compiles, and how it is started.
struct Compiler {
  /// The compiler: a path.
  let path: String
  /// ccache, distcc or icecc: a path; nil to start the compiler itself.
  let launcher: String?
  /// Whether the driver was called by a name that ends in `++`.
  let isCPlusPlus: Bool

  /// Finds the compiler: the option, KMSAN_CLANG, clang-22 on PATH.
  static func find(_ options: DriverOptions) throws -> Compiler {
    let name = options.clang ?? environment("KMSAN_CLANG")
    guard let path = name.map({ search($0) }) ?? search("clang-22") else {
      throw DriverError(
        "there is no \(name ?? "clang-22"); install Debian's package clang-22, or name another"
          + " clang 22 with --kmsan-clang or KMSAN_CLANG")
    }
    var launcher: String?
    if let wanted = options.launcher ?? environment("KMSAN_LAUNCHER") {
      guard let found = search(wanted) else {
        throw DriverError(
          "there is no \(wanted) to run the compiler; install it, or drop --kmsan-launcher and"
            + " KMSAN_LAUNCHER")
      }
      launcher = found
    }
    let isCPlusPlus = CommandLine.arguments.first?.hasSuffix("++") ?? false
    return Compiler(path: path, launcher: launcher, isCPlusPlus: isCPlusPlus)
  }

  /// The whole command. Under a launcher, the environment tells ccache which files matter beside
  /// the compiler.
  func line(_ arguments: [String]) throws -> [String] {
    if launcher != nil { try Self.announceExtraFiles(arguments) }
    return (launcher.map { [$0] } ?? []) + [path]
      + (isCPlusPlus ? ["--driver-mode=g++"] : []) + arguments
  }

  /// The words as a shell reads them.
  static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      byte < 128 && (isalnum(Int32(byte)) != 0 || "-_./=,:+@%".utf8.contains(byte))
    }
    if plain && !word.isEmpty { return word }
    let parts = word.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: "'\\''") + "'"
  }

  /// Adds the plugin and its flag module to CCACHE_EXTRAFILES.
  private static func announceExtraFiles(_ arguments: [String]) throws {
    let plugin = arguments.first { $0.hasPrefix("-fpass-plugin=") }
      .map { String($0.dropFirst("-fpass-plugin=".count)) }
    let module = arguments.firstIndex(of: "-mlink-bitcode-file").map { arguments[$0 + 2] }
    let files = [environment("CCACHE_EXTRAFILES"), plugin, module].compactMap(\.self)
    if !files.isEmpty { setenv("CCACHE_EXTRAFILES", files.joined(separator: ":"), 1) }
  }

  private static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// The path of a program; a name with a slash is a path already.
  private static func search(_ name: String) -> String? {
    if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
    for directory in (environment("PATH") ?? "/usr/bin:/bin").split(separator: ":") {
      let path = "\(directory)/\(name)"
      if access(path, X_OK) == 0 { return path }
    }
    return nil
  }
}

/// Replaces this process; returns only the reason why that failed.
func execute(_ line: [String]) -> DriverError {
  var words: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) }
  words.append(nil)
  // The compiler reads the flag module.
  UserCaches.flagModules.passLocksOn()
  execv(line[0], words)
  return DriverError("cannot run \(line[0]): \(String(cString: strerror(errno)))")
}

/// The text of a file.
func readFile(_ path: String) throws -> String {
  guard let file = fopen(path, "r") else {
    throw DriverError("cannot read \(path): \(String(cString: strerror(errno)))")
  }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&chunk, 1, chunk.count, file)
    if count == 0 { break }
    bytes += chunk[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}
