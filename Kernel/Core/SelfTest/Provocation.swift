// Mistakes that end a kernel, on request (`provoke=`): each must end with its message, and none may
// hang.

import CRuntime
import KernelC

enum Provocation {
  nonisolated(unsafe) private static var depth = 0

  /// Makes the mistake.
  static func make(_ name: Word) -> Never {
    if name.isEqual(to: "panic") { panic("provoked") }
    if name.isEqual(to: "null-pointer") { read(8) }
    if name.isEqual(to: "unmapped") { read(DIRECT_MAP_START &+ 1 << 40) }
    if name.isEqual(to: "user-pointer") { read(USER_START) }
    if name.isEqual(to: "stack-overflow") { recurse() }
    if name.isEqual(to: "mute-disk") { askMuteDisk() }
    if name.isEqual(to: "hang") { hang() }
    if name.isEqual(to: "deaf") {
      interrupts_disable()
      hang()
    }
    if name.isEqual(to: "storm") { storm() }
    var text = Text("Unknown mistake: ")
    name.append(to: &text)
    text.append(". There are panic, null-pointer, unmapped, user-pointer, stack-overflow,")
    text.append(" hang, deaf, storm, mute-disk.")
    text.print()
    power_off(OUTCOME_REFUSED)
  }

  private static func read(_ address: UInt) {
    if let word = UnsafePointer<UInt32>(bitPattern: address) { depth = Int(word.pointee) }
  }

  /// Fills the stack.
  @inline(never)
  private static func recurse() {
    depth &+= 1
    if depth > 0 { recurse() }
    depth &-= 1
  }

  /// Two requests: the first one waits as long as requests wait.
  private static func askMuteDisk() -> Never {
    VirtioDevice.areMute = true
    VirtioDevice.limitMicroseconds = 1_000_000
    for _ in 0..<2 {
      let answer = Disk.transfer(isRead: true, DeviceMemory.unread, 512, offset: 0)
      if answer.error == .none { panic("disk: unexpected completion") }
    }
    panic("disk: no completion within the time limit")
  }

  /// A device interrupts again as soon as its interrupt ends.
  private static func storm() -> Never {
    let vector = UInt8(VECTOR_SOFTWARE &- 1)
    vector_register(
      vector, { _, _ in processor_interrupt(current_processor(), UInt8(VECTOR_SOFTWARE &- 1)) }, nil
    )
    processor_interrupt(current_processor(), vector)
    hang()
  }

  private static func hang() -> Never {
    while true { processor_pause() }
  }
}
