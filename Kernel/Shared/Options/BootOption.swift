// The boot options: their names, their values, and which contradict each other.
//
// Part of both modules of the kernel, which refuses at boot, and of `kmsan boot`, which refuses before it.
// Kernel/README.md lists them for people.

/// An option of the boot command line.
enum BootOption: UInt8 {
  // What runs instead of the self-test.
  case provoke, bench, soak, load
  case printMemory, watchdog, metadata, pageArray
  // The sysctls, named like FreeBSD's.
  case panicOnViolation, reportsMax, periodSeconds, reportAlways
  /// What QEMU's machine says of a device; the only option that repeats.
  case device

  static var count: UInt8 { device.rawValue &+ 1 }

  /// What stands before the equals sign.
  var name: StaticString {
    switch self {
    case .provoke: "provoke"
    case .bench: "bench"
    case .soak: "soak"
    case .load: "load"
    case .printMemory: "print"
    case .watchdog: "watchdog"
    case .metadata: "metadata"
    case .pageArray: "page-array"
    case .panicOnViolation: "debug.kmsan.panic_on_violation"
    case .reportsMax: "debug.kmsan.reports_max"
    case .periodSeconds: "debug.kmsan.period_seconds"
    case .reportAlways: "debug.kmsan.report_always"
    case .device: "virtio_mmio.device"
    }
  }

  /// What stands behind it, for messages.
  var form: StaticString {
    switch self {
    case .provoke: "MISTAKE"
    case .bench: "COUNT, at least 1"
    case .soak: "SEED,COUNT; the count is at least 1"
    case .load, .watchdog: "SECONDS, at least 1"
    case .printMemory: "memory"
    case .metadata: "linear or on-demand"
    case .pageArray: "covered or dummy"
    case .panicOnViolation, .reportAlways: "0 or 1"
    case .reportsMax: "COUNT"
    case .periodSeconds: "SECONDS"
    case .device: "SIZE@ADDRESS:LINE"
    }
  }

  /// Whether the option can have the value.
  func accepts(_ value: Word) -> Bool {
    switch self {
    case .provoke, .device: value.count > 0
    case .bench, .load, .watchdog: (value.number ?? 0) > 0
    case .soak: (value.pair?.1 ?? 0) > 0
    case .printMemory: value.isEqual(to: "memory")
    case .metadata: value.isEqual(to: "linear") || value.isEqual(to: "on-demand")
    case .pageArray: value.isEqual(to: "covered") || value.isEqual(to: "dummy")
    case .panicOnViolation, .reportAlways: (value.number ?? 2) < 2
    case .reportsMax, .periodSeconds: value.number != nil
    }
  }

  /// Whether the value changes nothing: a sysctl that is off contradicts no other.
  func isOff(_ value: Word) -> Bool {
    switch self {
    case .panicOnViolation, .reportsMax, .periodSeconds, .reportAlways: value.number == 0
    default: false
    }
  }

  // MARK: Contradictions

  private var replacesSelfTest: Bool { rawValue <= BootOption.load.rawValue }

  private var limitsReports: Bool { self == .reportsMax || self == .periodSeconds }

  /// Why two options contradict each other, and what to do; nil when they go together.
  func contradiction(to other: BootOption) -> StaticString? {
    if replacesSelfTest && other.replacesSelfTest && self != other {
      return "each runs instead of the self-test. Give one of them."
    }
    if self == .printMemory && other.replacesSelfTest
      || other == .printMemory && replacesSelfTest
    {
      return "memory is printed after the self-test, which does not run. Leave one out."
    }
    if self == .panicOnViolation && other.limitsReports
      || other == .panicOnViolation && limitsReports
    {
      return "the first report ends the kernel, so that there is nothing to limit. Leave one out."
    }
    return nil
  }

  /// The option without which this one means nothing.
  var need: BootOption? { self == .periodSeconds ? .reportsMax : nil }

  /// Whether a kernel without KMSAN cannot do it.
  var needsKMSAN: Bool {
    switch self {
    case .soak, .load, .metadata, .pageArray, .panicOnViolation, .reportsMax, .periodSeconds,
      .reportAlways:
      true
    case .provoke, .bench, .printMemory, .watchdog, .device: false
    }
  }
}
