// The services: codes of code addresses, contexts, the walk, the lock of reports, texts, the depot.

import CRuntime

extension PortCheck {
  /// Encodes and decodes the address of two functions' code.
  mutating func checkCodes() {
    let functions =
      unsafe [
        caller, unsafeBitCast(Port.functions.pointee.console, to: UInt.self),
      ] as InlineArray<2, UInt>
    for index in functions.indices {
      let address = functions[index]
      let code = kmsan_machine_encode_code(address)
      // An address that does not fit gets a record instead.
      if code == 0 { continue }
      if code >= CodeOrigin.first {
        problem(
          "kmsan_machine_encode_code(%) is %, which has more than 30 bits", address, UInt(code))
        continue
      }
      let decoded = kmsan_machine_decode_code(code)
      if decoded != address {
        problem(
          "kmsan_machine_encode_code(%) is %, which kmsan_machine_decode_code turns into %",
          address,
          UInt(code), decoded)
      }
    }
  }

  mutating func checkContexts() {
    let address = unsafe UInt(bitPattern: Port.contexts())
    let portAddress = unsafe UInt(bitPattern: Port.functions.pointee.contexts())
    guard address != 0, address == portAddress else {
      return problem(
        """
        kmsan_port_contexts() is % in the runtime and % in the port: it must give the contexts of \
        the current task, also before there are tasks
        """, address, portAddress)
    }
    // The port's block, which outlives the task.
    let contexts = unsafe UnsafeRawPointer(bitPattern: address).unsafelyUnwrapped
      .assumingMemoryBound(to: kmsan_context_stack.self)
    let level = unsafe contexts.pointee.level
    let offset = unsafe contexts.pointee.offset
    guard level < UInt32(KMSAN_LEVELS_MAX), offset == Context.offset(ofLevel: level),
      unsafe kmsan_current_context(Port.contexts()).pointee.in_runtime == 0
    else {
      return problem("the contexts at % must be zero at first", address)
    }
  }

  /// Asks for one address of a stack that has more: that to which this function returns.
  @inline(never)
  mutating func checkWalk() {
    let canary: UInt = 0x6b6d_7361_6e21_0001
    var addresses = InlineArray<64, UInt>(repeating: canary)
    let frame = unsafe kmsan_frame()
    // The second word of a frame.
    let expected = unsafe frame.load(fromByteOffset: 8, as: UInt.self)
    var span = addresses.mutableSpan
    // There is more room than the port is told, for one that does not ask.
    let count = unsafe span.withUnsafeMutableBufferPointer {
      unsafe Port.functions.pointee.walk(frame, $0.baseAddress.unsafelyUnwrapped, 1)
    }
    if count > 1 || addresses[1] != canary {
      problem("kmsan_port_walk gives more addresses than the one that it was asked for")
    } else if count == 0 {
      problem(
        """
        kmsan_port_walk finds no caller of the function with the frame at %; reports would have no \
        stack, and all of them one place
        """, UInt(bitPattern: frame))
    } else if addresses[0] != expected {
      problem(
        "kmsan_port_walk begins with %; the function with the frame at % returns to %",
        addresses[0], UInt(bitPattern: frame), expected)
    }
  }

  /// Takes the lock of reports twice, as a use in an interrupt within a report does, and a second time.
  mutating func checkLock() {
    let port = unsafe Port.functions
    for _ in 0..<2 {
      guard unsafe port.pointee.report_begin() else {
        return problem("kmsan_port_report_begin() is false, and no task prints a report")
      }
      if unsafe port.pointee.report_begin() {
        problem("kmsan_port_report_begin() is true while this task has the lock")
      }
      unsafe port.pointee.report_end()
    }
  }

  /// Asks for texts that are longer than there is room for.
  mutating func checkTexts() {
    let caller = caller
    var start: UInt = 0
    var size: UInt = 0
    let symbolFits = unsafe fits { buffer, max in
      unsafe Port.functions.pointee.symbol(caller &- 1, buffer, max, &start, &size)
    }
    if !symbolFits { problem("kmsan_port_symbol writes more bytes than it is asked for") }
    let taskFits = unsafe fits { buffer, max in unsafe Port.functions.pointee.task(buffer, max) }
    if !taskFits { problem("kmsan_port_task writes more bytes than it is asked for") }
  }

  /// Whether a function of the port stays inside a buffer of four bytes.
  private func fits(_ fill: (UnsafeMutablePointer<CChar>, Int) -> Int) -> Bool {
    var text = InlineArray<256, CChar>(repeating: -1)
    var span = text.mutableSpan
    // There is more room than the port is told, for one that does not ask.
    let length = unsafe span.withUnsafeMutableBufferPointer {
      unsafe fill($0.baseAddress.unsafelyUnwrapped, 4)
    }
    return length <= 4 && text[4] == -1
  }

  /// Lays out the port's depot; nil when there is none.
  mutating func takeDepot() -> OriginDepot? {
    var size = 0
    guard let memory = unsafe Port.functions.pointee.depot(&size) else {
      return nil
    }
    let address = UInt(bitPattern: memory)
    guard address & 7 == 0, size >= Int(KMSAN_DEPOT_BYTES_MIN) else {
      problem(
        """
        kmsan_port_depot gives % bytes at %: they must be aligned to 8 and at least %; 131072 (128 \
        KiB) are enough for a small kernel
        """, UInt(bitPattern: size), address, UInt(KMSAN_DEPOT_BYTES_MIN))
      return nil
    }
    for index in 0..<rangeCount {
      guard let range = ranges[index] else { continue }
      if range.overlaps(range.shadow, with: address, size: UInt(size))
        || range.overlaps(range.origin, with: address, size: UInt(size))
      {
        problem("the depot at % lies in the metadata of the memory from % on", address, range.first)
        return nil
      }
    }
    // The start of a large depot stands for all of it, which would need memory for every page.
    for word in 0..<(Int(KMSAN_DEPOT_BYTES_MIN) / 8) {
      // Inside the port's memory.
      if unsafe memory.load(fromByteOffset: word &* 8, as: UInt64.self) != 0 {
        problem("the depot at % is not zeroed at offset %", address, UInt(word &* 8))
        return nil
      }
    }
    return unsafe OriginDepot(memory: memory, size: size)
  }
}
