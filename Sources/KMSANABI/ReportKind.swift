// The kinds of report, as the header line of a report on the console names them.
//
// It says nothing about the rest of a report; KMSANReport parses that. Source: Linux 6.12,
// mm/kmsan/report.c.

/// What was done with uninitialized memory. The raw value stands between `BUG: KMSAN: ` and ` in `.
public enum ReportKind: String, CaseIterable, Sendable {
  /// A branch, an address, an argument or another checked use depends on an uninitialized value.
  case uninitializedValue = "uninit-value"
  /// The same, and the memory had been freed.
  case useAfterFree = "use-after-free"
  /// Uninitialized bytes were copied to user space.
  case kernelInfoleak = "kernel-infoleak"
  /// Bytes of freed memory were copied to user space.
  case kernelInfoleakAfterFree = "kernel-infoleak-after-free"
  /// Uninitialized bytes were sent to a USB device.
  case kernelUSBInfoleak = "kernel-usb-infoleak"
  /// Bytes of freed memory were sent to a USB device.
  case kernelUSBInfoleakAfterFree = "kernel-usb-infoleak-after-free"
  /// The runtime was called in a way that makes no sense; only the runtime of this project says so.
  case invalidCall = "invalid-call"

  /// What happened, in a few words.
  public var meaning: String {
    switch self {
    case .uninitializedValue: "a checked use depends on an uninitialized value"
    case .useAfterFree: "a checked use depends on freed memory"
    case .kernelInfoleak: "uninitialized bytes were copied to user space"
    case .kernelInfoleakAfterFree: "bytes of freed memory were copied to user space"
    case .kernelUSBInfoleak: "uninitialized bytes were sent to a USB device"
    case .kernelUSBInfoleakAfterFree: "bytes of freed memory were sent to a USB device"
    case .invalidCall: "a call of the runtime makes no sense (not in Linux)"
    }
  }
}
