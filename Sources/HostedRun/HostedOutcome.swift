// What a program of the hosted runtime left behind: how it ended, and its text.

import HostSystem
import Subprocess

/// What a program left behind.
public struct HostedOutcome: Sendable {
  /// How a program ended.
  public enum Ending: Sendable, Equatable {
    /// By itself, with this code.
    case exited(Int32)
    /// By a signal that was not ours.
    case signaled(Int32)
    /// By us, when its time was over.
    case timeOver
  }

  /// Bytes of a stream that are kept.
  public static let textBytesMax = 4 << 20

  public let ending: Ending
  /// What it wrote to standard error: reports, and its own text.
  public let console: String
  /// What it wrote to standard output; empty when that was passed on.
  public let output: String
  /// Bytes of standard error that were not kept.
  public let droppedBytes: Int
  /// Whether processes that it had started still ran; they were ended.
  public let leftProcesses: Bool

  init(ending: Ending, output: CollectedText, console: CollectedText, leftProcesses: Bool) {
    self.ending = ending
    self.output = output.text
    self.console = console.text
    droppedBytes = console.droppedBytes
    self.leftProcesses = leftProcesses
  }

  /// The exit code; 128 and the signal's number when a signal ended it; 124 when the time was over.
  public var code: Int32 {
    switch ending {
    case .exited(let code): code
    case .signaled(let signal): 128 + signal
    case .timeOver: 124
    }
  }

  public var isTimeOver: Bool { ending == .timeOver }

  /// Number of reports in the console text.
  public var reportCount: Int {
    console.split(separator: "\n").count { $0.hasPrefix("BUG: KMSAN: ") }
  }

  /// Whether code of the sanitizer faulted, as the port says (Sources/CHostedPort/faults.c).
  public var faultedInSanitizer: Bool {
    console.split(separator: "\n")
      .contains { $0.hasPrefix("KMSAN: a fault in the sanitizer's own code") }
  }

  /// What a command that only ran this program ends with; nil for the program's own code. That it
  /// did not come to its own end weighs more than what was found until then.
  public var status: CommandStatus? {
    switch ending {
    case .timeOver: .timeLimit
    case .signaled(let signal): .signal(signal)
    case .exited(let code): reportCount > 0 ? .reportsFound : code == 0 ? .clean : nil
    }
  }
}

extension HostedOutcome.Ending {
  /// Reads how `timeout` ended: as the program did, with 124 when the time was over, and by the
  /// signal that it used when that had to be SIGKILL. `isLate` says whether the time was over.
  init(_ status: TerminationStatus, isLate: Bool) {
    self =
      switch status {
      case .exited(124) where isLate, .exited(137) where isLate, .signaled(9) where isLate:
        .timeOver
      case .exited(let code): .exited(code)
      case .signaled(let signal): .signaled(signal)
      }
  }
}

/// The first bytes of a stream, and the number of the others.
struct CollectedText: Sendable {
  private var bytes: [UInt8] = []
  private(set) var droppedBytes = 0

  init() {}

  /// Reads a stream to its end, which is also where it breaks: what came until then counts. Each line
  /// goes to `body`.
  init(_ stream: SubprocessOutputSequence, line body: ((String) -> Void)? = nil) async {
    var buffers = stream.makeAsyncIterator()
    var splitter = LineSplitter()
    while let buffer = try? await buffers.next() {
      buffer.withUnsafeBytes { new in
        if let body { splitter.append(new, body) }
        let kept = min(new.count, HostedOutcome.textBytesMax - bytes.count)
        bytes += new.prefix(kept)
        droppedBytes += new.count - kept
      }
    }
  }

  /// The bytes as text; invalid UTF-8 is repaired, as programs may print anything.
  var text: String { String(decoding: bytes, as: UTF8.self) }
}
