// The function of a case that calls, and the trampoline, as assembly of x86-64.
//
// Only what the cases need of the System V ABI: integers and numbers in registers, and memory; and of
// Windows's convention, words. Source: System V ABI for AMD64, "Parameter Passing"; Microsoft's x64
// calling convention.

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
    var frame = AssemblyFrame(isMicrosoft: boundary.isMicrosoft)
    if axes.carrier == .memoryResult { frame.passResult(bytes: carrier.type.size) }
    frame.pass(immediate: boundary.depth)
    for (index, parameter) in boundary.parameters.enumerated() {
      switch parameter.passing {
      case .value:
        if case .scalar(let bytes) = parameter.type {
          frame.pass(scalar: data(index), bytes: bytes)
        } else {
          frame.pass(value: data(index), parameter.type)
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
  /// A register for integers, and its low half.
  private typealias Register = (whole: String, half: String)
  private static let systemV: [Register] = [
    ("rdi", "edi"), ("rsi", "esi"), ("rdx", "edx"), ("rcx", "ecx"), ("r8", "r8d"), ("r9", "r9d"),
  ]
  private static let microsoft: [Register] = [
    ("rcx", "ecx"), ("rdx", "edx"), ("r8", "r8d"), ("r9", "r9d"),
  ]
  private static let vectorsMax = 8
  /// No argument in memory is aligned to more.
  private static let alignment = 64

  private let registers: [Register]
  private var used = 0
  private var usedVectors = 0
  /// Bytes of arguments in memory, and of copies above them. Windows's convention leaves room for
  /// the registers below.
  private var argumentBytes: Int
  private var localBytes = 0
  private var memoryLoads: [String] = []
  private var registerLoads: [String] = []
  /// What is done with copies before anything else.
  private var preparations: [String] = []

  init(isMicrosoft: Bool) {
    registers = isMicrosoft ? Self.microsoft : Self.systemV
    argumentBytes = isMicrosoft ? 8 * Self.microsoft.count : 0
  }

  private var size: Int {
    (argumentBytes + localBytes + Self.alignment - 1) / Self.alignment * Self.alignment
  }

  var prologue: [String] {
    ["push %rbp", "mov %rsp, %rbp", "sub $\(size), %rsp", "and $-\(Self.alignment), %rsp"]
  }
  /// Memory first: it uses rax, which then says how many vector registers variable arguments take.
  var loads: [String] {
    preparations + memoryLoads + registerLoads + ["mov $\(usedVectors), %eax"]
  }

  mutating func pass(immediate: Int) { pass { "mov $\(immediate), %\($0)" } }

  mutating func pass(addressOf symbol: String) { pass { "lea \(symbol)(%rip), %\($0)" } }

  mutating func pass(scalar symbol: String, bytes: Int) {
    let instruction = [1: "movzbl", 2: "movzwl", 4: "movl"][bytes]
    guard let instruction else { return pass { "mov \(symbol)(%rip), %\($0)" } }
    if used < registers.count {
      registerLoads.append("\(instruction) \(symbol)(%rip), %\(registers[used].half)")
      used += 1
    } else {
      memoryLoads.append("\(instruction) \(symbol)(%rip), %eax")
      push("rax")
    }
  }

  /// A value goes into registers as a whole or not at all.
  mutating func pass(value symbol: String, _ type: BoundaryType) {
    let classes = type.eightbytes
    let integers = classes?.count { $0 == .integer } ?? 0
    let vectors = classes?.count { $0 == .vector } ?? 0
    guard let classes, used + integers <= registers.count,
      usedVectors + vectors <= Self.vectorsMax
    else { return pass(memory: symbol, type) }
    for (word, kind) in classes.enumerated() {
      let place = "\(symbol)+\(word * 8)(%rip)"
      switch kind {
      case .integer:
        registerLoads.append("mov \(place), %\(registers[used].whole)")
        used += 1
      case .vector:
        let isWhole = classes.dropFirst(word + 1).first == .upper
        registerLoads.append("\(isWhole ? "movups" : "movsd") \(place), %xmm\(usedVectors)")
        usedVectors += 1
      case .upper, .padding: break
      }
    }
  }

  private mutating func pass(memory symbol: String, _ type: BoundaryType) {
    let alignment = max(type.alignment, 8)
    argumentBytes = (argumentBytes + alignment - 1) / alignment * alignment
    for word in 0..<(type.size + 7) / 8 {
      memoryLoads.append("mov \(symbol)+\(word * 8)(%rip), %rax")
      push("rax")
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
    if used < registers.count {
      registerLoads.append(load(registers[used].whole))
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
