// Starting the hosted port: the maps of shadow and origins, the depot, the exit code.
//
// Environment: KMSAN_EXIT_CODE, the exit code of a program with reports (2; 0 keeps the program's
// own).

import CHostedPort
import CRuntime

/// The reserved ranges; kmsan_machine_hosted.h has the map.
private enum MetadataMap {
  /// Start and size in bytes of each range of shadow and of origins.
  static let ranges: InlineArray<_, (start: UInt, size: UInt)> = [
    (0x0100_0000_0000, 0x0f00_0000_0000), (0x1100_0000_0000, 0x0f00_0000_0000),
    (0x2000_0000_0000, 0x1000_0000_0000), (0x3000_0000_0000, 0x1000_0000_0000),
    (0x5000_0000_0000, 0x0100_0000_0000), (0x6000_0000_0000, 0x0100_0000_0000),
  ]
}

/// Reserves the maps and starts the runtime; ends the process with a message when that is
/// impossible.
///
/// Addresses are not random where the system allows that: the same program prints the same reports,
/// and nothing of it lies where the maps belong.
@c @implementation
public func hosted_start(_ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) {
  // main()'s arguments, which live as long as the process.
  unsafe hosted_restart_without_randomization(arguments)
  for index in 0..<MetadataMap.ranges.count {
    let range = MetadataMap.ranges[index]
    guard hosted_reserve_at(range.start, Int(range.size)) else {
      fail(
        """
        kmsan: cannot reserve address space for shadow and origins.
        Remove limits of address space (ulimit -v unlimited), allow overcommitting \
        (vm.overcommit_memory=0), or run under setarch --addr-no-randomize.

        """)
    }
  }
  kmsan_start()
  guard hosted_at_exit({ finish() }) else { fail("kmsan: atexit failed: no memory.\n") }
}

/// Ends the process with the code for "reports found" when there were any.
private func finish() {
  guard kmsan_report_count() > 0 else { return }
  let code = exitCode()
  if code != 0 { hosted_flush_and_end(code) }
}

/// KMSAN_EXIT_CODE, or 2 when it is not a number from 0 to 255.
private func exitCode() -> Int32 {
  guard let text = unsafe hosted_exit_code_variable() else { return 2 }
  var value: Int32 = 0
  var index = 0
  // The environment is a zero-terminated string; at most four bytes of it are read.
  while index < 4, unsafe text[index] != 0 {
    let digit = unsafe Int32(text[index]) - 0x30
    guard (0...9).contains(digit) else { return 2 }
    value = value * 10 + digit
    index += 1
  }
  return index > 0 && value <= 255 ? value : 2
}

/// Ends the process with a message.
func fail(_ message: StaticString) -> Never {
  // A static string's bytes live as long as the program.
  unsafe hosted_write_error(
    UnsafeRawPointer(message.utf8Start).assumingMemoryBound(to: CChar.self),
    message.utf8CodeUnitCount)
  hosted_end(1)
}
