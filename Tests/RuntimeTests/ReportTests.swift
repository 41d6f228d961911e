// Origins and the text of reports.

import CRuntime
import RuntimeHosted
import Testing

extension RuntimeTests {
  @Suite struct Reports {
    /// Sites are remembered for the life of the process, so every test uses its own.
    @Test func aLocalVariable() throws {
      let arena = try TestPort.reset()
      TestPort.stack = [0x1250, 0x1310]
      "hdr".withCString { __msan_poison_alloca(arena, 8, $0) }
      let origin = arena.origin
      "hdr".withCString { name in
        __msan_poison_alloca(arena, 8, name)
        TestPort.stack = [0x1031, 0x1310]
        __msan_warning(arena.origin)
      }
      #expect(origin != 0)
      #expect(
        TestPort.console == """
          =====================================================
          BUG: KMSAN: uninit-value in use+0x31/0x100
           use+0x31/0x100
           main+0x10/0x100

          Local variable hdr created at:
           create+0x50/0x100
           main+0x10/0x100

          Memory type: stack

          CPU: 0
          =====================================================

          """)
    }

    @Test func aStoredValueWithARange() throws {
      let arena = try TestPort.reset()
      TestPort.stack = [0x1250]
      kmsan_poison_memory(arena + 4, 3, 0)
      TestPort.stack = [0x1150]
      _ = __msan_memcpy(arena + 32, arena, 16)
      TestPort.stack = [0x1032]
      kmsan_check_memory(arena + 32, 16)
      #expect(
        TestPort.console == """
          =====================================================
          BUG: KMSAN: uninit-value in use+0x32/0x100
           use+0x32/0x100

          Uninit was stored to memory at:
           store+0x50/0x100

          Uninit was created at:
           create+0x50/0x100

          Bytes 4-6 of 16 are uninitialized
          Memory access of size 16 starts at 0000710000000020
          Shadow of bytes 0-15 (00 is initialized, letters are origins):
            +0   00 00 00 00 ff ff ff 00 00 00 00 00 00 00 00 00  ....AAA.........

          CPU: 0
          =====================================================

          """)
    }

    /// Bits, several origins, and a range of which only the rows around the first bytes are shown.
    @Test func theShadowOfEveryByte() throws {
      let arena = try TestPort.reset()
      TestPort.stack = [0x1260]
      kmsan_poison_memory(arena + 36, 4, 0)
      TestPort.stack = [0x1160]
      kmsan_poison_memory(arena + 40, 2, 0)
      kmsan_machine_shadow(UInt(bitPattern: arena + 40)).pointee = 0x0F
      TestPort.stack = [0x1270]
      kmsan_poison_memory(arena + 200, 1, 0)
      TestPort.stack = [0x1041]
      kmsan_check_memory(arena, 210)
      let dots = String(repeating: ".", count: 16)
      let zeros = String(repeating: "00 ", count: 16) + " "
      #expect(
        TestPort.console.contains(
          """
          Shadow of bytes 32-95 (00 is initialized, letters are origins):
            +32  00 00 00 00 ff ff ff ff 0f ff 00 00 00 00 00 00  ....AAAABB......
            +48  \(zeros)\(dots)
            +64  \(zeros)\(dots)
            +80  \(zeros)\(dots)
          Origin B: created at store+0x60/0x100

          """), "\(TestPort.console)")
      #expect(!TestPort.console.contains("Origin C"))
    }

    @Test func theBitsOfAValue() throws {
      let arena = try TestPort.reset()
      TestPort.stack = [0x1042]
      __msan_warning_of_bits(arena.origin, 0xC, 32)
      #expect(TestPort.console.contains("\n\nBits 0xc of 32 are uninitialized\n\nCPU: 0\n"))
    }

    @Test func freedMemory() throws {
      let arena = try TestPort.reset()
      kmsan_poison_freed(arena, 8, -1, nil)
      TestPort.stack = [0x1033]
      __msan_warning(__msan_chain_origin(arena.origin))
      #expect(TestPort.console.contains("BUG: KMSAN: use-after-free in use+0x33/0x100"))
    }

    @Test func anUnknownOriginIsStillReported() throws {
      _ = try TestPort.reset()
      for (number, origin) in [0, 1, 0x3fff_ffff, 0x3fff_fff0 as UInt32].enumerated() {
        TestPort.stack = [0x1080 + UInt(number)]
        __msan_warning(origin)
      }
      #expect(TestPort.console.count(of: "BUG: KMSAN: uninit-value") == 4)
      #expect(TestPort.console.count(of: "(stack is not available)") == 4)
    }

    @Test func aPlaceIsReportedOnce() throws {
      _ = try TestPort.reset()
      let before = kmsan_report_count()
      TestPort.stack = [0x1034]
      for _ in 0..<3 { __msan_warning(0) }
      #expect(kmsan_report_count() == before + 1)
      TestPort.stack = [0x1035]
      __msan_warning(0)
      #expect(kmsan_report_count() == before + 2)
    }

    @Test func nothingIsReportedFromInsideTheRuntime() throws {
      _ = try TestPort.reset()
      TestPort.context.pointee.in_runtime = 1
      TestPort.stack = [0x1036]
      __msan_warning(0)
      #expect(TestPort.console.isEmpty)
    }

    @Test func aChainEndsAtItsLimit() throws {
      let arena = try TestPort.reset()
      TestPort.stack = [0x1250]
      kmsan_poison_memory(arena, 4, 0)
      var origin = arena.origin
      for step in 0..<20 {
        TestPort.stack = [0x1110 + UInt(step)]
        origin = __msan_chain_origin(origin)
      }
      TestPort.stack = [0x1037]
      __msan_warning(origin)
      #expect(TestPort.console.count(of: "Uninit was stored to memory at:") == 7)
      #expect(
        TestPort.console.count(of: "<Zero or more stacks not recorded to save memory>") == 1)
      #expect(TestPort.console.contains("Uninit was created at:\n create+0x50/0x100"))
    }

    @Test func chainingNothingGivesNothing() throws {
      _ = try TestPort.reset()
      #expect(__msan_chain_origin(0) == 0)
    }

    @Test func equalRecordsAreStoredOnce() throws {
      let arena = try TestPort.reset()
      kmsan_poison_memory(arena, 4, 0)
      kmsan_poison_memory(arena + 4, 4, 0)
      #expect(arena.origin == (arena + 4).origin)
      TestPort.stack = [0x1011]
      kmsan_poison_memory(arena + 8, 4, 0)
      #expect(arena.origin != (arena + 8).origin)
    }

    @Test func aFullDepotLosesHistoryAndNoReport() throws {
      let arena = try TestPort.reset()
      TestPort.stack = [0x1250]
      kmsan_poison_memory(arena, 4, 0)
      let early = arena.origin
      for number in 0..<UInt(TestPort.depotSize) {
        TestPort.stack = [0x10_0000 + number]
        kmsan_poison_memory(arena + 4, 4, 0)
      }
      #expect((arena + 4).origin == 0)
      #expect(__msan_chain_origin(early) == early)
      TestPort.stack = [0x1038]
      __msan_warning((arena + 4).origin)
      TestPort.stack = [0x1039]
      __msan_warning(early)
      #expect(TestPort.console.count(of: "BUG: KMSAN: uninit-value") == 2)
      #expect(TestPort.console.contains("Uninit was created at:\n create+0x50/0x100"))
    }
  }
}

extension String {
  /// How often a text occurs.
  func count(of text: String) -> Int { components(separatedBy: text).count - 1 }

  private func components(separatedBy text: String) -> [Substring] {
    split(separator: text, omittingEmptySubsequences: false)
  }
}
