// The mistakes that a porter makes, as changes of the example of Docs/Porting.md, each with the message
// that must follow. PorterMistakeTests.swift makes them.

/// One change of the example, and the message that must follow.
struct PorterMistake: Sendable {
  /// What a kernel is built and run with.
  struct Change: Sendable {
    let file: String
    let old: String
    let new: String
  }

  let name: String
  let changes: [Change]
  /// Parts of the message.
  let messages: [String]
  /// Whether the runtime is compiled with the header of before the change.
  var hasStaleRuntime = false

  var changesMachine: Bool { changes.contains { $0.file == "kmsan_machine.h" } }

  init(_ name: String, _ file: String, _ old: String, _ new: String, _ messages: String...) {
    self.name = name
    changes = [Change(file: file, old: old, new: new)]
    self.messages = messages
  }

  /// The same with a runtime that was not compiled again.
  static func stale(
    _ name: String, _ old: String, _ new: String, _ messages: String...
  ) -> PorterMistake {
    var mistake = PorterMistake(name, "kmsan_machine.h", old, new)
    mistake = PorterMistake(name, mistake.changes, messages)
    mistake.hasStaleRuntime = true
    return mistake
  }

  private init(_ name: String, _ changes: [Change], _ messages: [String]) {
    self.name = name
    self.changes = changes
    self.messages = messages
  }
}

extension PorterMistake {
  private static let shadow = "(uint8_t *)(address + SHADOW_DISTANCE)"
  private static let origin = "(uint32_t *)((address + ORIGIN_DISTANCE) & ~3ul)"
  private static let covers = "size <= KERNEL_MAP_SIZE && offset <= KERNEL_MAP_SIZE - size"

  /// Mistakes of kmsan_machine.h.
  static let ofAddresses = [
    PorterMistake(
      "the shadow of eight bytes is one byte", "kmsan_machine.h", shadow,
      "(uint8_t *)(KERNEL_MAP_START + SHADOW_DISTANCE + (address - KERNEL_MAP_START) / 8)",
      "KMSAN: port: the shadow of 0x100f", "every byte has one byte of shadow"),
    PorterMistake(
      "all memory has one shadow byte", "kmsan_machine.h", shadow,
      "(uint8_t *)(KERNEL_MAP_START + SHADOW_DISTANCE)", "every byte has one byte of shadow"),
    PorterMistake(
      "the shadow wraps in the middle of the map", "kmsan_machine.h", shadow,
      "(uint8_t *)(KERNEL_MAP_START + SHADOW_DISTANCE + address % 0x80000)",
      "every byte has one byte of shadow"),
    PorterMistake(
      "the shadow lies in the memory", "kmsan_machine.h", shadow,
      "(uint8_t *)(address - KERNEL_MAP_SIZE / 2)", "at 0xff80000, overlaps memory with metadata"),
    PorterMistake(
      "the memory is its own shadow", "kmsan_machine.h", shadow, "(uint8_t *)address",
      "has metadata itself: kmsan_machine_covers must be false there"),
    PorterMistake(
      "origins are not rounded", "kmsan_machine.h", origin,
      "(uint32_t *)(address + ORIGIN_DISTANCE)",
      "four aligned bytes share one origin, whose address must be rounded down to a multiple of 4"),
    PorterMistake(
      "origins are packed", "kmsan_machine.h", origin,
      "(uint32_t *)(KERNEL_MAP_START + ORIGIN_DISTANCE + (address - KERNEL_MAP_START) / 8 * 4)",
      "every four bytes have four bytes of origin", "KMSAN: the port is wrong"),
    PorterMistake(
      "all memory has one origin", "kmsan_machine.h", origin,
      "(uint32_t *)(KERNEL_MAP_START + ORIGIN_DISTANCE)",
      "every four bytes have four bytes of origin"),
    PorterMistake(
      "origins lie on the shadow", "kmsan_machine.h", origin,
      "(uint32_t *)((address + SHADOW_DISTANCE) & ~3ul)", "overlaps the origins of the memory"),
    PorterMistake(
      "origins lie in the shadow", "kmsan_machine.h", origin,
      "(uint32_t *)((address + SHADOW_DISTANCE + KERNEL_MAP_SIZE / 2) & ~3ul)",
      "the shadow of the memory from 0x10000000 on, at 0x11000000, overlaps the origins"),
    PorterMistake(
      "everything is covered", "kmsan_machine.h", covers, "(offset | 1) != 0",
      "kmsan_machine_covers accepts", "more than any memory has"),
    PorterMistake(
      "nothing is covered", "kmsan_machine.h", covers, "offset > 0 && size > ~0ul - 1",
      "the stack of kmsan_start() has no metadata: kmsan_machine_covers(0x100f"),
    PorterMistake(
      "the size does not matter", "kmsan_machine.h", covers, "offset < KERNEL_MAP_SIZE",
      "more than any memory has"),
    PorterMistake(
      "the metadata is covered", "kmsan_machine.h", covers,
      "size <= 0x8000000 && offset <= 0x8000000 - size",
      "at 0x120f", "has metadata itself: kmsan_machine_covers must be false there"),
    PorterMistake(
      "codes are not decoded", "kmsan_machine.h", "KERNEL_CODE_BASE + code", "code",
      "kmsan_machine_encode_code(0x4", "which kmsan_machine_decode_code turns into 0x2"),
    PorterMistake(
      "codes have 32 bits", "kmsan_machine.h", "(uint32_t)offset : 0",
      "(uint32_t)offset | 1u << 31 : 0",
      "which has more than 30 bits"),
    .stale(
      "the shadow has moved", "SHADOW_DISTANCE 0x1000000ul", "SHADOW_DISTANCE 0x3000000ul",
      "the runtime was compiled with another kmsan_machine.h than the port: compile it again",
      "is 0x110f"),
    .stale(
      "the map has grown", "KERNEL_MAP_SIZE 0x100000ul", "KERNEL_MAP_SIZE 0x200000ul",
      "the runtime was compiled with another kmsan_machine.h than the port: compile it again",
      "kmsan_machine_covers of 0x101f"),
    .stale(
      "code has moved", "KERNEL_CODE_BASE 0x200000ul", "KERNEL_CODE_BASE 0x300000ul",
      "the runtime was compiled with another kmsan_machine.h than the port: compile it again",
      "kmsan_machine_encode_code of 0x4"),
  ]

  private static let maps = "  map(KERNEL_MAP_START + SHADOW_DISTANCE);\n"
  private static let start = "  kmsan_start();\n"

  /// Mistakes of the port's functions and of the start.
  static let ofServices = [
    PorterMistake(
      "shadow is not mapped", "port.c", maps, "", "the shadow of 0x100f", "is not mapped"),
    PorterMistake(
      "origins are not mapped", "port.c", "  map(KERNEL_MAP_START + ORIGIN_DISTANCE);\n", "",
      "the origin of 0x100f", "is not mapped"),
    PorterMistake(
      "nothing says that the shadow is not mapped", "port.c", "bool kmsan_port_is_mapped(",
      "bool kernel_is_mapped(",
      "KMSAN: port: checking the shadow of 0x100f", "a fault now means: not mapped"),
    PorterMistake(
      "the maps lie on one another", "kmsan_machine.h", "ORIGIN_DISTANCE 0x2000000ul",
      "ORIGIN_DISTANCE 0x1080000ul", "the place of memory, shadow or origins is taken"),
    PorterMistake(
      "the stack of the start has no metadata", "port.c", "  map(KERNEL_MAP_START);\n",
      "  map(KERNEL_MAP_START);\n  kmsan_start();\n", "the stack of kmsan_start() has no metadata"),
    PorterMistake(
      "a named range is not covered", "port.c", "static __attribute__((used, noreturn)) void run",
      """
      const void *kmsan_port_covered(size_t index) { return index < 1 ? &contexts : NULL; }
      static __attribute__((used, noreturn)) void run
      """, "kmsan_port_covered(0x0) is 0x"),
    PorterMistake(
      "not started", "port.c", start, "", "KMSAN: kmsan_start() was not called", "BUG: KMSAN"),
    PorterMistake(
      "started twice", "port.c", start, start + start,
      "Invalid call: kmsan_start: the runtime was already started"),
    PorterMistake(
      "a hook before the start", "port.c", start, "  kernel_allocate(8);\n" + start,
      "KMSAN: memory was poisoned before kmsan_start(), times: 1; reports about it have no origin"),
    PorterMistake(
      "a hook before the maps", "port.c", "  map(KERNEL_MAP_START);\n",
      "  kernel_allocate(8);\n  map(KERNEL_MAP_START);\n",
      "memory at 0x10000000 is poisoned before kmsan_start(), and its shadow is not mapped"),
    PorterMistake(
      "the lock is never taken", "port.c",
      "return !__atomic_exchange_n(&is_reporting, true, __ATOMIC_ACQUIRE);", "return false;",
      "kmsan_port_report_begin() is false, and no task prints a report"),
    PorterMistake(
      "the lock is always taken", "port.c",
      "return !__atomic_exchange_n(&is_reporting, true, __ATOMIC_ACQUIRE);", "return true;",
      "kmsan_port_report_begin() is true while this task has the lock"),
    PorterMistake(
      "the lock is not released", "port.c", "{ is_reporting = false; }", "{}",
      "kmsan_port_report_begin() is false, and no task prints a report"),
    PorterMistake(
      "there are no contexts", "port.c", "return &contexts;", "return NULL;",
      "kmsan_port_contexts() is 0x0"),
    PorterMistake(
      "contexts are not zero", "port.c", "static struct kmsan_context_stack contexts;",
      "static struct kmsan_context_stack contexts = {.offset = 8};", "must be zero at first"),
    PorterMistake(
      "the walk finds nothing", "port.c", "    addresses[count++] = words[1];", "    break;",
      "kmsan_port_walk finds no caller of the function with the frame at 0x100f"),
    PorterMistake(
      "the walk begins with the frame", "port.c", "addresses[count++] = words[1];",
      "addresses[count++] = words[0];", "kmsan_port_walk begins with 0x"),
    PorterMistake(
      "the walk does not end", "port.c", "while (count < max && ", "while (",
      "kmsan_port_walk gives more addresses than the one that it was asked for"),
    PorterMistake(
      "the text of the task is too long", "port.c",
      "sizeof(line) - 1 < max ? sizeof(line) - 1 : max",
      "sizeof(line) - 1", "kmsan_port_task writes more bytes"),
    PorterMistake(
      "the depot is too small", "port.c", "depot[1 << 14]", "depot[1 << 7]",
      "kmsan_port_depot gives 0x400 bytes", "131072 (128 KiB) are enough"),
    PorterMistake(
      "the depot is not zero", "port.c", "depot[1 << 14];", "depot[1 << 14] = {[5] = 1};",
      "is not zeroed at offset 0x28"),
    PorterMistake(
      "a function is missing", "port.c", "size_t kmsan_port_walk(", "size_t kernel_walk(",
      "undefined reference to `kmsan_port_walk'"),
  ]
}
