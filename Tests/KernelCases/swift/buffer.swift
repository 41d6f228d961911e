// A loop over a buffer comes to the element that nobody set.

@inline(never) private func countSevens(_ bytes: UnsafeBufferPointer<UInt8>) {
  for byte in bytes {
    if byte == 7 { interrupt_raise() }  //~ report: uninit-value
  }
}

@c(case_buffer) public func buffer() {
  guard let memory = kmalloc(9, 0) else { return }  //~ created: malloc
  let bytes = memory.assumingMemoryBound(to: UInt8.self)
  bytes.initialize(repeating: 1, count: 8)
  countSevens(UnsafeBufferPointer(start: bytes, count: 9))  //~ calls report
  kfree(memory)
}
