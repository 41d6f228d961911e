// The programmer's interface of kmsan(9): states, types, code addresses, checks with names.

import CRuntime
import RuntimeHosted
import Testing

extension RuntimeTests {
  @Suite struct Interface {
    /// What the runtime can encode in 30 bits, as a return address of no known function.
    static let code: UInt = 0x5555_5555_4000 + 0x1234

    @Test func aMarkSetsTheStateAndMakesAnOrigin() throws {
      let arena = try TestPort.reset()
      kmsan_mark(arena + 2, 5, UInt8(KMSAN_STATE_UNINIT))
      #expect(arena.shadow(8) == [0, 0, 255, 255, 255, 255, 255, 0])
      #expect(arena.origin != 0 && arena.origin == (arena + 4).origin)
      kmsan_mark(arena + 3, 2, UInt8(KMSAN_STATE_INITED))
      #expect(arena.shadow(8) == [0, 0, 255, 0, 0, 255, 255, 0])
    }

    @Test(arguments: ["kmem", "malloc", "UMA"])
    func anOriginIsATypeAndACodeAddress(name: String) throws {
      let arena = try TestPort.reset()
      let types = ["kmem": KMSAN_TYPE_KMEM, "malloc": KMSAN_TYPE_MALLOC, "UMA": KMSAN_TYPE_UMA]
      let type = try #require(types[name])
      kmsan_mark(arena, 8, UInt8(KMSAN_STATE_UNINIT))
      kmsan_orig(arena, 8, type, Self.code)
      #expect(arena.origin == UInt32(type) << 30 | 0x1234)
      #expect(arena.shadow(8).allSatisfy { $0 == 255 })
      TestPort.stack = [0x1050 + UInt(type)]
      kmsan_check(arena, 16, "transmit")
      #expect(
        TestPort.console == """
          =====================================================
          BUG: KMSAN: uninit-value in use+0x5\(type)/0x100
           use+0x5\(type)/0x100

          Uninit was created at:
           0x0000555555555234

          Bytes 0-7 of 16 are uninitialized
          Memory access of size 16 starts at 0000710000000000
          Memory type: \(name)
          Check: transmit
          Shadow of bytes 0-15 (00 is initialized, letters are origins):
            +0   ff ff ff ff ff ff ff ff 00 00 00 00 00 00 00 00  AAAAAAAA........

          CPU: 0
          =====================================================

          """)
    }

    @Test func aCodeAddressThatDoesNotFitGetsARecord() throws {
      let arena = try TestPort.reset()
      for (number, (type, code)) in [
        (KMSAN_TYPE_STACK, Self.code), (KMSAN_TYPE_UMA, 0x1260), (KMSAN_TYPE_UMA, UInt.max),
        (KMSAN_TYPE_UMA, 0), (KMSAN_TYPE_UMA, 0x5555_5555_4000),
      ].enumerated() {
        kmsan_mark(arena, 4, UInt8(KMSAN_STATE_UNINIT))
        kmsan_orig(arena, 4, type, code)
        #expect(arena.origin != 0 && arena.origin < 1 << 30)
        TestPort.console = ""
        TestPort.stack = [0x1055 + UInt(number)]
        kmsan_check(arena, 4, nil)
        #expect(TestPort.console.contains("Memory type: \(type == 0 ? "stack" : "UMA")\nShadow"))
      }
    }

    @Test func storesOfSuchAnOriginAreChained() throws {
      let arena = try TestPort.reset()
      kmsan_mark(arena, 4, UInt8(KMSAN_STATE_UNINIT))
      kmsan_orig(arena, 4, KMSAN_TYPE_UMA, Self.code)
      TestPort.stack = [0x1150]
      _ = __msan_memcpy(arena + 64, arena, 4)
      TestPort.stack = [0x105a]
      kmsan_check(arena + 64, 4, nil)
      #expect(
        TestPort.console.contains(
          "to memory at:\n store+0x50/0x100\n\nUninit was created at:\n 0x0000555555555234\n"))
    }

    @Test func whatMakesNoSenseIsReportedAndChangesNothing() throws {
      let arena = try TestPort.reset()
      kmsan_mark(arena, 4, UInt8(KMSAN_STATE_UNINIT))
      let origin = arena.origin
      TestPort.stack = [0x1060]
      kmsan_mark(arena, 4, 7)
      TestPort.stack = [0x1061]
      kmsan_orig(arena, 4, 4, Self.code)
      TestPort.stack = [0x1062]
      kmsan_orig(arena, 4, -1, Self.code)
      #expect(arena.origin == origin && arena.shadow(4) == [255, 255, 255, 255])
      #expect(
        TestPort.console.hasPrefix(
          """
          =====================================================
          BUG: KMSAN: invalid-call in use+0x60/0x100
           use+0x60/0x100

          Invalid call: kmsan_mark: there is no state 0x7; the memory stays as it was

          CPU: 0
          =====================================================

          """))
      #expect(TestPort.console.contains("kmsan_orig: there is no type 0x4;"))
      #expect(TestPort.console.contains("kmsan_orig: there is no type 0xffffffff;"))
    }

    @Test func emptyAndForeignMemoryIsLeftAlone() throws {
      _ = try TestPort.reset()
      for (address, size) in [(0, 0), (0x7100_0000_0000, 0), (UInt.max - 3, 64), (1 << 47, 8)] {
        let pointer = UnsafeRawPointer(bitPattern: UInt(address))
        kmsan_mark(pointer, size, UInt8(KMSAN_STATE_UNINIT))
        kmsan_orig(pointer, size, KMSAN_TYPE_KMEM, Self.code)
        kmsan_check(pointer, size, "nothing")
      }
      kmsan_check_bio(nil, "nothing")
      #expect(TestPort.console.isEmpty)
    }

    @Test func theFirstBadPieceOfAStructureIsReported() throws {
      let arena = try TestPort.reset()
      kmsan_mark(arena + 100, 4, UInt8(KMSAN_STATE_UNINIT))
      let start = UInt(bitPattern: arena)
      let pieces = [start, 64, start + 64, 64, start + 100, 8, 0, 0]
      TestPort.stack = [0x1070]
      pieces.withUnsafeBytes { kmsan_check_mbuf(OpaquePointer($0.baseAddress), "ether_output") }
      #expect(TestPort.console.count(of: "BUG: KMSAN: uninit-value in use+0x70/0x100") == 1)
      #expect(
        TestPort.console.contains(
          "Bytes 36-39 of 64 are uninitialized\n"
            + "Memory access of size 64 starts at 0000710000000040\nCheck: ether_output\n"))
      TestPort.stack = [0x1071]
      [start, 64, 0, 0].withUnsafeBytes { kmsan_check_bio(OpaquePointer($0.baseAddress), "disk") }
      #expect(TestPort.console.count(of: "BUG: ") == 1)
    }

    @Test func aChainWithoutEndIsReported() throws {
      let arena = try TestPort.reset()
      TestPort.stack = [0x1072]
      [UInt(bitPattern: arena), 1, 0, 0].withUnsafeBytes {
        kmsan_check_ccb(OpaquePointer($0.baseAddress), "cam")
      }
      #expect(TestPort.console.contains("BUG: KMSAN: invalid-call in use+0x72/0x100"))
      #expect(TestPort.console.contains("Invalid call: the chain has no end"))
    }
  }
}
