// Map-on-demand: which pages of metadata are released, and that nobody loses a store.

import CRuntime
import RuntimeHosted
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// A port whose pages all have memory. Releasing clears them; everything is noted.
private enum Pages {
  static let size = 4096
  nonisolated(unsafe) static var events: [String] = []
  /// What happens when pages are frozen: the last moment for a writer that was faster.
  nonisolated(unsafe) static var whenFrozen = {}
  nonisolated(unsafe) static var isBacked = true

  static func note(_ event: String, _ start: UnsafeMutableRawPointer?, _ count: Int) {
    let shadow = UInt(bitPattern: kmsan_machine_shadow(TestPort.arenaStart))
    let origin = UInt(bitPattern: kmsan_machine_origin(TestPort.arenaStart))
    let address = UInt(bitPattern: start)
    let (map, base) = address < origin ? ("shadow", shadow) : ("origin", origin)
    events.append("\(event) \(map) \(Int(address &- base) / size)+\(count / size)")
  }

  static let port = kmsan_metadata_pages(
    page_size: size,
    find_backed: { start, _ in isBacked ? start : nil },
    freeze: { start, count in
      note("freeze", start, count)
      whenFrozen()
    },
    release: { start, count in
      note("release", start, count)
      if let start { memset(start, 0, count) }
    },
    thaw: { note("thaw", $0, $1) })

  static func reclaim(_ start: UnsafeRawPointer, _ count: Int) -> Int {
    withUnsafePointer(to: port) { kmsan_reclaim(start, count, $0) }
  }
}

extension RuntimeTests {
  @Suite struct Reclaim {
    private func reset() throws -> UnsafeMutableRawPointer {
      Pages.events = []
      Pages.whenFrozen = {}
      Pages.isBacked = true
      return try TestPort.reset()
    }

    @Test func onlyCleanPagesAreReleased() throws {
      let arena = try reset()
      kmsan_poison_memory(arena + 2 * Pages.size + 77, 1, 0)
      let origin = (arena + 2 * Pages.size + 77).origin
      #expect(Pages.reclaim(arena, 5 * Pages.size) == 2 * 4 * Pages.size)
      #expect(
        Pages.events == [
          "freeze shadow 0+2", "release shadow 0+2", "release origin 0+2", "thaw shadow 0+2",
          "freeze shadow 3+2", "release shadow 3+2", "release origin 3+2", "thaw shadow 3+2",
        ])
      #expect((arena + 2 * Pages.size + 76).shadow(3) == [0, 0xff, 0])
      #expect((arena + 2 * Pages.size + 77).origin == origin)
    }

    /// What became poisoned between looking and freezing stays.
    @Test func aStoreBeforeTheFreezeIsKept() throws {
      let arena = try reset()
      Pages.whenFrozen = { kmsan_poison_memory(arena + Pages.size + 8, 8, 0) }
      #expect(Pages.reclaim(arena, 3 * Pages.size) == 2 * 2 * Pages.size)
      #expect((arena + Pages.size + 8).shadow(8) == [UInt8](repeating: 0xff, count: 8))
      #expect(
        Pages.events == [
          "freeze shadow 0+3", "release shadow 0+1", "release origin 0+1", "release shadow 2+1",
          "release origin 2+1", "thaw shadow 0+3",
        ])
    }

    /// Pages that belong to the range only in part may hold somebody else's memory.
    @Test func onlyWholePagesAreReleased() throws {
      let arena = try reset()
      #expect(Pages.reclaim(arena + 1, 2 * Pages.size - 1) == 2 * Pages.size)
      #expect(Pages.events.first == "freeze shadow 1+1")
      #expect(Pages.reclaim(arena + 1, Pages.size) == 0)
      #expect(Pages.reclaim(arena, 0) == 0)
    }

    @Test func rangesWithoutMetadataAndNullAreRefused() throws {
      let arena = try reset()
      #expect(Pages.reclaim(UnsafeRawPointer(bitPattern: 0x1000)!, 1 << 20) == 0)
      #expect(Pages.reclaim(arena, -1) == 0)
      #expect(Pages.reclaim(arena, .max) == 0)
      #expect(kmsan_reclaim(arena, 1 << 16, nil) == 0)
      Pages.isBacked = false
      #expect(Pages.reclaim(arena, 1 << 16) == 0)
      #expect(Pages.events.isEmpty)
    }
  }
}
