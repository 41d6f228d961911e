// Hooks about values: origins of stored ones, reports of used ones, shadow of passed ones.
//
// Source: Linux 6.12, mm/kmsan/instrumentation.c.

import CRuntime

@c @implementation
public func __msan_chain_origin(_ origin: UInt32) -> UInt32 {
  unsafe Origins.chain(origin, frame: kmsan_frame())
}

@c @implementation
public func __msan_warning(_ origin: UInt32) {
  unsafe Report.use(Violation(origin: origin), frame: kmsan_frame())
}

@c @implementation
public func __msan_warning_of_bits(_ origin: UInt32, _ shadow: UInt64, _ width: UInt32) {
  let bits = ReportedBits(shadow: UInt(shadow), width: UInt(width))
  unsafe Report.use(Violation(origin: origin, bits: bits), frame: kmsan_frame())
}

@c @implementation
public func __msan_get_context_state() -> UnsafeMutablePointer<kmsan_context_state>? {
  unsafe Context.state()
}
