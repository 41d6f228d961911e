// Whether code may run in a kernel on x86-64: it has no red zone, which interrupts overwrite, and uses no
// SSE registers, which interrupts do not save. The attributes of functions say both.
//
// A function that asks for SSE by itself, in a module that is compiled without, is between
// kernel_fpu_begin() and kernel_fpu_end() or the like; it is not refused.
//
// Source of the attributes: LLVM 22, LangRef, "noredzone"; clang's options -mno-red-zone and -mno-sse.

import CLLVM
import LLVMIR

/// The check of one module.
public struct KernelCodeCheck {
  /// What is wrong, with the remedy; empty when nothing is.
  public let problems: [String]

  public init(of module: Module) {
    guard module.target.hasPrefix("x86_64") else {
      problems = []
      return
    }
    let naked = AttributeKind("naked")
    let noRedZone = AttributeKind("noredzone")
    let functions = module.functions.filter {
      !$0.isDeclaration && !$0.has(naked) && $0.value.linkage != LLVMAvailableExternallyLinkage
    }
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
    self.problems = problems
  }
}

extension Function {
  /// Whether the target of the function has SSE, as x86-64 has unless it is taken away.
  fileprivate var mayUseSSE: Bool {
    !(stringAttribute("target-features") ?? "").split(separator: ",").contains("-sse")
  }
}
