// Whether code may run in a kernel of its target.

import CLLVM
import LLVMIR

/// The check of one module.
public struct KernelCodeCheck {
  /// What is wrong, with the remedy; empty when nothing is, and for targets that the pass does not know.
  public let problems: [String]

  public init(of module: Module) {
    let naked = AttributeKind("naked")
    let functions = module.functions.filter {
      !$0.isDeclaration && !$0.has(naked) && $0.value.linkage != LLVMAvailableExternallyLinkage
    }
    problems = InstrumentedTargets.target(of: module)?.kernelCodeProblems(of: functions) ?? []
  }
}
