// The self-test: every case, in the order of the image, with its result as KTAP, version 1. A case
// passes when it makes as many reports as it says; `kmsan boot` compares the reports themselves.
//
// Source of the format: Linux, Documentation/dev-tools/ktap.rst.

import CRuntime
import KernelC

enum SelfTest {
  /// Whether the case that runs has said so.
  nonisolated(unsafe) fileprivate(set) static var hasFailed = false

  static var name: UnsafePointer<CChar> {
    UnsafeRawPointer(("self-test" as StaticString).utf8Start).assumingMemoryBound(to: CChar.self)
  }

  /// The first thread: runs the cases and ends the kernel.
  static let run: @convention(c) (UnsafeMutableRawPointer?) -> Void = { _ in
    if let mistake = Options.provocation {
      Watchdog.noteProgress()
      Provocation.make(mistake)
    }
    if has_metadata() { runLongTests() }
    if let count = Options.operations { Benchmark.run(operations: count) }
    let count = countCases()
    printPlan(count)
    var failures: UInt = 0
    var number: UInt = 0
    for index in 0..<kernel_case_count() {
      let test = first_kernel_case()[index]
      guard isWanted(test) else { continue }
      number &+= 1
      Watchdog.noteProgress()
      if !runCase(test, number: number) { failures &+= 1 }
    }
    var text = Text(failures == 0 ? "ok 1 cases" : "not ok 1 cases")
    text.print()
    power_off(failures == 0 ? OUTCOME_PASSED : OUTCOME_FAILED)
  }

  private static func runLongTests() {
    if let soak = Options.soak { Soak.end(passed: soak_run(soak.seed, soak.count)) }
    if let seconds = Options.load { Soak.end(passed: load_run(seconds)) }
  }

  private static func isWanted(_ test: kernel_case) -> Bool {
    Options.test?.isEqual(toC: test.name) ?? true
  }

  /// How many cases there are to run; without any, the kernel ends.
  private static func countCases() -> UInt {
    var count: UInt = 0
    for index in 0..<kernel_case_count() where isWanted(first_kernel_case()[index]) {
      count &+= 1
    }
    if count == 0 {
      var text = Text("There is no case of that name. The cases are")
      text.print()
      for index in 0..<kernel_case_count() {
        text = Text(" ")
        text.append(cString: first_kernel_case()[index].name)
        text.print()
      }
      power_off(OUTCOME_REFUSED)
    }
    return count
  }

  private static func printPlan(_ count: UInt) {
    var text = Text("KTAP version 1")
    text.print()
    text = Text("1..1")
    text.print()
    text = Text("    KTAP version 1")
    text.print()
    text = Text("    # Subtest: cases")
    text.print()
    text = Text("    1..")
    text.append(count)
    text.print()
  }

  private static func runCase(_ test: kernel_case, number: UInt) -> Bool {
    var text = Text("    # ")
    text.append(cString: test.name)
    text.print()
    let before = kmsan_report_count()
    hasFailed = false
    test.function()
    let reports = kmsan_report_count() &- before
    let passed = reports == UInt64(test.reports) && !hasFailed
    text = Text(passed ? "    ok " : "    not ok ")
    text.append(number)
    text.append(" ")
    text.append(cString: test.name)
    text.print()
    if reports != UInt64(test.reports) {
      text = Text("    # reports: ")
      text.append(UInt(reports))
      text.append(", expected: ")
      text.append(UInt(test.reports))
      text.print()
    }
    return passed
  }
}

@c @implementation
public func case_failed(_ what: UnsafePointer<CChar>) {
  SelfTest.hasFailed = true
  var text = Text("    # does not hold: ")
  text.append(cString: what)
  text.print()
}
