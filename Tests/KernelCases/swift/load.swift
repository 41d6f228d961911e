// Swift code branches on memory that nobody has written.

@inline(never) private func isLarge(_ numbers: UnsafePointer<Int32>) -> Bool {
  if numbers[1] > 3 {  //~ report: uninit-value
    kfree(nil)
    return true
  }
  return false
}

@c(case_load) public func load() {
  guard let memory = kmalloc(16, 0) else { return }  //~ created: malloc
  let numbers = memory.assumingMemoryBound(to: Int32.self)
  numbers[0] = 1
  _ = isLarge(numbers)  //~ calls report
  kfree(memory)
}
