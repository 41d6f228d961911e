// Plausible logs of any size, for measurements.

import KMSANReport
import SeededRandom

/// Makes logs.
public enum SampleLog {
  /// Other lines of a kernel's console, and then one report.
  public static func piece(noiseBytes: Int) -> [UInt8] {
    var random = SeededGenerator(seed: 6)
    var text = ""
    var time = 1_000_000
    func line(_ words: String) {
      time += Int.random(in: 1...900, using: &random)
      let digits = String(time)
      text += "[\(digits.dropLast(6)).\(digits.suffix(6))][  T\(time % 97)] \(words)\n"
    }
    while text.utf8.count < noiseBytes {
      let number = Int.random(in: 0..<1_000_000, using: &random)
      line(noise[number % noise.count] + " \(number)")
    }
    return Array(text.utf8) + lines(of: report(number: 0), time: time)
  }

  /// Nothing but reports, one of each number below a count.
  public static func reports(_ count: Int) -> [UInt8] {
    (0..<count).flatMap { lines(of: report(number: $0), time: 1_000_000 + $0) }
  }

  private static func lines(of report: Report, time: Int) -> [UInt8] {
    let stamp = "[\(time / 1_000_000).\(String(time).suffix(6))][  T42] "
    return Array(
      report.linuxText.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        .map { stamp + $0 + "\n" }.joined().utf8)
  }

  /// Reports with different fingerprints.
  public static func distinctReports(count: Int) -> [Report] {
    (0..<count).map { report(number: $0) }
  }

  private static let noise = [
    "usb 1-1: new high-speed USB device number", "EXT4-fs (sda1): mounted filesystem, inode",
    "audit: type=1400 audit(1763709974.123:42): apparmor=\"STATUS\" pid=", "loop0: capacity change",
    "Bluetooth: hci0: command 0x0406 tx timeout", "netlink: 24 bytes leftover in process, port",
    "8021q: adding VLAN 0 to HW filter on device bond", "FAULT_INJECTION: forcing a failure, call",
    "MTD: Attempt to mount non-MTD device, sector", "syz-executor: vmemmap alloc failure, order",
  ]

  private static func report(number: Int) -> Report {
    let frame = { (name: String) in StackFrame(function: name, offset: 0x1a2, size: 0x4e0) }
    var report = Report(
      title: ReportKind.uninitializedValue.rawValue, function: frame("use_\(number)"), line: 1)
    report.use = ["use_\(number)", "ioctl_\(number % 1000)", "vfs_ioctl", "do_syscall_64"].map(
      frame)
    report.use += (0..<8).map { frame("caller_\($0)") }
    var stored = OriginStep(kind: .stored)
    stored.stack = ["fill_\(number % 1000)", "vfs_ioctl", "do_syscall_64"].map(frame)
    var created = OriginStep(kind: .created)
    created.stack = ["__kmalloc_noprof", "open_\(number % 1000)", "do_syscall_64"].map(frame)
    report.origins = [stored, created]
    report.bytes = ByteRange(first: 4, last: 7, size: 16)
    report.accessSize = 16
    report.accessAddress = 0xffff_8881_0c2b_7d40
    report.task = "1 UID: 0 PID: 42 Comm: syz-executor Not tainted 6.12.57 #1"
    return report
  }
}
