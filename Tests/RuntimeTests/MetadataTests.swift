// Shadow and origins of memory: what poisoning, unpoisoning and copying leave behind.

import CRuntime
import KMSANABI
import RuntimeHosted
import Testing

extension UnsafeMutableRawPointer {
  /// The shadow of `count` bytes.
  func shadow(_ count: Int) -> [UInt8] {
    let metadata = __msan_metadata_ptr_for_load_n(self, UInt64(count))
    return (0..<count).map { metadata.shadow.load(fromByteOffset: $0, as: UInt8.self) }
  }

  /// The origin of the byte.
  var origin: UInt32 { __msan_metadata_ptr_for_load_1(self).origin.pointee }
}

/// Suites that use the one runtime of the process.
@Suite(.serialized) struct RuntimeTests {
  @Suite struct Metadata {
    @Test func sizesOfTheHeaderAreThoseOfTheABI() {
      #expect(MemoryLayout<kmsan_context_state>.size == ContextState.size)
      #expect(
        MemoryLayout<kmsan_context_state>.offset(of: \.retval_tls) == ContextState.returnShadow)
      #expect(
        MemoryLayout<kmsan_context_state>.offset(of: \.param_origin_tls) == ContextState.paramOrigin
      )
    }

    @Test func loadAndStoreHooksAgree() throws {
      let arena = try TestPort.reset()
      for offset in 0..<16 {
        let address = arena + offset
        let load = __msan_metadata_ptr_for_load_8(address)
        let store = __msan_metadata_ptr_for_store_8(address)
        #expect(load.shadow == store.shadow && load.origin == store.origin)
        #expect(UInt(bitPattern: load.origin) & 3 == 0)
        #expect(load.shadow == __msan_metadata_ptr_for_load_1(address).shadow)
      }
    }

    @Test func memoryWithoutMetadataIsInitializedAndForgetsWrites() {
      let wild = UnsafeMutableRawPointer(bitPattern: UInt.max - 100)!
      let store = __msan_metadata_ptr_for_store_8(wild)
      store.shadow.storeBytes(of: .max, as: UInt64.self)
      #expect(__msan_metadata_ptr_for_load_8(wild).shadow.load(as: UInt64.self) == 0)
      kmsan_poison_memory(wild, 64, 0)
      kmsan_unpoison_memory(wild, 1 << 40)
      kmsan_check_memory(wild, 200)
    }

    @Test(arguments: [0, 1, 3, 4, 7, 4096, 5000])
    func poisonAndUnpoisonAreInverse(size: Int) throws {
      let arena = try TestPort.reset()
      for start in 1...9 {
        kmsan_poison_memory(arena + start, size, 0)
        let expected = [UInt8](repeating: 0xff, count: size)
        #expect((arena + start).shadow(size) == expected)
        #expect((arena + start - 1).shadow(1) == [0] && (arena + start + size).shadow(1) == [0])
        kmsan_unpoison_memory(arena + start, size)
        #expect((arena + start).shadow(size).allSatisfy { $0 == 0 })
      }
    }

    @Test func memsetInitializes() throws {
      let arena = try TestPort.reset()
      kmsan_poison_memory(arena, 32, 0)
      #expect(__msan_memset(arena + 4, 7, 8) == arena + 4)
      #expect(arena.shadow(4) == [255, 255, 255, 255])
      #expect((arena + 4).shadow(8).allSatisfy { $0 == 0 })
      #expect((arena + 12).shadow(1) == [255])
      #expect((arena + 4).load(as: UInt64.self) == 0x0707_0707_0707_0707)
    }

    /// Against a model: shadow moves byte by byte; a group of four gets the chained origin of the
    /// first uninitialized byte that comes into it, and keeps its own when none does.
    @Test func copiesAgreeWithAModelForAllAlignmentsAndOverlaps() throws {
      let arena = try TestPort.reset()
      let window = 48
      for size in [1, 2, 3, 4, 5, 8, 13] {
        for from in 8..<17 {
          for to in 4..<28 {
            kmsan_poison_memory(arena, window, 0)
            kmsan_unpoison_memory(arena, window)
            // Two runs of uninitialized bytes with different origins, and holes.
            TestPort.stack = [0x1110]
            kmsan_poison_memory(arena + 9, 3, 0)
            TestPort.stack = [0x1220]
            kmsan_poison_memory(arena + 16, 6, 0)
            var shadow = arena.shadow(window)
            var origins = (0..<window / 4).map { (arena + 4 * $0).origin }
            let model = (shadow, origins)
            for group in to / 4...(to + size - 1) / 4 {
              let copied = max(group * 4, to)..<min(group * 4 + 4, to + size)
              if let first = copied.first(where: { model.0[$0 - to + from] != 0 }) {
                origins[group] = __msan_chain_origin(model.1[(first - to + from) / 4])
              }
              for index in copied { shadow[index] = model.0[index - to + from] }
            }
            _ = __msan_memmove(arena + to, arena + from, UInt64(size))
            let label = "\(size) bytes from \(from) to \(to)"
            #expect(arena.shadow(window) == shadow, "\(label)")
            // A copy onto itself changes nothing.
            let expected = to == from ? model.1 : origins
            #expect((0..<window / 4).map { (arena + 4 * $0).origin } == expected, "\(label)")
          }
        }
      }
    }

    @Test func copiedBytesBringTheirOrigin() throws {
      let arena = try TestPort.reset()
      for offset in 0..<8 {
        kmsan_unpoison_memory(arena, 256)
        kmsan_poison_memory(arena + 64 + offset, 1, 0)
        _ = __msan_memcpy(arena + 128, arena + 64, 8)
        TestPort.console = ""
        TestPort.stack = [0x1010 + UInt(offset) + 1]
        kmsan_check_memory(arena + 128, 8)
        #expect(TestPort.console.contains("Byte \(offset) of 8 is uninitialized"))
        #expect(TestPort.console.contains("Uninit was created at:"))
      }
    }
  }
}
