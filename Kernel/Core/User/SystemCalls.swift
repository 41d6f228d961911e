// System calls: which function serves which number, and those that the kernel has.

import CRuntime
import KernelC

enum SystemCalls {
  nonisolated(unsafe) private static var functions = InlineArray<32, system_call_function?>(
    repeating: nil)

  static func start() {
    register(SYSTEM_CALL_EXIT) { code, _, _ in process_exit(Int64(bitPattern: code)) }
    register(SYSTEM_CALL_WRITE) { text, size, _ in
      SystemCalls.write(UInt(text), Int(truncatingIfNeeded: size))
    }
    register(SYSTEM_CALL_SLEEP) { microseconds, _, _ in
      thread_sleep(microseconds)
      return 0
    }
    register(SYSTEM_CALL_STATUS) { status, _, _ in SystemCalls.getStatus(UInt(status)) }
    register(SYSTEM_CALL_LABEL) { label, _, _ in SystemCalls.setLabel(UInt(label)) }
    register(SYSTEM_CALL_NOTHING) { value, _, _ in Int64(bitPattern: value) }
  }

  static func register(_ number: Int, _ function: @escaping system_call_function) {
    guard number < SYSTEM_CALLS_MAX else { panic("system call number out of range") }
    functions[number] = function
  }

  static func handle(_ frame: UnsafeMutablePointer<trap_frame>) {
    let number = frame.pointee.rax
    var result = -Int64(KERNEL_ENOSYS)
    if number < UInt64(SYSTEM_CALLS_MAX), let function = functions[Int(number)] {
      result = function(frame.pointee.rdi, frame.pointee.rsi, frame.pointee.rdx)
    }
    frame.pointee.rax = UInt64(bitPattern: result)
  }

  // MARK: - Calls

  private static let textMax = 128

  private static func write(_ user: UInt, _ size: Int) -> Int64 {
    guard size >= 0, size <= textMax else { return -Int64(KERNEL_EINVAL) }
    var buffer = InlineArray<128, CChar>(repeating: 0)
    return withUnsafeMutableBytes(of: &buffer) {
      guard let start = $0.baseAddress else { return -Int64(KERNEL_EINVAL) }
      let error = copyin(UnsafeRawPointer(bitPattern: user), start, size)
      if error != 0 { return -Int64(error) }
      console_write(start.assumingMemoryBound(to: CChar.self), size)
      return Int64(size)
    }
  }

  /// The structure is zeroed first: nothing of the kernel's stack leaves in its padding.
  private static func getStatus(_ user: UInt) -> Int64 {
    var status = program_status()
    __msan_memset(&status, 0, UInt64(MemoryLayout<program_status>.size))
    status.is_preemptible = 1
    status.label = Processes.current?.pointee.label ?? 0
    status.microseconds = clock_microseconds()
    let error = copyout(
      &status, UnsafeMutableRawPointer(bitPattern: user), MemoryLayout<program_status>.size)
    return -Int64(error)
  }

  private static func setLabel(_ user: UInt) -> Int64 {
    var label = program_label(value: 0, text: 0, text_max: 0)
    var error = copyin(
      UnsafeRawPointer(bitPattern: user), &label, MemoryLayout<program_label>.size)
    if error != 0 { return -Int64(error) }
    var sum = label.value
    if label.text != 0 {
      var buffer = InlineArray<128, UInt8>(repeating: 0)
      var count = 0
      withUnsafeMutableBytes(of: &buffer) {
        guard let start = $0.baseAddress else { return }
        let max = label.text_max < UInt64(textMax) ? Int(label.text_max) : textMax
        error = copyinstr(UnsafeRawPointer(bitPattern: UInt(label.text)), start, max, &count)
      }
      if error != 0 { return -Int64(error) }
      for index in 0..<count { sum &+= UInt32(buffer[index]) }
    }
    Processes.current?.pointee.label = sum
    return 0
  }
}

@c @implementation
public func system_call_register(_ number: UInt32, _ function: @escaping system_call_function) {
  SystemCalls.register(Int(number), function)
}

@c @implementation
public func system_call_handle(_ frame: UnsafeMutablePointer<trap_frame>) {
  SystemCalls.handle(frame)
}
