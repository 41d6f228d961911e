// A tuple is returned, and only the half that nobody set is used.

@inline(never) private func bothOf(_ numbers: UnsafePointer<Int>) -> (Int, Int) {
  (numbers[0], numbers[1])
}

@c(case_tuple) public func tuple() {
  guard let memory = kmalloc(16, 0) else { return }  //~ created: malloc
  let numbers = memory.assumingMemoryBound(to: Int.self)
  numbers[0] = 1
  let (first, second) = bothOf(numbers)
  if first == 2 { kfree(nil) }
  if second == 2 { kfree(nil) }  //~ report: uninit-value
  kfree(memory)
}
