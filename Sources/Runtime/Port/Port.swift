// The runtime's view of the port: address functions, context, console, stack, symbols.
//
// It gives the C functions of kmsan_port.h Swift types, and nothing more. PortCheck.swift checks them.

import CRuntime

/// What the kernel under the runtime provides.
enum Port {
  /// The port's table of its functions. What is called often does not go through it.
  static var functions: UnsafePointer<kmsan_port_functions> { unsafe kmsan_port() }

  /// Whether metadata exists for every byte of the range.
  @inline(__always)
  static func covers(_ address: UInt, size: UInt) -> Bool {
    kmsan_machine_covers(address, size)
  }

  /// The shadow byte of a covered address.
  @inline(__always)
  static func shadow(_ address: UInt) -> UnsafeMutablePointer<UInt8> {
    // A machine header computes the address from a base that is never 0.
    unsafe kmsan_machine_shadow(address).unsafelyUnwrapped
  }

  /// The origin of the four aligned bytes around a covered address.
  @inline(__always)
  static func origin(_ address: UInt) -> UnsafeMutablePointer<UInt32> {
    // As for `shadow`.
    unsafe kmsan_machine_origin(address).unsafelyUnwrapped
  }

  /// The contexts of the current task.
  @inline(__always)
  static func contexts() -> UnsafeMutablePointer<kmsan_context_stack> {
    // Called directly; the port's table makes sure that the linker finds it.
    unsafe kmsan_port_contexts()
  }

  /// The context of the current task at its current nesting level.
  @inline(__always)
  static func context() -> UnsafeMutablePointer<kmsan_context> {
    unsafe kmsan_current_context(contexts())
  }

  /// Writes a line or a part of one to the console.
  static func write(_ text: UnsafeBufferPointer<UInt8>) {
    guard let base = text.baseAddress else { return }
    // `char` and UInt8 have the same layout, and the buffer outlives the call.
    unsafe functions.pointee.console(
      UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self), text.count)
  }
}
