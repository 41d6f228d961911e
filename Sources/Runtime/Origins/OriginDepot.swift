// The depot: records of origins, each stored once, found by a 32-bit identifier.
//
// Memory comes from the port and never grows. Nothing is freed. A full depot hands out identifier
// 0, "unknown"; the report is not lost, only its history. No lock: words are claimed by an atomic
// addition and a record becomes visible by one compare-and-exchange of its bucket, so an interrupt
// at any point at worst stores a record twice.
//
// Layout, in 64-bit words: buckets (two 32-bit heads per word), then records:
//   word 0   hash (low half), identifier of the next record in the bucket (high half)
//   word 1   header of the record
//   word 2   description
//   word 3…  frames
// An identifier is the index of word 0.

import CRuntime

/// Where the records are.
@safe struct OriginDepot {
  private let words: UnsafeMutablePointer<UInt64>
  private let wordCount: UInt32
  private let bucketMask: UInt32
  /// First word of the records; also the cell, in the word before, that holds the next free index.
  private let recordsStart: UInt32

  /// Words of a record before its frames.
  private static let fixedWords: UInt32 = 3

  /// Lays a depot out in zeroed memory of `size` bytes; nil when that is too small for one record.
  init?(memory: UnsafeMutableRawPointer, size: Int) {
    // Larger numbers are no identifiers, but origins of another kind.
    let available = UInt32(truncatingIfNeeded: min(size / 8, Int(CodeOrigin.first)))
    guard available >= 256 else { return nil }
    // A sixteenth of the memory for bucket heads, as a power of two.
    var buckets: UInt32 = 32
    while buckets &* 2 <= available / 8 { buckets &*= 2 }
    unsafe words = unsafe memory.assumingMemoryBound(to: UInt64.self)
    wordCount = available
    bucketMask = buckets &- 1
    recordsStart = buckets / 2 &+ 1
    // The word before the records is inside the memory, as `available` is larger than all buckets.
    unsafe nextFree.pointee = recordsStart
  }

  private var nextFree: UnsafeMutablePointer<UInt32> {
    unsafe UnsafeMutableRawPointer(words + Int(recordsStart) - 1)
      .assumingMemoryBound(to: UInt32.self)
  }

  private func bucket(_ hash: UInt32) -> UnsafeMutablePointer<UInt32> {
    unsafe UnsafeMutableRawPointer(words).assumingMemoryBound(to: UInt32.self)
      + Int(hash & bucketMask)
  }

  /// The identifier of a record with these contents: an old one if there is one; 0 when the depot
  /// is full. Cost: linear in the frames.
  func save(_ record: OriginRecord, _ frames: UnsafeBufferPointer<UInt>) -> UInt32 {
    let header = record.header(frameCount: frames.count)
    let hash = unsafe Self.hash(header, record.description, frames)
    let head = unsafe bucket(hash)
    var first = unsafe kmsan_load_acquire(head)
    if let found = unsafe find(hash, header, record.description, frames, from: first) {
      return found
    }

    let size = Self.fixedWords &+ UInt32(truncatingIfNeeded: frames.count)
    guard let index = claim(size) else { return 0 }
    // [index, index + size) now belongs to this caller alone, until the exchange publishes it.
    let base = unsafe words + Int(index)
    unsafe base[1] = header
    unsafe base[2] = UInt64(record.description)
    for number in 0..<frames.count {
      unsafe base[Int(Self.fixedWords) + number] = UInt64(frames[number])
    }
    repeat {
      first = unsafe kmsan_load_acquire(head)
      unsafe base[0] = UInt64(hash) | UInt64(first) << 32
    } while unsafe !kmsan_exchange_if_equal(head, first, index)
    return index
  }

  /// The record with this identifier; nil for 0 and for a number that is no identifier.
  func record(_ origin: UInt32) -> OriginRecord? {
    guard isInside(origin) else { return nil }
    // `isInside`: the fixed words are in the depot. A wrong number finds no mark, or a bounded
    // record.
    return unsafe OriginRecord(
      header: words[Int(origin) + 1], description: words[Int(origin) + 2])
  }

  /// Number of frames of a record that exists.
  func frameCount(_ origin: UInt32) -> Int {
    let stored = unsafe OriginRecord.frameCount(header: words[Int(origin) + 1])
    return min(stored, Int(wordCount &- origin &- Self.fixedWords))
  }

  /// One frame of a record that exists.
  func frame(_ origin: UInt32, _ index: Int) -> UInt {
    precondition(index < frameCount(origin), "a frame beyond the record")
    // Checked: inside the record, which is inside the depot.
    return unsafe UInt(words[Int(origin &+ Self.fixedWords) + index])
  }

  private func isInside(_ origin: UInt32) -> Bool {
    origin >= recordsStart && origin < wordCount &- Self.fixedWords
  }

  /// Claims consecutive words; nil when too few are left.
  private func claim(_ size: UInt32) -> UInt32? {
    // Reading first keeps the counter from wrapping after the depot is full.
    guard unsafe kmsan_load_acquire(nextFree) < wordCount else { return nil }
    let index = unsafe kmsan_fetch_add(nextFree, size)
    return index < wordCount && size <= wordCount &- index ? index : nil
  }

  private func find(
    _ hash: UInt32, _ header: UInt64, _ description: UInt, _ frames: UnsafeBufferPointer<UInt>,
    from first: UInt32
  ) -> UInt32? {
    var index = first
    while index != 0 {
      // Indices in a bucket were published complete and are never taken back.
      let base = unsafe words + Int(index)
      if unsafe UInt32(truncatingIfNeeded: base[0]) == hash, unsafe base[1] == header,
        unsafe base[2] == UInt64(description), unsafe hasFrames(index, frames)
      {
        return index
      }
      index = unsafe UInt32(truncatingIfNeeded: base[0] >> 32)
    }
    return nil
  }

  /// Whether a record, whose header says that it has as many, has these frames.
  private func hasFrames(_ index: UInt32, _ frames: UnsafeBufferPointer<UInt>) -> Bool {
    let stored = unsafe words + Int(index &+ Self.fixedWords)
    for number in 0..<frames.count {
      if unsafe stored[number] != UInt64(frames[number]) { return false }
    }
    return true
  }

  /// FNV-1a over words, folded to 32 bits.
  private static func hash(
    _ header: UInt64, _ description: UInt, _ frames: UnsafeBufferPointer<UInt>
  ) -> UInt32 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    hash = (hash ^ header) &* 0x100_0000_01b3
    hash = (hash ^ UInt64(description)) &* 0x100_0000_01b3
    for number in 0..<frames.count {
      hash = unsafe (hash ^ UInt64(frames[number])) &* 0x100_0000_01b3
    }
    return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
  }
}
