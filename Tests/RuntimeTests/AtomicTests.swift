// Interceptors of atomic operations: what they compute, what they check, what they initialize; and
// the sizes of transfers to devices.

import CRuntime
import RuntimeHosted
import Testing

extension RuntimeTests {
  @Suite struct Atomics {
    /// Every operation on every width, against the same in plain arithmetic; the bytes around the word
    /// stay as they are.
    @Test(arguments: [1, 2, 4, 8])
    func resultsAreThoseOfArithmetic(width: Int) throws {
      let arena = try TestPort.reset()
      let mask = UInt64.max >> UInt64(64 - 8 * width)
      let operations: [(kmsan_atomic, (UInt64, UInt64) -> UInt64)] = [
        (KMSAN_ATOMIC_ADD, { $0 &+ $1 }), (KMSAN_ATOMIC_FETCHADD, { $0 &+ $1 }),
        (KMSAN_ATOMIC_SUBTRACT, { $0 &- $1 }), (KMSAN_ATOMIC_SET, { $0 | $1 }),
        (KMSAN_ATOMIC_TESTANDSET, { $0 | $1 }), (KMSAN_ATOMIC_CLEAR, { $0 & ~$1 }),
        (KMSAN_ATOMIC_TESTANDCLEAR, { $0 & ~$1 }), (KMSAN_ATOMIC_SWAP, { $1 }),
        (KMSAN_ATOMIC_STORE, { $1 }), (KMSAN_ATOMIC_LOAD, { old, _ in old }),
      ]
      let numbers: [UInt64] = [0, 1, 0x7f, 0x80, 0xff, 0x8000_0000_1234_5678, .max]
      for old in numbers {
        for value in numbers {
          for (operation, expected) in operations {
            write(old, width, arena)
            #expect(kmsan_atomic_update(arena + 8, width, operation, value) == old & mask)
            #expect(read(width, arena) == expected(old, value) & mask)
          }
          write(old, width, arena)
          #expect(kmsan_atomic_update(arena + 8, width, KMSAN_ATOMIC_READANDCLEAR, 0) == old & mask)
          #expect(read(width, arena) == 0)
          write(old, width, arena)
          let isEqual = old & mask == value & mask
          #expect(kmsan_atomic_compare(arena + 8, width, value, 1, arena + 32) == (isEqual ? 1 : 0))
          #expect(read(width, arena) == (isEqual ? 1 : old & mask))
          if !isEqual { #expect((arena + 32).loadUnaligned(as: UInt64.self) & mask == old & mask) }
        }
      }
      #expect(TestPort.console.isEmpty)
    }

    private func write(_ value: UInt64, _ width: Int, _ arena: UnsafeMutableRawPointer) {
      arena.storeBytes(of: 0xaaaa_aaaa_aaaa_aaaa, as: UInt64.self)
      (arena + 16).storeBytes(of: 0xaaaa_aaaa_aaaa_aaaa, as: UInt64.self)
      for index in 0..<8 {
        let byte = index < width ? UInt8(truncatingIfNeeded: value >> UInt64(8 * index)) : 0xaa
        (arena + 8).storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
      }
    }

    /// The word; expects its neighbours to be what `write` made them.
    private func read(_ width: Int, _ arena: UnsafeMutableRawPointer) -> UInt64 {
      let bytes = (0..<24).map { arena.load(fromByteOffset: $0, as: UInt8.self) }
      let isIntact = (bytes[..<8] + bytes[(8 + width)...]).allSatisfy { $0 == 0xaa }
      #expect(isIntact, "an operation of \(width) bytes wrote more")
      return (0..<width).reduce(0) { $0 | UInt64(bytes[8 + $1]) << UInt64(8 * $1) }
    }

    @Test func readsAreCheckedAndReplacedWordsInitialized() throws {
      let arena = try TestPort.reset()
      let named: [(kmsan_atomic, String)] = [
        (KMSAN_ATOMIC_ADD, "add"), (KMSAN_ATOMIC_SUBTRACT, "subtract"), (KMSAN_ATOMIC_SET, "set"),
        (KMSAN_ATOMIC_CLEAR, "clear"), (KMSAN_ATOMIC_FETCHADD, "fetchadd"),
        (KMSAN_ATOMIC_SWAP, "swap"), (KMSAN_ATOMIC_READANDCLEAR, "readandclear"),
        (KMSAN_ATOMIC_TESTANDSET, "testandset"), (KMSAN_ATOMIC_TESTANDCLEAR, "testandclear"),
        (KMSAN_ATOMIC_LOAD, "load"),
      ]
      for (number, (operation, name)) in named.enumerated() {
        kmsan_poison_memory(arena, 8, 0)
        TestPort.console = ""
        TestPort.stack = [0x50_0000 + UInt(number)]
        _ = kmsan_atomic_update(arena, 4, operation, 1)
        #expect(TestPort.console.contains("Bytes 0-3 of 4 are uninitialized"), "\(name)")
        #expect(TestPort.console.contains("Check: atomic_\(name)\n"), "\(name)")
        let state: UInt8 = ["swap", "readandclear"].contains(name) ? 0 : 255
        #expect(arena.shadow(8) == [state, state, state, state, 255, 255, 255, 255], "\(name)")
      }
      TestPort.console = ""
      kmsan_poison_memory(arena, 8, 0)
      _ = kmsan_atomic_update(arena, 2, KMSAN_ATOMIC_STORE, 1)
      #expect(TestPort.console.isEmpty && arena.shadow(4) == [0, 0, 255, 255])
      TestPort.stack = [0x50_0100]
      _ = kmsan_atomic_compare(arena, 4, 0, 1, nil)
      #expect(TestPort.console.contains("Check: atomic_cmpset\n"))
    }

    @Test func transfersBeyondAllNumbersAreIgnored() throws {
      let arena = try TestPort.reset()
      kmsan_poison_memory(arena, 8, 0)
      kmsan_bus_space_read(arena, 4, Int(bitPattern: UInt.max / 2))
      kmsan_bus_space_write(arena, 4, -1)
      kmsan_bus_space_read(nil, 4, 0)
      #expect(arena.shadow(8).allSatisfy { $0 == 255 } && TestPort.console.isEmpty)
      kmsan_bus_space_read(arena, 2, 2)
      #expect(arena.shadow(8) == [0, 0, 0, 0, 255, 255, 255, 255])
    }
  }
}
