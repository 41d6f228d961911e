// A pointer that may be nil was never set.

private struct Node {
  var value: Int
  var next: UnsafeMutableRawPointer?
}

@inline(never) private func hasNext(_ node: UnsafePointer<Node>) -> Bool {
  if node.pointee.next != nil {  //~ report: uninit-value
    interrupt_raise()
    return true
  }
  return false
}

@c(case_optional_pointer) public func optionalPointer() {
  guard let memory = kmalloc(16, 0) else { return }  //~ created: malloc
  let node = memory.assumingMemoryBound(to: Node.self)
  node.pointee.value = 1
  _ = hasNext(node)  //~ calls report
  kfree(memory)
}
