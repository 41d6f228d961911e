// The self-test: every case that the image was built with (Tests/KernelCases), by the runner that all
// places share. `kmsan boot` compares the reports with what the cases expect.

import CRuntime
import KernelC

enum SelfTest {
  static var name: UnsafePointer<CChar> {
    UnsafeRawPointer(("self-test" as StaticString).utf8Start).assumingMemoryBound(to: CChar.self)
  }

  /// The first thread: runs the cases and ends the kernel.
  static let run: @convention(c) (UnsafeMutableRawPointer?) -> Void = { _ in
    Watchdog.noteProgress()
    if let mistake = Options.provocation { Provocation.make(mistake) }
    if has_metadata() { runLongTests() }
    if let count = Options.operations { Benchmark.run(operations: count) }
    CaseMachine.start()
    let failures = case_run_all(nil)
    if Options.printsMemory { memory_print() }
    power_off(failures == 0 ? OUTCOME_PASSED : OUTCOME_FAILED)
  }

  private static func runLongTests() {
    if let soak = Options.soak {
      // Its interleavings are decided by one clock.
      guard processor_count() == 1 else { panic("soak= is for one processor") }
      Soak.end(passed: soak_run(soak.seed, soak.count))
    }
    if let seconds = Options.load { Soak.end(passed: load_run(seconds)) }
  }
}
