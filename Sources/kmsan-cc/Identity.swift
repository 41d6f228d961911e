// A digest of everything beside the source and the arguments that decides what is compiled.

import PassDriver

#if canImport(Glibc)
  import Glibc
#endif

/// The identity of compiler, plugin and flags, for compiler caches.
enum Identity {
  /// One line of hexadecimal digits. It changes with the contents of the plugin, of the flag module
  /// and of the fast path, and with the compiler's path, size and time of change.
  static func text(_ compiler: Compiler, _ flags: PluginFlags) throws -> String {
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    let fastPath = flags.options.fastPath
    for path in [flags.plugin, flags.flagModule] + (fastPath.isEmpty ? [] : [fastPath]) {
      try addContents(of: path, to: &digest)
    }
    var status = stat()
    guard stat(compiler.path, &status) == 0 else {
      throw DriverError("cannot read \(compiler.path): \(String(cString: strerror(errno)))")
    }
    let time = status.st_mtim
    add("\(compiler.path) \(status.st_size) \(time.tv_sec) \(time.tv_nsec)".utf8, to: &digest)
    return String(digest, radix: 16)
  }

  private static func addContents(of path: String, to digest: inout UInt64) throws {
    guard let file = fopen(path, "r") else {
      throw DriverError("cannot read \(path): \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { return }
      add(chunk[..<count], to: &digest)
    }
  }

  /// FNV-1a.
  private static func add(_ bytes: some Sequence<UInt8>, to digest: inout UInt64) {
    for byte in bytes { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }
}
