// x86-64 with pointers of 64 bits.
//
// Sources: System V ABI, AMD64 supplement 1.0, 3.5.7; Microsoft, "x64 calling convention"; LLVM 22, LangRef,
// "noredzone"; clang's options -mno-red-zone and -mno-sse.

import CLLVM
import LLVMIR

/// x86-64, or a module that names no target, whose conventions are unknown.
struct X86Target: InstrumentedTarget {
  private let triple: String

  /// Nil for other processors, and for pointers of 32 bits.
  init?(triple: String, pointerBytes: Int) {
    guard ["", "x86_64", "amd64"].contains(triple.prefix { $0 != "-" }), pointerBytes == 8 else {
      return nil
    }
    self.triple = triple
  }

  private var isNamed: Bool { triple.hasPrefix("x86_64") }

  func variadicConvention(
    _ convention: UInt32, in function: Function
  ) -> (any VariadicConvention)? {
    guard isNamed else { return nil }
    let isWindows = ["windows", "uefi", "win32"].contains { triple.contains($0) }
    let isWin64 =
      convention == LLVMWin64CallConv.rawValue
      || isWindows && convention != LLVMX8664SysVCallConv.rawValue
    if isWin64 { return Win64Arguments() }
    return SystemVArguments(registers: function.vectorRegisters)
  }

  /// `stac` and `clac`, as instructions or as the bytes that Linux writes.
  func opensUserAccess(_ assembly: String) -> Bool {
    ["stac", "clac", "0x0f,0x01,0xca", "0x0f,0x01,0xcb"].contains { assembly.contains($0) }
  }

  /// A red zone is overwritten by interrupts, which do not save SSE registers either.
  ///
  /// A function that asks for SSE by itself, in a module that is compiled without, is between
  /// kernel_fpu_begin() and kernel_fpu_end() or the like; it is not refused.
  func kernelCodeProblems(of functions: [Function]) -> [String] {
    guard isNamed else { return [] }
    let noRedZone = AttributeKind("noredzone")
    var problems: [String] = []
    if let function = functions.first(where: { !$0.has(noRedZone) }) {
      problems.append(
        "the function '\(function.name)' may use the red zone, which interrupts overwrite: compile"
          + " with -mno-red-zone")
    }
    if let function = functions.first, functions.allSatisfy(\.mayUseSSE) {
      problems.append(
        "the function '\(function.name)' may use SSE registers, which interrupts do not save:"
          + " compile with -mno-sse")
    }
    return problems
  }
}

extension Function {
  /// Whether the target of the function has SSE, as x86-64 has unless it is taken away.
  fileprivate var mayUseSSE: Bool {
    !(stringAttribute("target-features") ?? "").split(separator: ",").contains("-sse")
  }
}
