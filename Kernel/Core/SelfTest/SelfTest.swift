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
    if let mistake = Options.given[.provoke] { Provocation.make(mistake) }
    if has_metadata() { runLongTests() }
    if let count = Options.given[.bench]?.number { Benchmark.run(operations: count) }
    CaseMachine.start()
    let failures = case_run_all(nil)
    if Options.given[.printMemory] != nil { memory_print() }
    power_off(failures == 0 ? OUTCOME_PASSED : OUTCOME_FAILED)
  }

  /// The interleavings of soak= are decided by one clock.
  private static func expectOneProcessor() {
    guard processor_count() != 1 else { return }
    var text = Text("Contradicting boot options: soak= runs on one processor, and there are ")
    text.append(processor_count())
    text.append(". Give the machine one: --processors 1.")
    text.print()
    power_off(OUTCOME_REFUSED)
  }

  private static func runLongTests() {
    if let (seed, count) = Options.given[.soak]?.pair {
      expectOneProcessor()
      Soak.end(passed: soak_run(seed, count))
    }
    if let seconds = Options.given[.load]?.number { Soak.end(passed: load_run(seconds)) }
  }
}
