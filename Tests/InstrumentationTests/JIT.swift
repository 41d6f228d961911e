// Runs IR in this process, by LLVM's own just-in-time compiler.
//
// Source: llvm-c/Orc.h and LLJIT.h of LLVM 22.

import CLLVM
import LLVMIR

/// A program that grows by modules and runs here. Modules see each other's symbols, and those of
/// this process.
final class JIT {
  private let jit: LLVMOrcLLJITRef

  private static let initializeTarget: Void = {
    LLVMInitializeX86TargetInfo()
    LLVMInitializeX86Target()
    LLVMInitializeX86TargetMC()
    LLVMInitializeX86AsmPrinter()
  }()

  init() throws(IRError) {
    Self.initializeTarget
    var result: LLVMOrcLLJITRef?
    try Self.check(LLVMOrcCreateLLJIT(&result, nil))
    guard let result else { throw IRError("no just-in-time compiler") }
    jit = result
    var process: LLVMOrcDefinitionGeneratorRef?
    try Self.check(
      LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess(
        &process, LLVMOrcLLJITGetGlobalPrefix(jit), nil, nil))
    LLVMOrcJITDylibAddGenerator(LLVMOrcLLJITGetMainJITDylib(jit), process)
  }

  deinit { LLVMConsumeError(LLVMOrcDisposeLLJIT(jit)) }

  /// What a module's text must begin with to run here.
  var header: String {
    """
    target datalayout = "\(String(cString: LLVMOrcLLJITGetDataLayoutStr(jit)))"
    target triple = "\(String(cString: LLVMOrcLLJITGetTripleString(jit)))"

    """
  }

  /// Adds a module and owns it from now on, with its context.
  func add(_ module: Module) throws(IRError) {
    let context = LLVMOrcCreateNewThreadSafeContextFromLLVMContext(module.context.ref)
    defer { LLVMOrcDisposeThreadSafeContext(context) }
    let wrapped = LLVMOrcCreateNewThreadSafeModule(module.ref, context)
    try Self.check(
      LLVMOrcLLJITAddLLVMIRModule(jit, LLVMOrcLLJITGetMainJITDylib(jit), wrapped))
  }

  /// Where a function or a variable lies; compiles what it needs.
  func address(of name: String) throws(IRError) -> UnsafeRawPointer {
    var address: LLVMOrcExecutorAddress = 0
    try Self.check(LLVMOrcLLJITLookup(jit, &address, name))
    guard let pointer = UnsafeRawPointer(bitPattern: UInt(address)) else {
      throw IRError("'\(name)' lies at 0")
    }
    return pointer
  }

  private static func check(_ error: LLVMErrorRef?) throws(IRError) {
    guard let error else { return }
    guard let message = LLVMGetErrorMessage(error) else { throw IRError("unknown error") }
    defer { LLVMDisposeErrorMessage(message) }
    throw IRError(String(cString: message))
  }
}
