// What the pass must know of a processor and its ABI. Everything else is the same for all.

import LLVMIR

/// A target whose code the pass can instrument.
protocol InstrumentedTarget: Sendable {
  /// How calls with this convention pass variable arguments in a function's code; nil where that is not known.
  ///
  /// - Parameter convention: LLVM's number of a calling convention.
  func variadicConvention(_ convention: UInt32, in function: Function) -> (any VariadicConvention)?

  /// Whether the text of inline assembly opens or closes the kernel's access to user memory. Between the two,
  /// only hooks may be called.
  func opensUserAccess(_ assembly: String) -> Bool

  /// Why the functions of a module may not run in a kernel, each with its remedy; empty when they may.
  func kernelCodeProblems(of functions: [Function]) -> [String]
}

/// The targets that there are.
enum InstrumentedTargets {
  /// The target of a module; nil for one that the pass does not support.
  static func target(of module: Module) -> (any InstrumentedTarget)? {
    X86Target(triple: module.target, pointerBytes: module.dataLayout.pointerSize)
  }
}
