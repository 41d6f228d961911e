// Nesting levels: their blocks, too many of them, too few.

import CRuntime
import KMSANABI
import RuntimeHosted
import Testing

#if canImport(Glibc)
  import Glibc
#endif

extension RuntimeTests {
  @Suite struct Contexts {
    static let levelsMax = Int(KMSAN_LEVELS_MAX)

    /// The first bytes of the block that instrumented code would use now.
    private var state: UnsafeMutablePointer<UInt64> {
      UnsafeMutableRawPointer(__msan_get_context_state()).assumingMemoryBound(to: UInt64.self)
    }

    /// All bytes of that block.
    private var bytes: UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(
        start: __msan_get_context_state(), count: MemoryLayout<kmsan_context_state>.size)
    }

    /// The shadow in that block: what lies in front of the first origins.
    private var shadow: Slice<UnsafeRawBufferPointer> { bytes[..<ContextState.variadicOrigin] }

    private var variadicStackBytes: UInt64 {
      bytes.load(fromByteOffset: ContextState.variadicOverflowSize, as: UInt64.self)
    }

    @Test func everyLevelHasACleanBlockOfItsOwn() throws {
      _ = try TestPort.reset()
      // Twice: the second time, the blocks hold what the first left there.
      for _ in 0..<2 {
        for level in 0..<Self.levelsMax {
          if level > 0 {
            kmsan_intr_enter()
            #expect(shadow.allSatisfy { $0 == 0 }, "level \(level)")
            #expect(variadicStackBytes == 0, "level \(level)")
          }
          memset(__msan_get_context_state(), Int32(level) + 1, bytes.count)
        }
        for level in (0..<Self.levelsMax).reversed() {
          #expect(bytes.allSatisfy { $0 == UInt8(level) + 1 }, "level \(level)")
          if level > 0 { kmsan_intr_leave() }
        }
      }
      #expect(TestPort.console.isEmpty)
    }

    @Test func levelsBeyondTheLastAreReportedAndHarmless() throws {
      _ = try TestPort.reset()
      for level in 0..<Self.levelsMax - 1 {
        state.pointee = UInt64(level) + 1
        kmsan_intr_enter()
      }
      state.pointee = UInt64(Self.levelsMax)
      TestPort.stack = [0x1090, 0x1310]
      for _ in 0..<20 {
        kmsan_intr_enter()
        #expect(bytes.allSatisfy { $0 == 0 })
        state.pointee = .max
      }
      #expect(
        TestPort.console == """
          =====================================================
          BUG: KMSAN: invalid-call in use+0x90/0x100
           use+0x90/0x100
           main+0x10/0x100

          Invalid call: kmsan_intr_enter: more levels than 8; in those, arguments and return \
          values count as initialized

          CPU: 0
          =====================================================

          """)
      for _ in 0..<19 {
        kmsan_intr_leave()
        // What another level stored there, this one does not find.
        #expect(bytes.allSatisfy { $0 == 0 })
        state.pointee = .max
      }
      kmsan_intr_leave()
      for level in (0..<Self.levelsMax).reversed() {
        #expect(state.pointee == UInt64(level) + 1)
        if level > 0 { kmsan_intr_leave() }
      }
    }

    @Test func theFrameOfAnEntryIsInitialized() throws {
      let arena = try TestPort.reset()
      kmsan_poison_memory(arena, 64, 0)
      kmsan_intr_enter_frame(arena + 8, 40)
      #expect(arena.shadow(64).map { $0 == 0 } == (0..<64).map { (8..<48).contains($0) })
      #expect(TestPort.contexts.pointee.level == 1)
      kmsan_intr_leave()
    }

    @Test func leavingWhatWasNotEnteredIsReportedAndHarmless() throws {
      _ = try TestPort.reset()
      state.pointee = 42
      TestPort.stack = [0x1091]
      kmsan_intr_leave()
      #expect(TestPort.console.contains("BUG: KMSAN: invalid-call in use+0x91/0x100"))
      #expect(TestPort.console.contains("kmsan_intr_leave: no level was entered"))
      #expect(state.pointee == 42)
      kmsan_intr_enter()
      #expect(state.pointee == 0)
      kmsan_intr_leave()
      #expect(state.pointee == 42)
    }

    /// An interrupt may come while the runtime runs; what it finds is reported all the same.
    @Test func anInterruptReportsOnTopOfTheRuntime() throws {
      _ = try TestPort.reset()
      TestPort.context.pointee.in_runtime = 1
      TestPort.stack = [0x1092]
      kmsan_intr_enter()
      __msan_warning(0)
      kmsan_intr_leave()
      #expect(TestPort.console.contains("BUG: KMSAN: uninit-value in use+0x92/0x100"))
      #expect(TestPort.context.pointee.in_runtime == 1)
    }

    /// Nor does it wait for a report that its own task is printing.
    @Test func anInterruptOfAReportReportsNothing() throws {
      _ = try TestPort.reset()
      TestPort.stack = [0x1093]
      TestPort.duringReport = {
        kmsan_intr_enter()
        TestPort.stack = [0x1094]
        __msan_warning(0)
        TestPort.stack = [0x1093]
        kmsan_intr_leave()
      }
      __msan_warning(0)
      #expect(TestPort.console.count(of: "BUG: KMSAN") == 1)
      #expect(TestPort.console.contains(" in use+0x93/0x100"))
    }
  }
}
