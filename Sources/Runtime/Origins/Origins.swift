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
  static func create(
    _ kind: OriginKind, _ type: MemoryType? = nil, frame: UnsafeRawPointer?
  ) -> UInt32 {
    guard let depot = unsafe depot else { return 0 }
    var trace = unsafe FullStackTrace(frame: frame)
    return trace.save(OriginRecord(kind: kind, type: type), in: depot)
  }

  /// The origin of memory of a type, made at a code address: without a record where that fits.
  static func create(_ type: MemoryType, at address: UInt) -> UInt32 {
    if let origin = CodeOrigin(type, at: address) { return origin.bits }
    guard let depot = unsafe depot else { return 0 }
    var trace = StackTrace<1>(address: address)
    return trace.save(OriginRecord(kind: .created, type: type), in: depot)
  }

  /// The origin of a local variable. Two frames, as in Linux: it is made at every entry of a
  /// function.
  static func createLocal(_ description: UnsafePointer<CChar>?, frame: UnsafeRawPointer?) -> UInt32
  {
    guard let depot = unsafe depot else { return 0 }
    let record = OriginRecord(
      kind: .local, type: .stack, description: UInt(bitPattern: description))
    var trace = unsafe StackTrace<2>(frame: frame)
    return trace.save(record, in: depot)
  }

  /// The origin of a value with this origin after it was stored. At `depthMax` the origin stays as
  /// it is; a full depot keeps the origin too: an incomplete history is better than none.
  static func chain(_ origin: UInt32, frame: UnsafeRawPointer?) -> UInt32 {
    guard let depot = unsafe depot, let record = record(origin), record.depth < depthMax
    else { return origin }
    let stored = OriginRecord(kind: .stored, depth: record.depth &+ 1, previous: origin)
    var trace = unsafe FullStackTrace(frame: frame)
    let chained = trace.save(stored, in: depot)
    return chained != 0 ? chained : origin
  }

  /// What an origin stands for; nil when that is unknown.
  static func record(_ origin: UInt32) -> OriginRecord? {
    if let origin = CodeOrigin(origin) { return origin.record }
    return unsafe depot?.record(origin)
  }

  /// Number of code addresses of an origin that has a record.
  static func frameCount(_ origin: UInt32) -> Int {
    if CodeOrigin(origin) != nil { return 1 }
    return unsafe depot?.frameCount(origin) ?? 0
  }

  /// One code address of an origin, innermost first; `index` is below `frameCount`.
  static func frame(_ origin: UInt32, _ index: Int) -> UInt {
    if let origin = CodeOrigin(origin) { return origin.address }
    return unsafe depot?.frame(origin, index) ?? 0
  }

  /// How the memory behind an origin came to be uninitialized; nil when that is unknown.
  static func creation(_ origin: UInt32) -> OriginRecord? {
    var current = origin
    // A chain is at most `depthMax` long; the bound also holds for a number that is no origin.
    for _ in 0...depthMax {
      guard let record = record(current) else { return nil }
      if record.kind != .stored { return record }
      current = record.previous
    }
    return nil
  }
}

@c @implementation
public func kmsan_previous_origin(_ origin: UInt32) -> UInt32 {
  guard let record = Origins.record(origin), record.kind == .stored else { return 0 }
  return record.previous
}
