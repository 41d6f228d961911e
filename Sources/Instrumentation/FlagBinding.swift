// Objects that were compiled with different flags for what callers and callees agree on do not link.
//
// Each instrumented object defines one symbol, of no size, in a COMDAT group that is named after the
// values of these flags:
//
//     $"kmsan_flags:tokens=1,parameter-checks=1" = comdat any
//     @kmsan_objects_have_different_flags = hidden constant [0 x i8] zeroinitializer,
//       section ".discard.kmsan.tokens=1,parameter-checks=1", comdat($"kmsan_flags:tokens=1,…")
//
// The linker keeps one group of a name, so objects with equal flags share the symbol. With other flags
// there is a second group, and the symbol is defined twice: linkers refuse that, and print the symbol
// and both sections. It needs nothing of a runtime, so it holds on Linux's runtime too, in relocatable
// links and archives; objects of clang's own pass have no group and link with all others.
//
// Source of the rules about groups: the ELF specification (gABI), chapter "Section Groups". The linker
// scripts of Linux drop sections whose names begin with `.discard`.

import CLLVM
import KMSANABI
import LLVMIR

enum FlagBinding {
  /// Marks a module that was instrumented with these options.
  static func mark(_ module: Module, options: Options) {
    guard hasGroups(module.target) else { return }
    let flags = options.agreement
    let type = module.context.array(module.context.integer(8), count: 0)
    guard let global = LLVMAddGlobal(module.ref, type.ref, LinkSymbol.differentFlags) else {
      return
    }
    LLVMSetInitializer(global, LLVMConstNull(type.ref))
    LLVMSetGlobalConstant(global, 1)
    LLVMSetAlignment(global, 1)
    LLVMSetVisibility(global, LLVMHiddenVisibility)
    LLVMSetSection(global, ".discard.kmsan.\(flags)")
    LLVMSetComdat(global, LLVMGetOrInsertComdat(module.ref, "kmsan_flags:\(flags)"))
  }

  /// Whether objects for a target are in the ELF format; other formats have no groups, or other ones.
  private static func hasGroups(_ target: String) -> Bool {
    let others = [
      "apple", "darwin", "macos", "ios", "macho", "windows", "win32", "coff", "uefi", "wasm", "aix",
      "xcoff", "zos", "spirv", "dxil",
    ]
    return !others.contains { target.contains($0) }
  }
}

extension Options {
  /// The flags on which callers and callees must agree, with their values.
  var agreement: String {
    ["tokens", "parameter-checks"].compactMap { name in
      PassFlag.all.first { $0.name == name }.map { "\(name)=\($0.get(self))" }
    }.joined(separator: ",")
  }
}
