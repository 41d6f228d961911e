// A value goes from one place to another in Swift code, and the store is named.

@inline(never) private func handOn(_ to: UnsafeMutablePointer<Int>, _ from: UnsafePointer<Int>) {
  to.pointee = from.pointee  //~ stored
}

@c(case_stored) public func stored() {
  guard let memory = kmalloc(8, 0), let other = kmalloc(8, 0) else { return }  //~ created: malloc
  let numbers = other.assumingMemoryBound(to: Int.self)
  handOn(numbers, memory.assumingMemoryBound(to: Int.self))  //~ calls stored
  if numbers.pointee == 5 { interrupt_raise() }  //~ report: uninit-value
  kfree(memory)
  kfree(other)
}
