// How a program of boundary cases is built.

/// What decides about the code of a program, beside its cases.
struct BoundaryBuild: Hashable, Sendable, CustomStringConvertible {
  /// The level of optimization, as after `-O`.
  var level = "2"
  /// Whether metadata is found in place, in what our pass compiles.
  var hasFastPath = false
  /// Whether regions are marked by kmsan_region.h, instead of as Linux marks them.
  var hasRegionHeader = false

  /// Cases in one program. Not to be changed lightly: how a case is built hangs on it.
  static let batchSize: UInt64 = 250

  static let levels = ["0", "1", "2"]

  init(level: String) { self.level = level }

  /// How the case with a number is built: sixteen batches see every combination.
  init(number: UInt64) {
    let batch = number / Self.batchSize
    level = ["2", "2", "1", "0"][Int(batch % 4)]
    hasFastPath = batch / 4 % 2 == 1
    hasRegionHeader = (batch + batch / 4 + batch / 8) % 2 == 1
  }

  var description: String {
    "-O\(level)" + (hasFastPath ? ", fast path" : "") + (hasRegionHeader ? ", kmsan_region.h" : "")
  }
}
