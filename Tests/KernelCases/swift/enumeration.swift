// A switch depends on an enumeration that nobody set. Swift gives the comparison the line of a case.

private enum Mode: UInt8 {
  case off, on, automatic
}

@inline(never) private func cost(_ mode: UnsafePointer<Mode>) {
  switch mode.pointee {
  case .off: break  //~ report: uninit-value
  case .on: kfree(nil)
  case .automatic: interrupt_raise()
  }
}

@c(case_enumeration) public func enumeration() {
  guard let memory = kmalloc(1, 0) else { return }
  memory.storeBytes(of: 0, as: UInt8.self)
  kmsan_poison_memory(memory, 1, 0)  //~ created: untyped
  cost(memory.assumingMemoryBound(to: Mode.self))  //~ calls report
  kfree(memory)
}
