// Properties of the runtime that hold for every place, every order and every shortage.

import CRuntime
import RuntimeHosted
import SeededRandom
import Testing

extension RuntimeTests {
  @Suite struct Properties {
    static let page = 4096

    /// Around a page's end, every start, every size.
    @Test func poisonAndUnpoisonAreInverseAcrossPages() throws {
      let arena = try TestPort.reset()
      let window = arena + Self.page - 40
      for start in 0..<40 {
        for size in 0...40 {
          kmsan_mark(window + start, size, UInt8(KMSAN_STATE_UNINIT))
          let expected = (0..<80).map { start..<start + size ~= $0 ? UInt8(255) : 0 }
          #expect(window.shadow(80) == expected, "\(size) bytes at \(start)")
          kmsan_mark(window + start, size, UInt8(KMSAN_STATE_INITED))
          #expect(window.shadow(80).allSatisfy { $0 == 0 }, "\(size) bytes at \(start)")
        }
      }
    }

    /// What is copied to another page and back, over an overlap, is what it was.
    @Test(arguments: [-4096, -4093, -9, -4, -1, 1, 3, 4, 8, 4090, 4096])
    func aMoveThereAndBackKeepsShadow(distance: Int) throws {
      let arena = try TestPort.reset()
      let from = arena + 3 * Self.page - 30
      var generator = SeededGenerator(seed: 1)
      for _ in 0..<50 {
        kmsan_unpoison_memory(arena, 6 * Self.page)
        var shadow = [UInt8](repeating: 0, count: 64)
        for index in shadow.indices where generator.next() & 1 == 0 {
          shadow[index] = 255
          kmsan_poison_memory(from + index, 1, 0)
        }
        _ = __msan_memmove(from + distance, from, 64)
        #expect((from + distance).shadow(64) == shadow)
        _ = __msan_memmove(from, from + distance, 64)
        #expect(from.shadow(64) == shadow)
      }
    }

    /// Every hook and annotation, on the first bytes of the arena.
    private static func calls(_ arena: UnsafeMutableRawPointer) -> [(
      name: String, call: () -> Void
    )] {
      [
        ("load", { _ = __msan_metadata_ptr_for_load_n(arena, 8) }),
        ("store", { _ = __msan_metadata_ptr_for_store_n(arena, 8) }),
        ("memcpy", { _ = __msan_memcpy(arena + 32, arena, 16) }),
        ("memmove", { _ = __msan_memmove(arena + 4, arena, 16) }),
        ("memset", { _ = __msan_memset(arena + 64, 0, 8) }),
        ("chain", { _ = __msan_chain_origin(arena.origin) }),
        ("poison_alloca", { __msan_poison_alloca(arena, 8, nil) }),
        ("unpoison_alloca", { __msan_unpoison_alloca(arena + 64, 8) }),
        ("warning", { __msan_warning(arena.origin) }),
        ("warning of bits", { __msan_warning_of_bits(arena.origin, 1, 8) }),
        ("context", { _ = __msan_get_context_state() }),
        ("asm", { __msan_instrument_asm_store(arena + 64, 8) }),
        ("mark", { kmsan_mark(arena, 16, UInt8(KMSAN_STATE_UNINIT)) }),
        ("wrong mark", { kmsan_mark(arena, 16, 1) }),
        ("orig", { kmsan_orig(arena, 16, KMSAN_TYPE_STACK, 0x1234) }),
        ("check", { kmsan_check(arena, 16, nil) }),
        ("atomic", { _ = kmsan_atomic_update(arena, 8, KMSAN_ATOMIC_SWAP, 0) }),
        ("dmamap_sync", { kmsan_bus_dmamap_sync(arena, 16, 6, nil) }),
        ("wrong dmamap_sync", { kmsan_bus_dmamap_sync(arena, 16, 0, nil) }),
        ("check_copyout", { kmsan_check_copyout(arena, 16, 0, nil, nil) }),
        ("poison", { kmsan_poison_memory(arena, 16, 0) }),
        ("freed", { kmsan_poison_freed(arena, 16, KMSAN_TYPE_UMA, nil) }),
        (
          "intr",
          {
            kmsan_intr_enter(); kmsan_intr_leave()
          }
        ),
        ("leave", { kmsan_intr_leave() }),
        (
          "mute",
          {
            kmsan_disable_current(); kmsan_enable_current()
          }
        ),
      ]
    }

    /// An interrupt calls any hook while any other one is in the port; all come to their end, and
    /// nothing is printed inside a report.
    @Test func everyHookMayBeCalledInsideEveryOther() throws {
      let arena = try TestPort.reset()
      var site: UInt = 0x20_0000
      for outer in Self.calls(arena) {
        for inner in Self.calls(arena) {
          TestPort.duringPort = {}
          kmsan_poison_memory(arena, 16, 0)
          TestPort.console = ""
          site += 16
          TestPort.stack = [site]
          var depth = 0
          let interrupt = {
            guard depth == 0 else { return }
            depth += 1
            inner.call()
            depth -= 1
          }
          TestPort.duringPort = interrupt
          TestPort.duringReport = interrupt
          outer.call()
          let label = "\(inner.name) inside \(outer.name)"
          let lines = TestPort.console.split(separator: "\n")
          #expect(
            lines.count { $0.hasPrefix("===") } == 2 * TestPort.console.count(of: "BUG: "),
            "\(label)")
          #expect(TestPort.context.pointee.in_runtime == 0 && !TestPort.isReporting, "\(label)")
          #expect(TestPort.contexts.pointee.level == 0, "\(label)")
          #expect(TestPort.contexts.pointee.muted == 0, "\(label)")
        }
      }
    }

    /// An interrupt uses uninitialized memory while a report is printed: that is said, once.
    @Test func aUseInsideOfAReportIsCounted() throws {
      let arena = try TestPort.reset()
      kmsan_poison_memory(arena, 16, 0)
      TestPort.stack = [0x1201]
      TestPort.duringReport = {
        kmsan_intr_enter()
        for offset in 0..<3 { kmsan_check_memory(arena + offset, 1) }
        kmsan_intr_leave()
      }
      kmsan_check_memory(arena, 4)
      TestPort.duringReport = {}
      let line = "KMSAN: uses while a report was printed, which are not reported: 3\n"
      #expect(TestPort.console.hasSuffix("====\n" + line), "\(TestPort.console)")
      TestPort.stack = [0x1301]
      kmsan_check_memory(arena, 4)
      #expect(TestPort.console.count(of: line) == 1)
      #expect(TestPort.console.count(of: "BUG: ") == 2)
    }

    /// What the depot was given comes out again, in the report.
    @Test func everyStackIsPrintedAsItWasRecorded() throws {
      let arena = try TestPort.reset()
      for depth in 0...70 {
        let stack = (0..<UInt(depth)).map { 0x1200 + ($0 * 7 + UInt(depth)) % 0x100 + 1 }
        TestPort.stack = stack
        kmsan_poison_memory(arena, 4, 0)
        TestPort.stack = [0x30_0000 + UInt(depth)]
        TestPort.console = ""
        kmsan_check_memory(arena, 4)
        let frames = stack.prefix(64).map {
          " create+0x\(String($0 - 0x1200, radix: 16))/0x100\n"
        }
        let text = frames.isEmpty ? "(stack is not available)\n" : frames.joined()
        #expect(TestPort.console.contains("Uninit was created at:\n\(text)\nByte"), "\(depth)")
      }
    }

    @Test(arguments: [0, 16384, 32768])
    func aDepotThatIsMissingOrSmallLosesNoReport(size: Int) throws {
      let arena = try TestPort.reset()
      TestPort.depotSize = size
      TestPort.start()
      kmsan_get_report_options().pointee.report_always = 1
      for number in 0..<400 {
        TestPort.stack = [0x1200 + UInt(number)]
        kmsan_poison_memory(arena, 4, 0)
        _ = __msan_memcpy(arena + 8, arena, 4)
        __msan_poison_alloca(arena + 16, 4, nil)
        TestPort.console = ""
        TestPort.stack = [0x40_0000]
        kmsan_check_memory(arena + 8, 4)
        #expect(TestPort.console.count(of: "BUG: KMSAN: uninit-value") == 1)
      }
    }
  }
}
