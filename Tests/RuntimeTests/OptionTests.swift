// How reports are made: muted tasks, the limit. `kmsan run` tests the panic.

import CRuntime
import RuntimeHosted
import Testing

extension RuntimeTests {
  @Suite struct Options {
    /// Uses an uninitialized value at a place of its own.
    private func use(at address: UInt) {
      TestPort.stack = [address]
      __msan_warning(0)
    }

    @Test func aMutedTaskReportsNothingAndForgetsNothing() throws {
      let arena = try TestPort.reset()
      kmsan_disable_current()
      kmsan_disable_current()
      use(at: 0x10a0)
      kmsan_poison_memory(arena, 4, 0)
      kmsan_enable_current()
      use(at: 0x10a0)
      kmsan_intr_leave()
      #expect(TestPort.console.isEmpty)
      kmsan_enable_current()
      #expect(arena.shadow(4) == [255, 255, 255, 255])
      // The place was not used up.
      use(at: 0x10a0)
      #expect(TestPort.console.count(of: "BUG: KMSAN: uninit-value in use+0xa0") == 1)
    }

    @Test func aPlaceMayBeReportedEveryTime() throws {
      _ = try TestPort.reset()
      kmsan_get_report_options().pointee.report_always = 1
      for _ in 0..<3 { use(at: 0x10aa) }
      #expect(TestPort.console.count(of: "BUG: KMSAN: uninit-value in use+0xaa") == 3)
      kmsan_get_report_options().pointee.report_always = 0
      use(at: 0x10aa)
      #expect(TestPort.console.count(of: "BUG: KMSAN") == 3)
    }

    @Test func enablingTooOftenIsReported() throws {
      _ = try TestPort.reset()
      TestPort.stack = [0x10a1]
      kmsan_enable_current()
      #expect(TestPort.console.contains("Invalid call: kmsan_enable_current: the task was not"))
      use(at: 0x10a2)
      #expect(TestPort.console.count(of: "BUG: KMSAN") == 2)
    }

    @Test func aLimitHoldsForItsPeriodAndPutsReportsOff() throws {
      _ = try TestPort.reset()
      let suppressed = kmsan_suppressed_count()
      kmsan_get_report_options().pointee.reports_max = 2
      kmsan_get_report_options().pointee.period_seconds = 10
      TestPort.seconds += 100
      for _ in 0..<2 {
        for place in 0..<4 { use(at: 0x10a3 + UInt(place)) }
      }
      #expect(TestPort.console.count(of: "BUG: KMSAN") == 2)
      #expect(kmsan_suppressed_count() == suppressed + 4)
      TestPort.seconds += 9
      use(at: 0x10a5)
      #expect(TestPort.console.count(of: "BUG: KMSAN") == 2)
      TestPort.seconds += 1
      for place in 0..<4 { use(at: 0x10a3 + UInt(place)) }
      #expect(TestPort.console.count(of: "BUG: KMSAN") == 4)
      #expect(TestPort.console.contains(" in use+0xa6/0x100"))
    }

    @Test func aPeriodOfZeroNeverEnds() throws {
      _ = try TestPort.reset()
      // Starts a period.
      kmsan_get_report_options().pointee.reports_max = 1
      kmsan_get_report_options().pointee.period_seconds = 1
      TestPort.seconds += 100
      use(at: 0x10a8)
      kmsan_get_report_options().pointee.period_seconds = 0
      TestPort.seconds += 1 << 40
      use(at: 0x10a9)
      #expect(TestPort.console.count(of: "BUG: KMSAN") == 1)
    }
  }
}
