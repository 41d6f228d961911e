// The types of memory, as kmsan_orig() and allocators give them and reports name them.
//
// Source: FreeBSD 14, sys/sys/msan.h and sys/kern/subr_msan.c.

import CRuntime

/// Whose memory it is. Raw values are the KMSAN_TYPE macros of sys/msan.h.
enum MemoryType: UInt8 {
  /// A local variable or another part of a kernel stack.
  case stack = 0
  /// The kernel's map, page by page.
  case kmem = 1
  /// malloc(9).
  case malloc = 2
  /// A zone of uma(9).
  case uma = 3

  /// The type with a number from C; nil when there is none.
  init?(number: Int32) {
    guard let type = UInt8(exactly: number).flatMap(MemoryType.init(rawValue:)) else { return nil }
    self = type
  }

  /// The word in reports.
  var name: StaticString {
    switch self {
    case .stack: "stack"
    case .kmem: "kmem"
    case .malloc: "malloc"
    case .uma: "UMA"
    }
  }
}
