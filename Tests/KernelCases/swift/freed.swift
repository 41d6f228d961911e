// Swift code uses memory that it has freed.

@inline(never) private func look(_ numbers: UnsafePointer<Int>) {
  if numbers[0] == 5 { interrupt_raise() }  //~ report: use-after-free
}

@c(case_freed) public func freed() {
  guard let memory = kmalloc(8, UInt32(__GFP_ZERO)) else { return }
  kfree(memory)  //~ freed: malloc
  look(memory.assumingMemoryBound(to: Int.self))  //~ calls report
}
