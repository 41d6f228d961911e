// Cases in Swift: what the compiler of Swift makes is instrumented like C.

import CRuntime
import KernelC

enum SwiftCases {
  struct Record {
    var length: UInt32
    var kind: UInt32
  }

  nonisolated(unsafe) static var seen: UInt32 = 0

  @inline(never)
  static func newRecord() -> UnsafeMutablePointer<Record>? {
    let record = kmalloc(MemoryLayout<Record>.size, 0)?.assumingMemoryBound(to: Record.self)
    record?.pointee.length = 8
    return record
  }

  @inline(never)
  static func count(_ record: UnsafeMutablePointer<Record>) {
    if record.pointee.kind == 1 { seen &+= 1 }
  }
}

/// Decides by a field that nobody wrote.
@c(swift_reads_fresh_memory)
public func swiftReadsFreshMemory() {
  guard let record = SwiftCases.newRecord() else { return }
  SwiftCases.count(record)
  kfree(record)
}
