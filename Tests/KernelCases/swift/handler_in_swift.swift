// The handler of an interrupt is a Swift closure.

@c(case_handler_in_swift) public func handlerInSwift() {
  guard let memory = kmalloc(8, 0) else { return }  //~ created: malloc
  interrupt_register(
    { argument in
      if argument?.load(as: Int.self) == 5 { kfree(nil) }  //~ report: uninit-value
    }, memory)
  interrupt_raise()  //~ calls report
  kfree(memory)
}
