// Making origins: of memory that is created, freed or comes into scope, and of values that are
// stored.

import CRuntime

/// Makes and finds origins.
enum Origins {
  /// Stores that one origin remembers; Linux's KMSAN_MAX_ORIGIN_DEPTH.
  static let depthMax: UInt8 = 7

  /// Set once by `kmsan_start`, before a second task runs; read by everybody.
  nonisolated(unsafe) static var depot: OriginDepot?

  /// The origin of memory that the caller of the function with this frame made uninitialized.
  static func create(_ kind: OriginKind, frame: UnsafeRawPointer?) -> UInt32 {
    guard let depot = unsafe depot else { return 0 }
    return unsafe depot.save(OriginRecord(kind: kind), StackTrace(frame: frame))
  }

  /// The origin of a local variable. Two frames, as in Linux: it is made at every entry of a
  /// function.
  static func createLocal(_ description: UnsafePointer<CChar>?, frame: UnsafeRawPointer?) -> UInt32
  {
    guard let depot = unsafe depot else { return 0 }
    let record = OriginRecord(kind: .local, description: UInt(bitPattern: description))
    return unsafe depot.save(record, StackTrace(frame: frame, max: 2))
  }

  /// The origin of a value with this origin after it was stored. At `depthMax` the origin stays as
  /// it is; a full depot keeps the origin too: an incomplete history is better than none.
  static func chain(_ origin: UInt32, frame: UnsafeRawPointer?) -> UInt32 {
    guard origin != 0, let depot = unsafe depot, let record = depot.record(origin),
      record.depth < depthMax
    else { return origin }
    let stored = OriginRecord(kind: .stored, depth: record.depth &+ 1, previous: origin)
    let chained = unsafe depot.save(stored, StackTrace(frame: frame))
    return chained != 0 ? chained : origin
  }

  /// Whether the memory behind an origin was freed.
  static func isFreed(_ origin: UInt32) -> Bool {
    guard let depot = unsafe depot else { return false }
    var current = origin
    // A chain is at most `depthMax` long; the bound also holds for a number that is no origin.
    for _ in 0...depthMax {
      guard let record = depot.record(current) else { return false }
      if record.kind != .stored { return record.kind == .freed }
      current = record.previous
    }
    return false
  }
}
