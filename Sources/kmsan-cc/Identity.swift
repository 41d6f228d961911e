// A digest of everything beside the source and the arguments that decides what is compiled.

import PassDriver
import UserCache

#if canImport(Glibc)
  import Glibc
#endif

/// The identity of compiler, plugin and flags, for compiler caches.
enum Identity {
  /// One line of hexadecimal digits. It changes with the contents of the plugin, of the flag module
  /// and of the fast path, and with the compiler's path, size and time of change.
  static func text(_ compiler: Compiler, _ flags: PluginFlags) throws -> String {
    var digest = ContentDigest()
    let fastPath = flags.options.fastPath
    for path in [flags.plugin, flags.flagModule] + (fastPath.isEmpty ? [] : [fastPath]) {
      try digest.update(fileAt: path)
    }
    var status = stat()
    guard stat(compiler.path, &status) == 0 else {
      throw DriverError("cannot read \(compiler.path): \(String(cString: strerror(errno)))")
    }
    let time = status.st_mtim
    digest.update(
      "\(compiler.path) \(status.st_size) \(time.tv_sec) \(time.tv_nsec)".utf8)
    return digest.text
  }
}
