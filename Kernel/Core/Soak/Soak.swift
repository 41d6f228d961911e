// What the long tests print, and that they go on.

import KernelC

enum Soak {
  /// Ends the kernel.
  static func end(passed: Bool) -> Never {
    power_off(passed ? OUTCOME_PASSED : OUTCOME_FAILED)
  }

  fileprivate static func append(_ failures: soak_failures, to text: inout Text) {
    text.append(UInt(failures.false_reports))
    text.append(" false reports, ")
    text.append(UInt(failures.lost_bugs))
    text.append(" lost bugs, ")
    text.append(UInt(failures.corruptions))
    text.append(" corruptions, ")
    text.append(UInt(failures.lost_events))
    text.append(" lost events")
  }
}

@c @implementation
public func soak_progress() { Watchdog.noteProgress() }

@c @implementation
public func soak_say(_ words: UnsafePointer<CChar>, _ first: UInt64, _ second: UInt64) {
  var text = Text()
  text.append(cString: words)
  text.append(" ")
  text.append(UInt(first))
  text.append(": ")
  text.append(UInt(second))
  text.print()
}

@c @implementation
public func soak_summarize(
  _ seed: UInt32, _ count: UInt32, _ events: UnsafePointer<UInt64>, _ exceptions: UInt64
) {
  var text = Text("soak: seed ")
  text.append(seed)
  text.append(", ")
  text.append(count)
  text.append(" interleavings, ")
  text.append(UInt(events[0]))
  text.append(" interrupts, ")
  text.append(UInt(events[1]))
  text.append(" NMIs, ")
  text.append(UInt(events[2]))
  text.append(" switches, ")
  text.append(UInt(exceptions))
  text.append(" exceptions: ")
  Soak.append(get_soak_failures(), to: &text)
  text.print()
}

@c @implementation
public func load_summarize(_ unbalanced: UInt64) {
  var text = Text("load: ")
  text.append(UInt(unbalanced))
  text.append(" unbalanced counters, ")
  Soak.append(get_soak_failures(), to: &text)
  text.print()
}
