// What the tests of LLVM's msan_test.cpp are about. Those about the language must pass; of the others
// some cannot, and why is said once for all of a group.
//
// Source: LLVM 22, compiler-rt/lib/msan/tests/msan_test.cpp.

import Foundation

/// A group of unit tests.
public struct UnitTestGroup: Sendable, Equatable {
  public let title: String
  /// Why a test of the group may fail; nil when it must pass.
  public let limit: String?
  /// Names as a shell's patterns.
  let patterns: [String]
  /// The only level of optimization at which a test may fail; nil for all.
  var onlyAt: String?

  func contains(_ name: String) -> Bool {
    patterns.contains { fnmatch($0, name, 0) == 0 }
  }

  /// Why a test may fail in a build; nil when it must pass.
  func limit(in build: UnitTestBuild) -> String? {
    onlyAt == nil || onlyAt == build.optimization ? limit : nil
  }

  /// The group of a test: the first that names it, else the language.
  public static func of(_ name: String, in file: String) -> UnitTestGroup {
    // Other files have no tests that may fail.
    guard URL(filePath: file).deletingPathExtension().lastPathComponent == "msan_test" else {
      return language
    }
    return all.first { $0.contains(name) } ?? language
  }

  /// In the order of a table.
  static let all = [language, selection, zeroLane, intrinsics, library, allocator, threads]

  static let language = UnitTestGroup(title: "language", limit: nil, patterns: [])

  static let selection = UnitTestGroup(
    title: "language",
    limit: """
      without optimization the condition of ?: decides a branch, and a branch on an uninitialized \
      value is reported; clang's own pass reports it too
      """,
    patterns: ["MemorySanitizer.SelectPartial"], onlyAt: "0")

  static let zeroLane = UnitTestGroup(
    title: "SSE intrinsics",
    limit: """
      the test expects that a lane which holds 0 is uninitialized after a shift by an uninitialized \
      number, as clang's own pass says; it is 0 whatever the number is, and our pass knows that
      """,
    patterns: ["VectorShiftTest.sse2_left_scalar_by_uninit"])

  static let intrinsics = UnitTestGroup(
    title: "SSE intrinsics", limit: nil,
    patterns: ["Vector*Test.*", "MemorySanitizer.stmxcsr_ldmxcsr"])

  static let library = UnitTestGroup(
    title: "C library",
    limit: """
      the C library is not instrumented and a kernel's runtime has no interceptors for it: what it \
      writes keeps its shadow, and what it reads is not checked
      """,
    patterns: [
      // Strings and numbers.
      "strerror*", "memchr", "memrchr", "memccpy_*", "str[dn]*", "strcpy", "stpcpy", "stpncpy",
      "strcat", "wcs*", "strto*", "__strto*", "__wcsto*", "*printf", "scanf", "mbstowcs", "mb*towc",
      "wc*tomb*", "wmemset", "modf*", "sincos*", "remquo*", "lgamma*", "frexp", "fcvt*", "random_r",
      "*rand48_r",
      // Files, processes, the system.
      "fread", "read", "pread*", "readv", "readlink*", "readdir*", "opendir", "realpath*",
      "canonicalize_file_name", "*stat", "fstatat", "*statfs", "*statvfs", "pipe*", "*poll*",
      "DISABLED_ioctl",
      "get*", "fget*", "setenv", "putenv", "confstr", "shm*", "mmap", "wordexp*", "t*mpnam",
      "ether", "uname", "sysinfo", "dl*", "MlockTest",
      // Time, signals, threads, networks.
      "clock_*", "setitimer_null", "time", "str[fp]time", "localtime*", "timer_create", "sig*",
      "sched_*", "pthread_*", "SimpleThread", "socketpair", "bind_getsockname", "inet_*",
    ].map { "MemorySanitizer.\($0)" } + [
      "MemorySanitizerOrigins.strlen", "MemorySanitizerOrigins.wcslen",
      "IpTests/MemorySanitizerIpTest.*",
    ])

  static let allocator = UnitTestGroup(
    title: "allocator",
    limit: """
      about sizes and pages that the allocator of the userspace runtime gives; here memory comes \
      from the C library's
      """,
    patterns: [
      "MemorySanitizer.posix_memalign", "MemorySanitizer.memalign", "MemorySanitizer.*valloc",
      "MemorySanitizer.MallocUsableSizeTest", "MemorySanitizer.LargeAllocatorUnpoisonsOnFree",
      "MemorySanitizerAllocator.*", "MemorySanitizerStress.*",
    ])

  static let threads = UnitTestGroup(
    title: "small stacks",
    limit: """
      a thread's context states take 36 KB beside its stack, which is more than the stack that the \
      test gives it
      """,
    patterns: ["MemorySanitizer.Small*StackThread"])
}
