// Runs a virtual machine to its end or to its time limit, reads its console on the way, and keeps
// a log. It decides nothing about success; `BootVerdict` does.

import Foundation
import HostSystem
import KMSANReport
import Synchronization

/// What a run of a virtual machine left.
public struct BootResult: Sendable {
  public var console: GuestConsole
  /// The exit code of QEMU; nil when we ended it.
  public var machineCode: Int32?
  public var hitTimeLimit: Bool
  public var timeLimitSeconds: Double
  public var duration: Duration
  /// The file with everything that the console said.
  public var log: String
  /// QEMU's own words when it said something else than the guest's console.
  public var machineWords: String?

  public init(
    console: GuestConsole, machineCode: Int32?, hitTimeLimit: Bool, timeLimitSeconds: Double,
    duration: Duration, log: String
  ) {
    self.console = console
    self.machineCode = machineCode
    self.hitTimeLimit = hitTimeLimit
    self.timeLimitSeconds = timeLimitSeconds
    self.duration = duration
    self.log = log
  }
}

/// A virtual machine together with where its log goes.
public struct VirtualMachine: Sendable {
  public var qemu: QEMU
  public var log: String
  public var timeLimitSeconds: Double

  public init(qemu: QEMU, log: String, timeLimitSeconds: Double = 300) {
    self.qemu = qemu
    self.log = log
    self.timeLimitSeconds = timeLimitSeconds
  }

  /// Boots the machine and reads its console until it ends, the time limit passes or the task is
  /// cancelled. `line` is called with each line, and `observe` after it. What was read until then is
  /// returned in any case; the log is complete up to the same line.
  public func run(
    line take: @escaping @Sendable (String) -> Void = { _ in },
    observe: @escaping @Sendable (GuestConsole, [ObservedReport], Duration) -> Void
  ) async throws -> BootResult {
    let writer = try LogWriter(path: log)
    let state = Mutex(GuestConsole())
    let start = ContinuousClock.now
    let (code, hitTimeLimit) = try await withTimeLimit(seconds: timeLimitSeconds) {
      do {
        return try await qemu.command.stream { line in
          writer.write(line)
          take(line)
          let (console, reports) = state.withLock { console in
            let reports = console.consume(line)
            return (console, reports)
          }
          observe(console, reports, ContinuousClock.now - start)
        } as Int32?
      } catch is CancellationError {
        return nil as Int32?
      }
    }
    writer.close()
    var console = state.withLock { $0 }
    console.finish()
    var result = BootResult(
      console: console, machineCode: code, hitTimeLimit: hitTimeLimit,
      timeLimitSeconds: timeLimitSeconds, duration: ContinuousClock.now - start, log: log)
    if let code, code != 0 {
      let words = (try? Files.text(log))?.split(separator: "\n").suffix(3)
      result.machineWords = words?.joined(separator: "\n")
    }
    return result
  }
}

/// Appends lines to the log as they come, so that a killed run leaves what there was.
private final class LogWriter: Sendable {
  private let file: Mutex<FileHandle?>

  init(path: String) throws {
    try Files.write("", to: path)
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw FileError(
        "write", path, NSError(domain: NSPOSIXErrorDomain, code: Int(EACCES)))
    }
    file = Mutex(handle)
  }

  func write(_ line: String) {
    file.withLock { try? $0?.write(contentsOf: Data((line + "\n").utf8)) }
  }

  func close() {
    file.withLock {
      try? $0?.close()
      $0 = nil
    }
  }
}
