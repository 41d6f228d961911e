// The fast path: functions from a bitcode file that take the place of hooks.
//
//     %m = call { ptr, ptr } @__msan_metadata_ptr_for_load_8(ptr align 8 %p)
//  →  %m = call preserve_mostcc { ptr, ptr } @__msan_fast_metadata_ptr_for_load_1(ptr align 8 %p)
//
// The calls are exchanged after the clean-up passes: until then a look-up is a call that LLVM's
// passes share and move. What a file may define, and what its functions may do, is said in
// Docs/FastPath.md.
//
// Functions that open access to user memory keep the hooks, because Linux's objtool knows by name
// what may be called there.

import CLLVM
import KMSANABI
import LLVMIR

/// The functions of one file, for one module.
struct FastPath {
  /// What the file calls its function for the hook `__msan_x`: `kmsan_fast_x`.
  private static let prefix = "kmsan_fast_"
  /// What everything of the file is called in the object. Linux's runtime leaves frames that are
  /// named like its hooks out of stacks.
  private static let localPrefix = "__msan_fast_"

  private let module: ModuleContext
  private let source: Module
  private let hooks: [RuntimeHook]

  /// Reads the file that the module's options name; nil when they name none.
  init?(for module: ModuleContext) throws(PassError) {
    let path = module.options.fastPath
    if path.isEmpty { return nil }
    self.module = module
    do { source = try Module.read(path: path, into: module.context) } catch {
      throw .fastPath(path, error.description)
    }
    // Its functions are inlined everywhere, also where calls have no debug location.
    source.stripDebugInformation()
    guard ["", module.module.target].contains(source.target) else {
      throw .fastPath(path, "it is for the target '\(source.target)'")
    }
    let source = source
    Self.removePortTable(from: source)
    hooks = RuntimeHook.allCases.filter { source.defines(Self.name(of: $0)) }
    guard !hooks.isEmpty else { throw .fastPath(path, "it defines no function '\(Self.prefix)…'") }
    for hook in hooks {
      let name = Self.name(of: hook)
      guard source.function(named: name)?.type == module.type(of: hook) else {
        throw .fastPath(path, "its function '\(name)' has another type than the hook")
      }
    }
  }

  /// Whether the file asks to inline the look-ups of loads that cannot cross a page.
  var inlinesLookups: Bool {
    source.function(named: Self.name(of: .metadataForLoad1))?.has(AttributeKind("alwaysinline"))
      ?? false
  }

  /// Removes the table that kmsan_port.h leaves in every object: it belongs into those of the port.
  private static func removePortTable(from source: Module) {
    for table in source.globals where table.name.hasSuffix(LinkSymbol.portTable) {
      if LLVMGetFirstUse(table.ref) == nil { LLVMDeleteGlobal(table.ref) }
    }
  }

  private static func name(of hook: RuntimeHook) -> String {
    prefix + hook.rawValue.dropFirst("__msan_".count)
  }

  /// Links the file into the module and exchanges the calls.
  func apply() throws(PassError) {
    let callers = module.module.functions.filter {
      !$0.isDeclaration && !$0.opensUserAccess(on: module.target)
    }
    let names = (source.functions.map(\.value) + source.globals).filter(Self.isShared).map(\.name)
    guard module.module.link(source) else {
      throw .fastPath(module.options.fastPath, "it does not fit this module")
    }
    var targets: [RuntimeHook: Function] = [:]
    for hook in hooks { targets[hook] = module.module.function(named: Self.name(of: hook)) }
    let exchange = CallExchange(targets: targets, context: module.context)
    for caller in callers { exchange.run(on: caller) }
    for name in names { share(name) }
    do { try module.module.run(passes: Self.passes) } catch { throw .cleanUp(error.description) }
  }

  /// Inlines what the file asks to inline, and drops what nothing calls.
  private static let passes = "always-inline,globaldce"

  /// What is local in the file stays local, and may get another name when it is linked.
  private static func isShared(_ global: Value) -> Bool {
    LLVMIsDeclaration(global.ref) == 0 && global.linkage == LLVMExternalLinkage
  }

  /// Lets the linker keep one copy of what several objects hold.
  private func share(_ name: String) {
    let module = module.module.ref
    guard let global = LLVMGetNamedFunction(module, name) ?? LLVMGetNamedGlobal(module, name) else {
      return
    }
    let stem = name.hasPrefix(Self.prefix) ? String(name.dropFirst(Self.prefix.count)) : name
    Value(global).name = Self.localPrefix + stem
    LLVMSetLinkage(global, LLVMLinkOnceODRLinkage)
    LLVMSetVisibility(global, LLVMHiddenVisibility)
    LLVMSetComdat(global, LLVMGetOrInsertComdat(module, Self.localPrefix + stem))
  }
}

/// Puts calls of the file's functions in place of calls of hooks.
private struct CallExchange {
  let targets: [RuntimeHook: Function]
  let context: Context
  private let builder: Builder
  private let align = AttributeKind("align")

  init(targets: [RuntimeHook: Function], context: Context) {
    self.targets = targets
    self.context = context
    builder = Builder(context)
  }

  func run(on function: Function) {
    for block in function.blocks {
      for call in block.instructions {
        if let hook = call.hookName.flatMap(RuntimeHook.init) { exchange(call, hook) }
      }
    }
  }

  private func exchange(_ call: Instruction, _ hook: RuntimeHook) {
    var wanted = hook
    var arguments = (0..<call.argumentCount).map { call.operand($0) }
    if let (size, isStore) = hook.fixedSize {
      let alignment = alignment(of: call)
      if alignment >= size {
        // An aligned unit never crosses a page, so its first byte stands for all.
        let group: RuntimeHook = isStore ? .metadataForStore4 : .metadataForLoad4
        let byte: RuntimeHook = isStore ? .metadataForStore1 : .metadataForLoad1
        wanted = alignment >= Origin.granularity && targets[group] != nil ? group : byte
      } else {
        wanted = isStore ? .metadataForStoreN : .metadataForLoadN
        arguments.append(context.integer(64).constant(size))
      }
    }
    guard let target = targets[wanted] else { return }
    builder.position(before: call)
    let replacement = builder.call(target, arguments)
    LLVMSetInstructionCallConv(replacement.ref, LLVMGetFunctionCallConv(target.ref))
    call.value.replaceAllUses(with: replacement.value)
    call.erase()
  }

  /// How far the address of a look-up is known to be aligned, in bytes (Metadata.swift).
  private func alignment(of call: Instruction) -> Int {
    call.attribute(align, parameter: 0).map { Int(LLVMGetEnumAttributeValue($0)) } ?? 1
  }
}
