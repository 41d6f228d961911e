// Where reports were made: each place is reported once.

import CRuntime

/// A bounded set of return addresses.
///
/// Only the holder of the port's report lock uses it. When it is full, new places are still
/// reported, every time: a report is never lost.
enum ReportSites {
  static let sitesMax = 1024

  nonisolated(unsafe) private static var sites = InlineArray<1024, UInt>(repeating: 0)

  /// Adds a place; false when it was there.
  static func insert(_ site: UInt) -> Bool {
    var index = Int(truncatingIfNeeded: (site &* 0x9e37_79b9_7f4a_7c15) >> 54)
    for _ in 0..<sitesMax {
      if unsafe sites[index] == site { return false }
      if unsafe sites[index] == 0 {
        unsafe sites[index] = site
        return true
      }
      index = (index &+ 1) % sitesMax
    }
    return true
  }
}
