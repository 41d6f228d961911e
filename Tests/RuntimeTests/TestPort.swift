// A port for unit tests: an arena with its maps, a stack and symbols that a test writes, a console
// that it reads. Nothing else of the process has metadata.

import CRuntime
import RuntimeHosted
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The state of the port. The runtime is one per process, so the suites that use it are serialized.
enum TestPort {
  /// Where the arena lies; inside the range that kmsan_machine_hosted.h covers.
  static let arenaStart: UInt = 0x7100_0000_0000
  static let arenaSize = 1 << 20
  /// Bytes of the next depot; 0 for none.
  nonisolated(unsafe) static var depotSize = 1 << 16

  nonisolated(unsafe) static var console = ""
  /// Whether a report is being printed, and what interrupts it.
  nonisolated(unsafe) static var isReporting = false
  nonisolated(unsafe) static var duringReport = {}
  /// The clock.
  nonisolated(unsafe) static var seconds: UInt64 = 1000
  /// What happens when the runtime walks the stack or writes to the console.
  nonisolated(unsafe) static var duringPort = {}
  /// Return addresses of the next stack walk.
  nonisolated(unsafe) static var stack: [UInt] = []
  nonisolated(unsafe) static let contexts: UnsafeMutablePointer<kmsan_context_stack> = {
    let contexts = UnsafeMutablePointer<kmsan_context_stack>.allocate(capacity: 1)
    memset(contexts, 0, MemoryLayout<kmsan_context_stack>.size)
    return contexts
  }()
  /// The context of the current level.
  static var context: UnsafeMutablePointer<kmsan_context> { kmsan_current_context(contexts) }

  /// Functions of 0x100 bytes; the name of the one at 0x1000 is the first.
  static let functions = ["use", "store", "create", "main"]

  /// While the runtime starts, stacks and symbols are real.
  nonisolated(unsafe) static var isStarting = false

  private static let isReady: Bool =
    map(arenaStart, arenaSize)
    // All metadata of programs and of the rest, because the runtime checks that of its own stack and
    // variables, too.
    && map(UInt(KMSAN_HOSTED_MAPS_START), 4 * Int(KMSAN_HOSTED_MAP_SIZE))

  private static func map(_ start: UInt, _ size: Int) -> Bool {
    let memory = mmap(
      UnsafeMutableRawPointer(bitPattern: start), size, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | 0x100000 /* MAP_FIXED_NOREPLACE */, -1, 0)
    return memory == UnsafeMutableRawPointer(bitPattern: start)
  }

  /// Starts the runtime, again.
  static func start() {
    isStarting = true
    undoStart()
    kmsan_start()
    isStarting = false
  }

  /// Clears arena, console and origins, and gives the arena.
  static func reset() throws -> UnsafeMutableRawPointer {
    try #require(isReady, "the arena's addresses are taken")
    console = ""
    stack = [0x1010, 0x1310]
    duringReport = {}
    duringPort = {}
    depotSize = 1 << 16
    memset(contexts, 0, MemoryLayout<kmsan_context_stack>.size)
    kmsan_get_report_options().pointee = kmsan_report_options()
    start()
    let arena = try #require(UnsafeMutableRawPointer(bitPattern: arenaStart))
    kmsan_unpoison_memory(arena, arenaSize)
    return arena
  }
}

@c(kmsan_port_contexts)
func portContexts() -> UnsafeMutablePointer<kmsan_context_stack> { TestPort.contexts }

@c(kmsan_port_walk)
func portWalk(
  _ frame: UnsafeRawPointer?, _ addresses: UnsafeMutablePointer<UInt>, _ max: Int
) -> Int {
  TestPort.duringPort()
  if TestPort.isStarting, let frame {
    addresses[0] = frame.load(fromByteOffset: 8, as: UInt.self)
    return 1
  }
  for (index, address) in TestPort.stack.prefix(max).enumerated() { addresses[index] = address }
  return min(TestPort.stack.count, max)
}

@c(kmsan_port_console)
func portConsole(_ text: UnsafePointer<CChar>, _ size: Int) {
  TestPort.duringPort()
  let bytes = UnsafeRawBufferPointer(start: text, count: size)
  TestPort.console += String(decoding: bytes, as: UTF8.self)
}

@c(kmsan_port_symbol)
func portSymbol(
  _ address: UInt, _ name: UnsafeMutablePointer<CChar>, _ max: Int,
  _ start: UnsafeMutablePointer<UInt>, _ size: UnsafeMutablePointer<UInt>
) -> Int {
  let index = Int(address >> 8) - 0x10
  guard TestPort.functions.indices.contains(index) else { return 0 }
  let function = TestPort.functions[index].utf8
  for (offset, byte) in function.enumerated() { name[offset] = CChar(byte) }
  start.pointee = address & ~0xff
  size.pointee = 0x100
  return function.count
}

@c(kmsan_port_task)
func portTask(_ text: UnsafeMutablePointer<CChar>, _ max: Int) -> Int {
  let line = "CPU: 0".utf8.prefix(max)
  for (offset, byte) in line.enumerated() { text[offset] = CChar(byte) }
  return line.count
}

@c(kmsan_port_depot)
func portDepot(_ size: UnsafeMutablePointer<Int>) -> UnsafeMutableRawPointer? {
  size.pointee = TestPort.depotSize
  return TestPort.depotSize > 0 ? calloc(1, TestPort.depotSize) : nil
}

/// A structure of this port is a list of pieces: addresses and sizes in turn, a size of 0 at the end.
/// That of a SCSI request repeats its first piece for ever.
@c(kmsan_port_segment)
func portSegment(
  _ carrier: kmsan_carrier, _ structure: UnsafeRawPointer,
  _ segment: UnsafeMutablePointer<kmsan_segment>
) -> Bool {
  let pieces = structure.assumingMemoryBound(to: UInt.self)
  let index = segment.pointee.index
  guard pieces[index + 1] != 0 else { return false }
  segment.pointee.data = UnsafeRawPointer(bitPattern: pieces[index])
  segment.pointee.size = Int(pieces[index + 1])
  if carrier != KMSAN_CARRIER_CCB { segment.pointee.index += 2 }
  return true
}

@c(kmsan_port_is_mapped)
func portIsMapped(_ address: UnsafeRawPointer) -> Bool {
  // What isReady has mapped.
  true
}

@c(kmsan_port_report_begin)
func portReportBegin() -> Bool {
  if TestPort.isReporting { return false }
  TestPort.isReporting = true
  TestPort.duringReport()
  return true
}

@c(kmsan_port_report_end)
func portReportEnd() { TestPort.isReporting = false }

@c(kmsan_port_panic)
func portPanic() -> Never { fatalError("no test asks for a panic") }

@c(kmsan_port_seconds)
func portSeconds() -> UInt64 { TestPort.seconds }
