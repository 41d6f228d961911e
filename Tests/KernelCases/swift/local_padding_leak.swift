// A local of Swift goes to a process with its padding; its fields were set, one by one.

private struct Reply {
  var kind: UInt8
  var value: UInt32
}

@inline(never)
private func answer(_ user: UnsafeMutableRawPointer, _ value: UInt32) {
  var reply = Reply(kind: 1, value: value)  //~ created: local reply
  _ = copyout(&reply, user, 8)  //~ report: kernel-infoleak, bytes 1-3 of 8, check copyout
}

@c(case_local_padding_leak) public func localPaddingLeak() {
  guard let user = user_memory(8) else { return }
  answer(user, 2)  //~ calls report, created
}
