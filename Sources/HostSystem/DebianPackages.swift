// Which package of Debian has a program that the commands start.

/// Packages by program.
public enum DebianPackages {
  /// The programs that a build and a boot of Linux need, with their packages, in the order in which they are
  /// listed for people.
  public static let ofLinux: [(program: String, package: String)] = [
    ("clang-22", "clang-22"), ("ld.lld-22", "lld-22"), ("llvm-ar-22", "llvm-22"),
    ("llvm-nm-22", "llvm-22"), ("llvm-objcopy-22", "llvm-22"), ("llvm-objdump-22", "llvm-22"),
    ("llvm-readelf-22", "llvm-22"), ("llvm-symbolizer-22", "llvm-22"),
    ("llvm-dwarfdump-22", "llvm-22"), ("make", "make"), ("flex", "flex"), ("bison", "bison"),
    ("bc", "bc"), ("cpio", "cpio"), ("rsync", "rsync"), ("depmod", "kmod"), ("tar", "tar"),
    ("xz", "xz-utils"), ("qemu-system-x86_64", "qemu-system-x86"),
  ]

  private static let others = [
    "apt-get": "apt", "csmith": "csmith", "dpkg-deb": "dpkg", "gcc": "gcc", "ld": "binutils",
    "opt-22": "llvm-22", "timeout": "coreutils", "z3": "z3",
  ]

  /// The package with a program; nil for a program that is not known here.
  public static func package(of program: String) -> String? {
    ofLinux.first { $0.program == program }?.package ?? others[program]
  }
}
