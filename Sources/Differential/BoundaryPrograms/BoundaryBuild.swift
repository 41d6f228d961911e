// How a program of boundary cases is built.

/// What decides about the code of a program, beside its cases.
struct BoundaryBuild: Hashable, Sendable, CustomStringConvertible {
  /// The level of optimization, as after `-O`.
  var level = "2"
  /// Whether metadata is found in place, in what our pass compiles.
  var hasFastPath = false
  /// Whether regions are marked by kmsan_region.h, instead of as Linux marks them.
  var hasRegionHeader = false
  /// Whether callers check the arguments that a correct program always initializes.
  var checksParameters = true

  /// Cases in one program. Not to be changed lightly: how a case is built hangs on it.
  static let batchSize: UInt64 = 250

  static let levels = ["0", "1", "2", "3", "s", "z"]

  init(level: String, checksParameters: Bool) {
    self.level = level
    self.checksParameters = checksParameters
  }

  /// How the case with a number is built: 32 batches see every combination.
  init(number: UInt64, checksParameters: Bool) {
    let batch = number / Self.batchSize
    level = ["2", "0", "1", "s", "2", "3", "z", "0"][Int(batch % 8)]
    hasFastPath = batch / 8 % 2 == 1
    hasRegionHeader = (batch + batch / 8 + batch / 16) % 2 == 1
    self.checksParameters = checksParameters
  }

  var description: String {
    "-O\(level)" + (hasFastPath ? ", fast path" : "") + (hasRegionHeader ? ", kmsan_region.h" : "")
      + (checksParameters ? "" : ", without parameter checks")
  }
}
