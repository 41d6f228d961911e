// A structure with a field that nobody set is passed from one Swift function to another.

private struct Pair {
  var first: Int
  var second: Int
}

@inline(never) private func useSecond(_ pair: Pair) {
  if pair.second == 3 { kfree(nil) }  //~ report: uninit-value
}

@c(case_structure) public func structure() {
  guard let memory = kmalloc(16, 0) else { return }  //~ created: malloc
  let pairs = memory.assumingMemoryBound(to: Pair.self)
  pairs[0].first = 1
  useSecond(pairs[0])  //~ calls report
  kfree(memory)
}
