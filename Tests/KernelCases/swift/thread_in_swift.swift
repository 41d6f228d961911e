// A thread runs Swift code that uses what its maker allocated.

@c(case_thread_in_swift) public func threadInSwift() {
  guard let memory = kmalloc(8, 0) else { return }  //~ created: malloc
  let name = UnsafeRawPointer(("swift" as StaticString).utf8Start)
  let thread = kthread_run(
    { argument in
      if argument?.load(as: Int.self) == 5 { return 1 }  //~ report: uninit-value
      return 0
    }, memory, name.assumingMemoryBound(to: CChar.self))
  _ = kthread_stop(thread)
  kfree(memory)
}
