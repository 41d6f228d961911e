// A generic function compares what nobody set.

@inline(never) private func isEqual<Value: Equatable>(
  _ values: UnsafePointer<Value>, _ other: Value
) -> Bool {
  if values.pointee == other {  //~ report: uninit-value
    kfree(nil)
    return true
  }
  return false
}

@c(case_generic) public func generic() {
  guard let memory = kmalloc(8, 0) else { return }  //~ created: malloc
  _ = isEqual(memory.assumingMemoryBound(to: UInt16.self), 7)  //~ calls report
  kfree(memory)
}
