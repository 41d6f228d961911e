// Releases of Linux: which of them the integration was tested with, and which package of Debian has the
// source of each.

/// A release of Linux, such as 6.12: what the version number is without its last part.
public struct LinuxRelease: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let version: Int
  public let patchLevel: Int

  public init(_ version: Int, _ patchLevel: Int) {
    self.version = version
    self.patchLevel = patchLevel
  }

  /// Reads text such as `6.12`.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let version = Int(parts[0]), let patchLevel = Int(parts[1]),
      version >= 0, patchLevel >= 0
    else { return nil }
    self.init(version, patchLevel)
  }

  public var description: String { "\(version).\(patchLevel)" }

  public static func < (first: LinuxRelease, second: LinuxRelease) -> Bool {
    (first.version, first.patchLevel) < (second.version, second.patchLevel)
  }

  /// The first release that has KMSAN.
  public static let oldest = LinuxRelease(6, 1)
  /// The one that is used when none is named.
  public static let standard = LinuxRelease(6, 12)
  /// Those on which the suite about uninstrumented code passes.
  public static let tested = [oldest, standard, LinuxRelease(7, 3)]

  /// Debian's package with the source of this release.
  public var packageName: String { "linux-source-\(self)" }
  /// Where that package puts the source when it is installed.
  var installedArchive: String { "/usr/src/\(packageName).tar.xz" }

  /// The suite of Debian that has the package: Debian 12 keeps its releases, newer ones are backports.
  var debianSuite: String { version < 7 ? "bookworm" : "trixie-backports" }
}
