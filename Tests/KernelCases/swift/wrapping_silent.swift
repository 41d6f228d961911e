// Arithmetic that wraps and masks that keep known bits use nothing.

@inline(never) private func lowByte(_ numbers: UnsafePointer<UInt64>) -> UInt64 {
  (numbers[0] &+ 1) & 0xff
}

@c(case_wrapping_silent) public func wrappingSilent() {
  guard let memory = kmalloc(8, 0) else { return }
  memory.storeBytes(of: 6, as: UInt8.self)
  let low = lowByte(memory.assumingMemoryBound(to: UInt64.self))
  if low == 7 { kfree(nil) }  //~ silent
  kfree(memory)
}
