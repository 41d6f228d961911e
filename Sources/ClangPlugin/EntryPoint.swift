// The entry point that clang looks for in a plugin given by -fpass-plugin.
//
// Clang calls the plugin after its optimizer: before it generates code, or, through CPassPlugin, before
// it writes the optimized module as bitcode or text (-flto, -ffat-lto-objects, -emit-llvm). Whatever
// clang makes of a module is instrumented, or an error of the compilation (Docs/Decisions/010).

import CLLVM
import CPassPlugin
import Instrumentation
import LLVMIR

private let name: StaticString = "kmsan"
private let interfaceVersion: UInt32 = 2
/// What clang prints instead of the address of its own bug tracker when the pass crashes.
private let crashNote: StaticString = """
  kmsan: the KMSAN pass (libKMSANPass.so) crashed. This is a defect of the pass, not of the program
  that is compiled, and not of clang. Please report it to the developers of the pass, with the files
  that clang names below.

  """

/// Tells clang what the plugin offers.
@c(llvmGetPassPluginInfo)
public func passPluginInfo() -> KMSANPassPluginInfo {
  KMSANPassPluginInfo(
    apiVersion: interfaceVersion, name: name.cString, version: InstrumentationPass.version.cString,
    registerPassBuilderCallbacks: { builder in
      kmsan_before_writing(builder) { module in
        if let module { instrument(Module(module), nil) }
      }
    },
    preCodeGenCallback: { module, machine, _, _ in
      guard let module = module.map(Module.init) else { return false }
      // Of a fat object: the module was instrumented when it was written into itself.
      if module.embedsItself, module.hasFlag(InstrumentationPass.moduleFlag) { return false }
      instrument(module, machine)
      return false
    })
}

private func instrument(_ module: Module, _ machine: LLVMTargetMachineRef?) {
  let noteBefore = kmsan_exchange_crash_note(crashNote.cString)
  defer { _ = kmsan_exchange_crash_note(noteBefore) }
  do {
    let options = try Options(text: module.stringFlag(Options.moduleFlag) ?? "")
    let report = try InstrumentationPass.run(on: module, options: options, machine: machine)
    if options.listHeuristics {
      for intrinsic in report.unknownIntrinsics { note("no rule for \(intrinsic)") }
    }
  } catch {
    kmsan_report_error(module.ref, "kmsan: \(error)")
  }
}

private func note(_ text: String) { printToStandardError("kmsan: \(text)") }

extension Module {
  /// Whether bitcode is part of the module's own code. Source: LLVM 22, embedBufferInModule in
  /// llvm/lib/Transforms/Utils/ModuleUtils.cpp.
  fileprivate var embedsItself: Bool {
    let name = "llvm.embedded.objects"
    return LLVMGetNamedMetadata(ref, name, name.utf8.count) != nil
  }
}

extension StaticString {
  fileprivate var cString: UnsafePointer<CChar> {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
