// Where reports were made: each place is reported once.

import CRuntime

/// A bounded set of return addresses.
///
/// Only the holder of the port's report lock uses it. When it is full, new places are still
/// reported, every time: a report is never lost.
enum ReportSites {
  static let sitesMax = 1024

  nonisolated(unsafe) private static var sites = InlineArray<1024, UInt>(repeating: 0)

  /// Whether a place was added.
  static func contains(_ site: UInt) -> Bool {
    slot(of: site).map { unsafe sites[$0] == site } ?? false
  }

  /// Adds a place.
  static func insert(_ site: UInt) {
    if let slot = slot(of: site) { unsafe sites[slot] = site }
  }

  /// Where a place is, or would be; nil when it is not there and there is no room.
  private static func slot(of site: UInt) -> Int? {
    var index = Int(truncatingIfNeeded: (site &* 0x9e37_79b9_7f4a_7c15) >> 54)
    for _ in 0..<sitesMax {
      if unsafe sites[index] == site || sites[index] == 0 { return index }
      index = (index &+ 1) % sitesMax
    }
    return nil
  }
}
