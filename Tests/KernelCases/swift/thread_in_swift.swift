// A thread runs Swift code that uses what its maker allocated.

@c(case_thread_in_swift) public func threadInSwift() {
  guard let memory = kmalloc(8, 0) else { return }  //~ created: malloc
  let thread = kthread_run(
    { argument in
      if argument?.load(as: Int.self) == 5 { return 1 }  //~ report: uninit-value
      return 0
    }, memory, "swift")
  _ = kthread_stop(thread)
  kfree(memory)
}
