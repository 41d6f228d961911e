// A Swift structure goes to a process, with the padding between its fields.

private struct Answer {
  var kind: UInt8
  var value: UInt32
}

@c(case_padding_leak) public func paddingLeak() {
  guard let memory = kmalloc(8, 0), let user = user_memory(8) else { return }  //~ created: malloc
  let answer = memory.assumingMemoryBound(to: Answer.self)
  answer.pointee.kind = 1
  answer.pointee.value = 2
  _ = copyout(answer, user, 8)  //~ report: kernel-infoleak, bytes 1-3 of 8, check copyout
  kfree(memory)
}
