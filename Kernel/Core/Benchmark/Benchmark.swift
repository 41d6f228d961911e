// Measures operations on request (`bench=COUNT`): a line for each with the time stamps that one took on
// average. Where QEMU counts instructions (-icount shift=0), those are instructions.

import KernelC

enum Benchmark {
  /// How many operations come before those that count.
  private static let warmUp: UInt64 = 8

  static func run(operations: UInt32) -> Never {
    for index in 0..<benchmark_count {
      let entry = first_benchmark()[index]
      Watchdog.noteProgress()
      _ = measure(entry, warmUp)
      let stamps = measure(entry, UInt64(operations))
      guard stamps >= 0 else { panic("a benchmark failed") }
      var text = Text("benchmark ")
      text.append(cString: entry.name)
      text.append(" ")
      text.append(UInt(stamps) / UInt(operations))
      text.print()
    }
    power_off(OUTCOME_PASSED)
  }

  private static func measure(_ entry: benchmark, _ count: UInt64) -> Int64 {
    if let measure = entry.measure { return measure(count) }
    let start = busyStamps
    for _ in 0..<count { entry.operation?() }
    return Int64(bitPattern: busyStamps &- start)
  }

  /// Time stamps without those for which the processor has waited: devices take their time.
  private static var busyStamps: UInt64 { time_stamp() &- current_processor().pointee.idle_stamps }
}
