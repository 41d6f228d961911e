// KTAP as KUnit prints it on a console, and what cuts it off.

import Testing
import VirtualMachine

@Suite struct KTAPTests {
  private func parse(_ text: String) -> [KTAPTest] {
    var parser = KTAPParser()
    for line in text.split(separator: "\n") { parser.consume(String(line)) }
    return parser.finish()
  }

  @Test func nestedSuitesAreRead() {
    let suites = parse(
      """
      KTAP version 1
      1..2
          KTAP version 1
          # Subtest: first
          # module: first_test
          1..3
          # a: some diagnostic
          ok 1 a
          not ok 2 - b
          ok 3 c # SKIP no hardware
      # first: pass:1 fail:1 skip:1 total:3
      not ok 1 first
          KTAP version 1
          # Subtest: second
          1..1
              KTAP version 1
              # Subtest: parametrized
              1..2
              ok 1 one
              ok 2 two
          ok 1 parametrized
      ok 2 second
      """)
    #expect(suites.map(\.name) == ["first", "second"])
    #expect(suites[0].tests.map(\.result) == [.passed, .failed, .skipped])
    #expect(suites[0].tests[2].reason == "no hardware")
    #expect(suites[1].tests.map(\.tests.count) == [2])
    let totals = KTAPTotals(of: suites)
    #expect((totals.passed, totals.failed, totals.skipped, totals.missing) == (2, 1, 1, 0))
  }

  @Test func aGuestThatDiesLeavesCasesMissing() {
    let suites = parse(
      """
      KTAP version 1
      1..1
          KTAP version 1
          # Subtest: kmsan
          1..24
          ok 1 a
      """)
    #expect(suites.map(\.result) == [.unfinished])
    let totals = KTAPTotals(of: suites)
    #expect((totals.passed, totals.missing, totals.total) == (1, 23, 24))
  }

  @Test func otherLinesAreNoResults() {
    #expect(parse("ok computer\nnot ok\n1..x\nok\nok 1 without a version line\n").isEmpty)
  }

  @Test func aSuiteThatIsSkippedAsAWholeIsOneCase() {
    let totals = KTAPTotals(of: parse("KTAP version 1\n1..1\nok 1 s # SKIP off\n"))
    #expect((totals.skipped, totals.total) == (1, 1))
  }
}
