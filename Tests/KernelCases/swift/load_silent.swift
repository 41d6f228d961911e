// Swift code branches on memory that was written.

@inline(never) private func isPositive(_ numbers: UnsafePointer<Int32>) -> Bool {
  if numbers[1] > 0 {  //~ silent
    kfree(nil)
    return true
  }
  return false
}

@c(case_load_silent) public func loadSilent() {
  guard let memory = kmalloc(16, 0) else { return }
  let numbers = memory.assumingMemoryBound(to: Int32.self)
  numbers[1] = 7
  _ = isPositive(numbers)
  kfree(memory)
}
