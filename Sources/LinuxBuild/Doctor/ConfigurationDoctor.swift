// Examines a kernel's .config for what keeps KMSAN off, hides bugs from it, or makes it recurse.
// Sources: lib/Kconfig.kmsan and security/Kconfig.hardening of Linux 6.12, and the issues of
// google/kmsan that the table names.

import HostSystem

/// Examines a kernel configuration.
public struct ConfigurationDoctor: Sendable {
  /// A symbol with a value that causes trouble.
  private struct Trap {
    var symbol: String
    var level: Finding.Level
    var message: String
    var remedy: String
  }

  private static func off(_ symbol: String, _ level: Finding.Level, _ message: String) -> Trap {
    Trap(
      symbol: symbol, level: level, message: message,
      remedy: "Add `# CONFIG_\(symbol) is not set` to a fragment.")
  }

  private static func lto(_ symbol: String) -> Trap {
    Trap(
      symbol: symbol, level: .warning,
      message: "makes objects of bitcode: the pass instruments them before the linker optimizes"
        + " them, but no such kernel is among those that are tested",
      remedy: "Set CONFIG_LTO_NONE=y.")
  }

  private static let traps = [
    off("KASAN", .error, "excludes KMSAN: Kconfig then turns KMSAN off without a word"),
    off("KCSAN", .error, "excludes KMSAN: Kconfig then turns KMSAN off without a word"),
    off("PREEMPT_RT", .error, "excludes KMSAN in Linux 6.12"),
    Trap(
      symbol: "INIT_STACK_ALL_ZERO", level: .error,
      message: "initializes every local variable: KMSAN finds nothing on stacks",
      remedy: "Set CONFIG_INIT_STACK_NONE=y."),
    Trap(
      symbol: "INIT_STACK_ALL_PATTERN", level: .error,
      message: "initializes every local variable: KMSAN finds nothing on stacks",
      remedy: "Set CONFIG_INIT_STACK_NONE=y."),
    off("INIT_ON_ALLOC_DEFAULT_ON", .error, "initializes every allocation: KMSAN finds none"),
    off("INIT_ON_FREE_DEFAULT_ON", .warning, "writes freed memory: uses after free are hidden"),
    off("LOCKDEP", .warning, "lock debugging recurses into KMSAN's runtime (google/kmsan #57)"),
    off("DEBUG_LOCK_ALLOC", .warning, "recurses into KMSAN's runtime (google/kmsan #94)"),
    off("DEBUG_PREEMPT", .warning, "recurses into KMSAN's runtime (google/kmsan #96)"),
    off("DEBUG_VIRTUAL", .warning, "recurses into KMSAN's runtime (google/kmsan #95)"),
    off("DEBUG_LIST", .warning, "recurses into KMSAN's runtime (syzkaller #4504)"),
    Trap(
      symbol: "UNWINDER_ORC", level: .warning,
      message: "unwinding reads stale stack and can recurse (google/kmsan #48)",
      remedy: "Set CONFIG_UNWINDER_FRAME_POINTER=y."),
    lto("LTO_CLANG_THIN"), lto("LTO_CLANG_FULL"),
    off("DEFERRED_STRUCT_PAGE_INIT", .error, "excludes KMSAN's set-up of metadata pages"),
    Trap(
      symbol: "DEBUG_INFO_NONE", level: .warning,
      message: "reports cannot be given source lines",
      remedy: "Set CONFIG_DEBUG_INFO_DWARF5=y; the build takes longer."),
  ]

  private let configuration: ConfigurationFragment
  private let name: String

  /// Takes the text of a `.config`.
  public init(_ text: String, name: String) throws {
    configuration = try ConfigurationFragment(text, name: name)
    self.name = name
  }

  /// All findings; at least one.
  public func examine() -> [Finding] {
    var findings: [Finding] = []
    if configuration.isOn("KMSAN") {
      findings.append(Finding(.good, "CONFIG_KMSAN", "is on in \(name)"))
    } else {
      findings.append(
        Finding(
          .error, "CONFIG_KMSAN", "is off in \(name)",
          remedy: "Set CONFIG_KMSAN=y and CONFIG_DEBUG_KERNEL=y; it needs clang and x86-64."))
    }
    for trap in ConfigurationDoctor.traps where configuration.isOn(trap.symbol) {
      findings.append(
        Finding(trap.level, "CONFIG_\(trap.symbol)", trap.message, remedy: trap.remedy))
    }
    findings += compilerFindings() + valueFindings()
    return findings
  }

  private func compilerFindings() -> [Finding] {
    guard configuration.isOn("CC_IS_CLANG") else {
      return [
        Finding(
          .error, "CONFIG_CC_IS_CLANG", "is off: the kernel was configured for another compiler",
          remedy: "Configure again with `make LLVM=-22 olddefconfig`.")
      ]
    }
    guard let version = Int(configuration["CLANG_VERSION"]), version / 10_000 != 22 else {
      return []
    }
    return [
      Finding(
        .error, "CONFIG_CLANG_VERSION", "is \(version): the plugin is for clang 22",
        remedy: "Configure again with `make LLVM=-22 olddefconfig`.")
    ]
  }

  private func valueFindings() -> [Finding] {
    var findings: [Finding] = []
    if configuration.isOn("KMSAN"), !configuration.isOn("KMSAN_CHECK_PARAM_RETVAL") {
      findings.append(
        Finding(
          .warning, "CONFIG_KMSAN_CHECK_PARAM_RETVAL",
          "is off: code that is not instrumented passes stale shadow, more false reports",
          remedy: "Set CONFIG_KMSAN_CHECK_PARAM_RETVAL=y."))
    }
    if let limit = Int(configuration["FRAME_WARN"]), (1..<4096).contains(limit) {
      let isError = configuration.isOn("WERROR")
      findings.append(
        Finding(
          isError ? .error : .warning, "CONFIG_FRAME_WARN",
          "is \(limit): instrumented frames are larger"
            + (isError ? ", and CONFIG_WERROR makes that an error" : ""),
          remedy: "Set CONFIG_FRAME_WARN=0."))
    }
    return findings
  }
}
