// Swift's arithmetic traps when it overflows: whether it does depends on what nobody set.

@inline(never) private func sumOf(_ numbers: UnsafePointer<Int>) -> Int {
  numbers[0] + numbers[1]  //~ report: uninit-value
}

@c(case_overflow) public func overflow() {
  guard let memory = kmalloc(16, UInt32(__GFP_ZERO)) else { return }
  memory.storeBytes(of: .max, as: Int.self)
  kmsan_poison_memory(memory + 8, 8, 0)  //~ created: untyped
  _ = sumOf(memory.assumingMemoryBound(to: Int.self))  //~ calls report
  kfree(memory)
}
