// The function of a case that calls, and the trampoline, as assembly of x86-64.
//
// Only what the cases need of the System V ABI: integers in registers, and memory. Source: System V
// ABI for AMD64, "Parameter Passing".

extension BoundarySource {
  /// A jump to the function that is called.
  var trampolineAssembly: String {
    """
      .globl \(trampoline)
      .type \(trampoline), @function
    \(trampoline):
      jmp \(callee)

    """
  }

  /// The caller. It reads memory into registers and onto the stack, and calls.
  var callerAssembly: String {
    var frame = AssemblyFrame()
    if axes.carrier == .memoryResult { frame.passResult(bytes: carrier.type.size) }
    frame.pass(immediate: boundary.depth)
    for (index, parameter) in boundary.parameters.enumerated() {
      switch parameter.passing {
      case .value:
        if case .scalar(let bytes) = parameter.type {
          frame.pass(scalar: data(index), bytes: bytes)
        } else {
          frame.pass(structure: data(index), bytes: parameter.type.size)
        }
      case .pointer: frame.pass(scalar: pointer(index), bytes: 8)
      case .addressOfGlobal: frame.pass(addressOf: data(index))
      case .addressOfLocal:
        frame.pass(
          copyOf: data(index), bytes: parameter.type.size, isAnnounced: boundary.announcesLocal)
      }
    }
    // An event among the arguments comes before the first of them.
    let early = [.beforeCall, .amongArguments].contains(boundary.moment) && axes.event != .none
    let late = boundary.moment == .afterCall && axes.event != .none
    let eventSymbol = "call " + eventCall.replacing("()", with: "")
    var lines = frame.prologue
    if early { lines.append(eventSymbol) }
    lines += frame.loads
    switch axes.call {
    case .direct, .recursive, .recursiveTrampoline: lines.append("call \(callee)")
    case .indirect: lines += ["lea \(callee)(%rip), %r11", "call *%r11"]
    case .alias: lines.append("call \(alias)")
    case .tail, .trampoline: lines.append("call \(trampoline)")
    }
    if !axes.carrier.isResult {
      lines += ["cmpl $\(tag), %eax", "je 1f", "incq wrong_results(%rip)", "1:"]
    }
    if late { lines.append(eventSymbol) }
    lines += ["leave", "ret"]
    return "  .globl \(caller)\n  .type \(caller), @function\n\(caller):\n"
      + lines.map { "  \($0)\n" }.joined()
  }
}

/// Where arguments go, and the instructions that put them there.
private struct AssemblyFrame {
  private static let registers = ["rdi", "rsi", "rdx", "rcx", "r8", "r9"]
  /// The low half of each.
  private static let halves = ["edi", "esi", "edx", "ecx", "r8d", "r9d"]

  private var used = 0
  /// Bytes of arguments in memory, and of copies above them.
  private var argumentBytes = 0
  private var localBytes = 0
  private var memoryLoads: [String] = []
  private var registerLoads: [String] = []
  /// What is done with copies before anything else.
  private var preparations: [String] = []

  private var size: Int { (argumentBytes + localBytes + 15) / 16 * 16 }

  var prologue: [String] { ["push %rbp", "mov %rsp, %rbp", "sub $\(size), %rsp"] }
  /// Memory first: it uses rax. No vector register is used, which variable arguments must be told.
  var loads: [String] { preparations + memoryLoads + registerLoads + ["xor %eax, %eax"] }

  mutating func pass(immediate: Int) { pass { "mov $\(immediate), %\($0)" } }

  mutating func pass(addressOf symbol: String) { pass { "lea \(symbol)(%rip), %\($0)" } }

  mutating func pass(scalar symbol: String, bytes: Int) {
    let instruction = [1: "movzbl", 2: "movzwl", 4: "movl"][bytes]
    guard let instruction else { return pass { "mov \(symbol)(%rip), %\($0)" } }
    if used < Self.registers.count {
      registerLoads.append("\(instruction) \(symbol)(%rip), %\(Self.halves[used])")
      used += 1
    } else {
      memoryLoads.append("\(instruction) \(symbol)(%rip), %eax")
      push("rax")
    }
  }

  /// A structure goes into registers as a whole or not at all.
  mutating func pass(structure symbol: String, bytes: Int) {
    let words = (bytes + 7) / 8
    let fits = words <= 2 && used + words <= Self.registers.count
    for word in 0..<words {
      if fits {
        registerLoads.append("mov \(symbol)+\(word * 8)(%rip), %\(Self.registers[used])")
        used += 1
      } else {
        memoryLoads.append("mov \(symbol)+\(word * 8)(%rip), %rax")
        push("rax")
      }
    }
  }

  mutating func pass(copyOf symbol: String, bytes: Int, isAnnounced: Bool) {
    localBytes += (bytes + 7) / 8 * 8
    let place = "-\(localBytes)(%rbp)"
    for word in 0..<(bytes + 7) / 8 {
      preparations.append("mov \(symbol)+\(word * 8)(%rip), %rax")
      preparations.append("mov %rax, \(word * 8 - localBytes)(%rbp)")
    }
    if isAnnounced {
      preparations += [
        "lea \(place), %rdi", "mov $\(bytes), %esi", "call kmsan_unpoison_memory",
      ]
    }
    pass { "lea \(place), %\($0)" }
  }

  /// The place for a result in memory; its address comes before all arguments.
  mutating func passResult(bytes: Int) {
    localBytes += (bytes + 7) / 8 * 8
    let place = "-\(localBytes)(%rbp)"
    pass { "lea \(place), %\($0)" }
  }

  private mutating func pass(_ load: (String) -> String) {
    if used < Self.registers.count {
      registerLoads.append(load(Self.registers[used]))
      used += 1
    } else {
      memoryLoads.append(load("rax"))
      push("rax")
    }
  }

  private mutating func push(_ register: String) {
    memoryLoads.append("mov %\(register), \(argumentBytes)(%rsp)")
    argumentBytes += 8
  }
}
