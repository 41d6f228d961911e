// Modules: reading, writing, verifying, flags, declarations, LLVM's own passes.
//
// Source: llvm-c/Core.h, IRReader.h, Analysis.h and Transforms/PassBuilder.h of LLVM 22.

import CLLVM

#if canImport(Glibc)
  import Glibc
#endif

/// What can go wrong with a module; the text is LLVM's own.
public struct IRError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

/// A module. It does not own its memory: clang's module belongs to clang, one that was read lives
/// until the process ends.
public struct Module {
  public let ref: LLVMModuleRef
  public init(_ ref: LLVMModuleRef) { self.ref = ref }

  public init(named name: String) {
    ref = LLVMModuleCreateWithNameInContext(name, LLVMContextCreate())
  }

  public var context: Context { Context(LLVMGetModuleContext(ref)) }
  public var dataLayout: DataLayout { DataLayout(LLVMGetModuleDataLayout(ref)) }

  /// Sets the data layout, in LLVM's notation.
  public func setDataLayout(_ text: String) { LLVMSetDataLayout(ref, text) }

  public var target: String {
    get { String(cString: LLVMGetTarget(ref)) }
    nonmutating set { LLVMSetTarget(ref, newValue) }
  }

  /// Reads IR text or bitcode.
  public static func read(path: String, into context: Context? = nil) throws(IRError) -> Module {
    var buffer: LLVMMemoryBufferRef?
    var message: UnsafeMutablePointer<CChar>?
    let failed =
      path == "-"
      ? LLVMCreateMemoryBufferWithSTDIN(&buffer, &message)
      : LLVMCreateMemoryBufferWithContentsOfFile(path, &buffer, &message)
    if failed != 0 { throw IRError(take(message)) }
    return try read(buffer, context)
  }

  /// Reads IR text.
  public static func parse(_ text: String) throws(IRError) -> Module {
    var copy = text
    let buffer = copy.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        LLVMCreateMemoryBufferWithMemoryRangeCopy($0.baseAddress, $0.count, "text")
      }
    }
    return try read(buffer, nil)
  }

  private static func read(
    _ buffer: LLVMMemoryBufferRef?, _ context: Context?
  ) throws(IRError) -> Module {
    var module: LLVMModuleRef?
    var message: UnsafeMutablePointer<CChar>?
    guard
      LLVMParseIRInContext2(context?.ref ?? LLVMContextCreate(), buffer, &module, &message) == 0,
      let module
    else { throw IRError(take(message)) }
    return Module(module)
  }

  /// Why the module is not well formed, or nil.
  public var defect: String? {
    var message: UnsafeMutablePointer<CChar>?
    let broken = LLVMVerifyModule(ref, LLVMReturnStatusAction, &message) != 0
    let text = Self.take(message)
    return broken ? text : nil
  }

  public var text: String {
    guard let raw = LLVMPrintModuleToString(ref) else { return "" }
    defer { LLVMDisposeMessage(raw) }
    return String(cString: raw)
  }

  /// Writes bitcode.
  public func writeBitcode(path: String) throws(IRError) {
    // LLVM's own way to a file ends the process when the disk is full.
    let buffer = LLVMWriteBitcodeToMemoryBuffer(ref)
    defer { LLVMDisposeMemoryBuffer(buffer) }
    guard let file = fopen(path, "w") else { throw Self.cannotWrite(path, errno) }
    let size = LLVMGetBufferSize(buffer)
    let isWritten = fwrite(LLVMGetBufferStart(buffer), 1, size, file) == size && fflush(file) == 0
    let failure = errno
    guard fclose(file) == 0, isWritten else {
      throw Self.cannotWrite(path, isWritten ? errno : failure)
    }
  }

  private static func cannotWrite(_ path: String, _ code: Int32) -> IRError {
    IRError("cannot write '\(path)': \(String(cString: strerror(code)))")
  }

  /// Runs a pipeline of LLVM's new pass manager, written as `opt -passes` takes it.
  public func run(passes: String, machine: LLVMTargetMachineRef? = nil) throws(IRError) {
    let options = LLVMCreatePassBuilderOptions()
    defer { LLVMDisposePassBuilderOptions(options) }
    if let error = LLVMRunPasses(ref, passes, machine, options) {
      throw IRError(Self.take(LLVMGetErrorMessage(error)))
    }
  }

  /// Moves everything of `other`, a module of the same context, into this one; `other` is gone
  /// afterwards. False when the two do not fit; LLVM tells the context's handler why.
  public func link(_ other: Module) -> Bool { LLVMLinkModules2(ref, other.ref) == 0 }

  /// Removes all debug information.
  public func stripDebugInformation() { _ = LLVMStripModuleDebugInfo(ref) }

  // Functions and globals.

  public var functions: [Function] {
    var result: [Function] = []
    var function = LLVMGetFirstFunction(ref)
    while let current = function {
      result.append(Function(current))
      function = LLVMGetNextFunction(current)
    }
    return result
  }

  /// The global variables.
  public var globals: [Value] {
    var result: [Value] = []
    var global = LLVMGetFirstGlobal(ref)
    while let current = global {
      result.append(Value(current))
      global = LLVMGetNextGlobal(current)
    }
    return result
  }

  public func function(named name: String) -> Function? {
    LLVMGetNamedFunction(ref, name).map(Function.init)
  }

  /// Whether the module holds a body for the function of that name.
  public func defines(_ name: String) -> Bool {
    function(named: name).map { !$0.isDeclaration } ?? false
  }

  /// The function of that name, declared when the module does not know it.
  public func declare(_ name: String, _ type: Type) -> Function {
    function(named: name) ?? Function(LLVMAddFunction(ref, name, type.ref))
  }

  /// A private constant string, terminated by zero.
  public func privateString(_ text: String) -> Value {
    let context = LLVMGetModuleContext(ref)
    let constant = LLVMConstStringInContext2(context, text, text.utf8.count, 0)
    guard let global = LLVMAddGlobal(ref, LLVMTypeOf(constant), "") else {
      preconditionFailure("LLVM made no global variable")
    }
    LLVMSetInitializer(global, constant)
    LLVMSetGlobalConstant(global, 1)
    LLVMSetLinkage(global, LLVMPrivateLinkage)
    LLVMSetUnnamedAddress(global, LLVMGlobalUnnamedAddr)
    LLVMSetAlignment(global, 1)
    return Value(global)
  }

  // Module flags.

  public func hasFlag(_ name: String) -> Bool {
    LLVMGetModuleFlag(ref, name, name.utf8.count) != nil
  }

  /// The text of a module flag, or nil when it is missing or not a string.
  public func stringFlag(_ name: String) -> String? {
    guard let node = LLVMGetModuleFlag(ref, name, name.utf8.count),
      let value = LLVMMetadataAsValue(LLVMGetModuleContext(ref), node)
    else { return nil }
    var length: UInt32 = 0
    guard let text = LLVMGetMDString(value, &length) else { return nil }
    return String(
      decoding: UnsafeRawBufferPointer(start: text, count: Int(length)), as: UTF8.self)
  }

  public func addFlag(_ name: String, text: String) {
    let node = LLVMMDStringInContext2(LLVMGetModuleContext(ref), text, text.utf8.count)
    LLVMAddModuleFlag(ref, LLVMModuleFlagBehaviorOverride, name, name.utf8.count, node)
  }

  public func addFlag(_ name: String, integer: Int) {
    let value = context.integer(32).constant(integer)
    LLVMAddModuleFlag(
      ref, LLVMModuleFlagBehaviorOverride, name, name.utf8.count, LLVMValueAsMetadata(value.ref))
  }

  private static func take(_ message: UnsafeMutablePointer<CChar>?) -> String {
    guard let message else { return "" }
    defer { LLVMDisposeMessage(message) }
    return String(cString: message)
  }
}
