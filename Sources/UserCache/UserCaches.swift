// What the programs keep for later in the user's cache: which folders there are, and how large each may
// become. Everything in them can be made again.

#if canImport(Glibc)
  import Glibc
#endif

/// The caches.
public enum UserCaches {
  /// The variable that sets the limit of each cache.
  public static let limitVariable = "KMSAN_CACHE_LIMIT"

  /// `$XDG_CACHE_HOME/kmsan`, or `~/.cache/kmsan`.
  public static let directory = place(
    cache: variable("XDG_CACHE_HOME"), home: variable("HOME") ?? homeOfUser())

  /// The small modules that carry the flags of the pass into a compilation. Compilers that other build
  /// systems start read them, too, and hold no lock: what was used in the last hour stays.
  public static let flagModules = CacheFolder(
    "flag modules", path: "\(directory)/flag-modules", limitBytes: 16 << 20, keptSeconds: 3600
  ) { $0.hasPrefix("flags-") && $0.hasSuffix(".bc") }

  /// Fast paths of the hosted port, as bitcode.
  public static let fastPaths = CacheFolder(
    "fast paths", path: "\(directory)/fast-paths", limitBytes: 64 << 20
  ) { $0.hasPrefix("fast-path-") && $0.hasSuffix(".bc") }

  /// Objects and images of the reference kernel, and its disk.
  public static let kernelImages = CacheFolder(
    "kernel images", path: "\(directory)/reference-kernel", limitBytes: 2 << 30
  ) { name in
    let isNamedByContent =
      name.utf8.count > 16
      && name.utf8.prefix(16).allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
    return isNamedByContent || name == "disk.img"
  }

  public static let all = [flagModules, fastPaths, kernelImages]

  /// The folder for the values of two variables. A relative `cache` is ignored.
  ///
  /// Source: XDG Base Directory Specification 0.8.
  public static func place(cache: String?, home: String) -> String {
    let base = cache.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "\(home)/.cache"
    return "\(base)/kmsan"
  }

  /// The bytes that a cache may hold by the environment; nil when that sets no limit.
  static func limitOfEnvironment() throws(CacheError) -> UInt64? {
    guard let text = variable(limitVariable) else { return nil }
    guard let limit = bytes(text) else {
      throw CacheError(
        "\(limitVariable) is '\(text)', which is not a size",
        remedy: "Write a number of bytes, or one with K, M or G behind it, such as 500M.")
    }
    return limit
  }

  /// Reads `1000`, `20K`, `500M`, `2G`.
  package static func bytes(_ text: String) -> UInt64? {
    let shifts: [Character: UInt64] = ["K": 10, "M": 20, "G": 30]
    let shift = text.last.flatMap { shifts[Character($0.uppercased())] }
    guard let number = UInt64(shift == nil ? text : String(text.dropLast())) else { return nil }
    let (result, isTooLarge) = number.multipliedReportingOverflow(by: 1 << (shift ?? 0))
    return isTooLarge ? nil : result
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// Where HOME is not set, as in some build systems.
  private static func homeOfUser() -> String {
    guard let entry = getpwuid(getuid()), let home = entry.pointee.pw_dir else { return "/" }
    return String(cString: home)
  }
}

/// A cache cannot be used, and what to do.
public struct CacheError: Error, CustomStringConvertible, Equatable {
  /// What was wrong, and where.
  public let problem: String
  public let remedy: String?

  init(_ problem: String, remedy: String? = nil) {
    self.problem = problem
    self.remedy = remedy
  }

  /// The error for what failed just now, by `errno`.
  static func failed(_ attempt: String, _ code: Int32 = errno) -> CacheError {
    let remedy =
      code == ENOSPC || code == EDQUOT
      ? "Free some disk space, as by `kmsan doctor --empty-caches`."
      : "Set XDG_CACHE_HOME to a directory that you can write to."
    return CacheError("cannot \(attempt): \(String(cString: strerror(code)))", remedy: remedy)
  }

  public var description: String { remedy.map { "\(problem). \($0)" } ?? problem }
}
