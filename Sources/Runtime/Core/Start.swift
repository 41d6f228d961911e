// Starting the runtime, and its counters.

import CRuntime

/// See kmsan_runtime.h.
@c @implementation
public func kmsan_start() {
  var size = 0
  // The port hands its depot over for good. Without one, or in one that is too small, origins are
  // unknown.
  unsafe Origins.depot = unsafe kmsan_port_depot(&size).flatMap {
    unsafe OriginDepot(memory: $0, size: size)
  }
}

/// See kmsan_runtime.h.
@c @implementation
public func kmsan_report_count() -> UInt64 { unsafe Report.count }
