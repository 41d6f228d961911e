// Starting the hosted port: the maps of shadow and origins, the depot, the exit code.
//
// Environment, numbers all:
//   KMSAN_EXIT_CODE         the exit code of a program with reports (2; 0 keeps the program's own)
//   KMSAN_PANIC             not 0: the first report ends the program
//   KMSAN_REPORTS_MAX       reports that are printed; the rest is counted (0: no limit)
//   KMSAN_REPORTS_PERIOD    seconds after which that many more may be printed (0: never)
//   KMSAN_REPORT_ALWAYS     not 0: a place is reported every time, not once
//   KMSAN_MAP_ON_DEMAND     not 0: metadata of initialized memory gives its memory back
//   KMSAN_FAIL_ALLOCATION   the number of the allocation that fails, from 1; 0 is the runtime's own

import CHostedPort
import CRuntime

/// Reserves the maps and starts the runtime; ends the process with a message when that is
/// impossible.
///
/// Addresses are not random where the system allows that: the same program prints the same reports,
/// and nothing of it lies where the maps belong.
@c @implementation
public func hosted_start(_ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) {
  // main()'s arguments, which live as long as the process.
  unsafe hosted_restart_without_randomization(arguments)
  hosted_keep_console()
  refuseUncoveredMemory()
  // Shadow and origins of programs, then of the rest (kmsan_machine_hosted.h).
  guard hosted_reserve_at(UInt(KMSAN_HOSTED_MAPS_START), 4 * Int(KMSAN_HOSTED_MAP_SIZE)) else {
    fail(
      """
      kmsan: cannot reserve address space for shadow and origins.
      Remove limits of address space (ulimit -v unlimited), but limit the stack (ulimit -s 8192), allow \
      overcommitting (vm.overcommit_memory=0), or run under setarch --addr-no-randomize.

      """)
  }
  hosted_explain_faults()
  unsafe FaultInjection.failing = variable("KMSAN_FAIL_ALLOCATION")
  kmsan_start()
  MapOnDemand.start(variable("KMSAN_MAP_ON_DEMAND") ?? 0 != 0)
  if let options = unsafe kmsan_get_report_options() {
    // The runtime's own, for the life of the process.
    unsafe options.pointee.panic_on_violation = variable("KMSAN_PANIC") ?? 0
    unsafe options.pointee.reports_max = variable("KMSAN_REPORTS_MAX") ?? 0
    unsafe options.pointee.period_seconds = variable("KMSAN_REPORTS_PERIOD") ?? 0
    unsafe options.pointee.report_always = variable("KMSAN_REPORT_ALWAYS") ?? 0
  }
  guard hosted_at_exit({ finish() }) else { fail("kmsan: atexit failed: no memory.\n") }
}

/// Ends the process with a message when memory that it can write has no shadow: nothing would be found there.
private func refuseUncoveredMemory() {
  hosted_for_each_mapping { start, end in
    if kmsan_machine_covers(start, end - start) { return }
    fail(
      """
      kmsan: memory of the program is at addresses that have no shadow: nothing would be reported there.
      Link it as a position-independent program, without -no-pie, -static and options that choose its \
      addresses.

      """)
  }
}

/// Ends the process with the code for "reports found" when there were any.
private func finish() {
  guard kmsan_report_count() > 0 else { return }
  writeSuppressedCount()
  let code = exitCode
  if code != 0 { hosted_flush_and_end(code) }
}

@c @implementation
public func kmsan_port_panic() -> Never {
  write("Kernel panic - not syncing: KMSAN: panic on violation\n")
  hosted_flush_and_end(exitCode != 0 ? exitCode : reportsFound)
}

/// What a process with reports ends with.
private let reportsFound: Int32 = 2

/// KMSAN_EXIT_CODE, or that for "reports found" when it is not a number from 0 to 255.
private var exitCode: Int32 {
  guard let code = variable("KMSAN_EXIT_CODE"), code <= 255 else { return reportsFound }
  return Int32(code)
}

private func writeSuppressedCount() {
  let count = kmsan_suppressed_count()
  if count == 0 { return }
  let rest: StaticString =
    count == 1 ? " report from being printed.\n" : " reports from being printed.\n"
  writeNumber("KMSAN: the limit kept ", UInt32(truncatingIfNeeded: count), rest)
}

/// Writes a line with a number in it.
func writeNumber(_ before: StaticString, _ number: UInt32, _ after: StaticString) {
  var text = InlineArray<96, CChar>(repeating: 0)
  var span = text.mutableSpan
  // The writer stays inside the buffer, and the console reads what was written.
  unsafe span.withUnsafeMutableBufferPointer {
    guard let base = $0.baseAddress else { return }
    var writer = unsafe TextWriter(buffer: base, max: $0.count)
    writer.append(before)
    writer.append(decimal: UInt(number))
    writer.append(after)
    unsafe hosted_write_error(base, writer.count)
  }
}

/// The number in a variable of the environment; nil when it holds none of at most nine digits.
private func variable(_ name: StaticString) -> UInt32? {
  // A static string ends in a zero and lives as long as the program.
  let cName = unsafe UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
  guard let text = unsafe hosted_variable(cName) else { return nil }
  var value: UInt32 = 0
  var index = 0
  // The environment is a zero-terminated string; at most ten bytes of it are read.
  while unsafe text[index] != 0 {
    let digit = unsafe Int32(text[index]) - 0x30
    guard (0...9).contains(digit), index < 9 else { return nil }
    value = value * 10 + UInt32(digit)
    index += 1
  }
  return index > 0 ? value : nil
}

/// Ends the process with a message.
func fail(_ message: StaticString) -> Never {
  write(message)
  hosted_end(1)
}

private func write(_ message: StaticString) {
  // A static string's bytes live as long as the program.
  unsafe hosted_write_error(
    UnsafeRawPointer(message.utf8Start).assumingMemoryBound(to: CChar.self),
    message.utf8CodeUnitCount)
}
