// Starting the runtime, and its counters.

import CRuntime

/// See kmsan_runtime.h.
@c @implementation
public func kmsan_start() {
  var size = 0
  guard let memory = unsafe kmsan_port_depot(&size) else { return }
  // The port hands its depot over for good.
  unsafe Origins.depot = unsafe OriginDepot(memory: memory, size: size)
}

/// See kmsan_runtime.h.
@c @implementation
public func kmsan_report_count() -> UInt64 { unsafe Report.count }
