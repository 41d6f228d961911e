// A stack trace of bounded depth, kept on the stack.

import CRuntime

/// Return addresses, innermost first, at most so many.
struct StackTrace<let framesMax: Int> {
  private(set) var frames = InlineArray<framesMax, UInt>(repeating: 0)
  private(set) var count = 0

  /// The trace of the function with this frame: its caller's address comes first.
  init(frame: UnsafeRawPointer?) {
    var span = frames.mutableSpan
    // The port writes at most as many addresses as there is room for.
    count = unsafe span.withUnsafeMutableBufferPointer {
      guard let base = $0.baseAddress else { return 0 }
      return unsafe Port.functions.pointee.walk(frame, base, framesMax)
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

  /// Stores the trace as a record's. Without a copy: this happens at every entry of functions.
  mutating func save(_ record: OriginRecord, in depot: OriginDepot) -> UInt32 {
    let count = count
    var span = frames.mutableSpan
    // The first `count` frames were written.
    return unsafe span.withUnsafeMutableBufferPointer {
      unsafe depot.save(record, UnsafeBufferPointer(rebasing: $0[..<count]))
    }
  }
}

/// As deep as Linux's KMSAN_STACK_DEPTH.
typealias FullStackTrace = StackTrace<64>
