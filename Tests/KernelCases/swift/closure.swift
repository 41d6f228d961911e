// A closure uses what its context points to.

@inline(__always) private func callTwice(_ body: (Int) -> Void) {
  body(0)  //~ silent
  body(1)  //~ calls report
}

@c(case_closure) public func closure() {
  guard let memory = kmalloc(16, 0) else { return }  //~ created: malloc
  let numbers = memory.assumingMemoryBound(to: Int.self)
  numbers[0] = 1
  callTwice { index in  //~ calls report
    if numbers[index] == 2 { kfree(nil) }  //~ report: uninit-value
  }
  kfree(memory)
}
