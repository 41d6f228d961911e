// Map-on-demand in a process: from time to time, metadata of memory that was initialized meanwhile
// gives its own memory back.

import CHostedPort
import CRuntime

enum MapOnDemand {
  /// After this many poisoned bytes, metadata is gone through again.
  private static let interval: UInt32 = 4 << 20

  nonisolated(unsafe) private static var isOn = false
  /// Bytes that were poisoned since the last time.
  nonisolated(unsafe) private static var poisoned: UInt32 = 0
  /// 1 while a thread goes through the metadata.
  nonisolated(unsafe) private static var isBusy: UInt32 = 0

  static func start(_ wanted: Bool) {
    guard wanted else { return }
    guard hosted_wait_for_frozen_pages() else { fail("kmsan: sigaction failed.\n") }
    unsafe isOn = true
  }

  /// Counts memory that an allocator has poisoned.
  static func notePoisoned(_ size: Int) {
    guard unsafe isOn else { return }
    let size = UInt32(clamping: size)
    // Globals have one address; threads may count at the same time.
    let before = unsafe withUnsafeMutablePointer(to: &poisoned) {
      unsafe kmsan_fetch_add($0, size)
    }
    guard before &+ size >= interval else { return }
    let isMine = unsafe withUnsafeMutablePointer(to: &isBusy) {
      unsafe kmsan_exchange_if_equal($0, 0, 1)
    }
    guard isMine else { return }
    unsafe poisoned = 0
    reclaim()
    unsafe isBusy = 0
  }

  private static func reclaim() {
    hosted_for_each_mapping { start, end in
      // A range of this process; the structure is a constant.
      _ = unsafe withUnsafePointer(to: hosted_metadata_pages) {
        unsafe kmsan_reclaim(UnsafeRawPointer(bitPattern: start), Int(end &- start), $0)
      }
    }
  }
}
