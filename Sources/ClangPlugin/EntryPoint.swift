// The entry point that clang looks for in a plugin given by -fpass-plugin.
//
// Clang calls the pass after its optimizer and before code generation. It is not called for
// -emit-llvm: kmsan-opt serves that. An error must reach the user as an error of the compilation:
// it is left in the module as an assembler directive, which clang reports before it fails and
// removes its output.

import CLLVM
import Instrumentation
import LLVMIR

private let name: StaticString = "kmsan"
private let version: StaticString = "1"
private let interfaceVersion: UInt32 = 2

/// Tells clang what the plugin offers.
@c(llvmGetPassPluginInfo)
public func passPluginInfo() -> KMSANPassPluginInfo {
  KMSANPassPluginInfo(
    apiVersion: interfaceVersion,
    name: UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self),
    version: UnsafeRawPointer(version.utf8Start).assumingMemoryBound(to: CChar.self),
    registerPassBuilderCallbacks: { _ in },
    preCodeGenCallback: { module, machine, _, _ in
      if let module { instrument(Module(module), machine) }
      return false
    })
}

private func instrument(_ module: Module, _ machine: LLVMTargetMachineRef?) {
  do {
    let options = try Options(text: module.stringFlag(Options.moduleFlag) ?? "")
    let report = try InstrumentationPass.run(on: module, options: options, machine: machine)
    if options.listHeuristics {
      for intrinsic in report.unknownIntrinsics { note("no rule for \(intrinsic)") }
    }
  } catch {
    fail(module, "\(error)")
  }
}

private func note(_ text: String) { printToStandardError("kmsan: \(text)") }

private func fail(_ module: Module, _ text: String) {
  var safe = ""
  for character in text where character.isASCII && character != "\"" && character != "\\" {
    safe.append(character.isNewline ? " " : character)
  }
  let directive = ".error \"kmsan: \(safe)\"\n"
  LLVMAppendModuleInlineAsm(module.ref, directive, directive.utf8.count)
}
