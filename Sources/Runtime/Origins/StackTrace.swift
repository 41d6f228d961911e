// A stack trace of bounded depth, kept on the stack.

import CRuntime

/// Return addresses, innermost first.
struct StackTrace {
  /// Frames that are recorded; Linux's KMSAN_STACK_DEPTH.
  static let framesMax = 64

  private(set) var frames = InlineArray<64, UInt>(repeating: 0)
  private(set) var count = 0

  /// The trace of the function with this frame: its caller's address comes first.
  init(frame: UnsafeRawPointer?, max: Int = framesMax) {
    let limit = min(max, Self.framesMax)
    var span = frames.mutableSpan
    // The port writes at most `limit` addresses, and there is room for `framesMax`.
    count = unsafe span.withUnsafeMutableBufferPointer {
      guard let base = $0.baseAddress else { return 0 }
      return unsafe kmsan_port_walk(frame, base, limit)
    }
  }

  /// A trace of one code address; of none for 0.
  init(address: UInt) {
    guard address != 0 else { return }
    frames[0] = address
    count = 1
  }

  /// The return address of the function whose frame was given; 0 when there was none.
  var site: UInt { count > 0 ? frames[0] : 0 }
}
