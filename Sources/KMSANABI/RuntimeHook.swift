// The functions that instrumented code calls. A runtime must export all of them.
//
// Source: the declarations that clang 22 emits for -fsanitize=kernel-memory on x86-64, and Linux
// 6.12, mm/kmsan/instrumentation.c.

/// One hook: a function of the runtime that the compiler calls.
public enum RuntimeHook: String, CaseIterable, Sendable {
  case metadataForLoad1 = "__msan_metadata_ptr_for_load_1"
  case metadataForLoad2 = "__msan_metadata_ptr_for_load_2"
  case metadataForLoad4 = "__msan_metadata_ptr_for_load_4"
  case metadataForLoad8 = "__msan_metadata_ptr_for_load_8"
  case metadataForLoadN = "__msan_metadata_ptr_for_load_n"
  case metadataForStore1 = "__msan_metadata_ptr_for_store_1"
  case metadataForStore2 = "__msan_metadata_ptr_for_store_2"
  case metadataForStore4 = "__msan_metadata_ptr_for_store_4"
  case metadataForStore8 = "__msan_metadata_ptr_for_store_8"
  case metadataForStoreN = "__msan_metadata_ptr_for_store_n"
  case memcpy = "__msan_memcpy"
  case memmove = "__msan_memmove"
  case memset = "__msan_memset"
  case chainOrigin = "__msan_chain_origin"
  case poisonAlloca = "__msan_poison_alloca"
  case unpoisonAlloca = "__msan_unpoison_alloca"
  case warning = "__msan_warning"
  case getContextState = "__msan_get_context_state"
  case instrumentAsmStore = "__msan_instrument_asm_store"

  /// A hook that is no part of the ABI: with the option `report-bits`, called in place of `warning` where
  /// the uninitialized bits of a value with a name are known. Only the runtime of this project has it.
  public static let warningOfBits = "__msan_warning_of_bits"

  /// What is passed and returned, what the runtime does, and what LLVM may assume of a call.
  public var description: HookDescription {
    switch self {
    case .metadataForLoad1: .lookUp(bytes: 1, isStore: false)
    case .metadataForLoad2: .lookUp(bytes: 2, isStore: false)
    case .metadataForLoad4: .lookUp(bytes: 4, isStore: false)
    case .metadataForLoad8: .lookUp(bytes: 8, isStore: false)
    case .metadataForLoadN: .lookUp(bytes: nil, isStore: false)
    case .metadataForStore1: .lookUp(bytes: 1, isStore: true)
    case .metadataForStore2: .lookUp(bytes: 2, isStore: true)
    case .metadataForStore4: .lookUp(bytes: 4, isStore: true)
    case .metadataForStore8: .lookUp(bytes: 8, isStore: true)
    case .metadataForStoreN: .lookUp(bytes: nil, isStore: true)
    case .memcpy:
      .init(
        .address, [("to", .address), ("from", .source), ("size", .size)],
        "copies memory and its metadata")
    case .memmove:
      .init(
        .address, [("to", .address), ("from", .source), ("size", .size)],
        "copies memory and its metadata; the ranges may overlap")
    case .memset:
      .init(
        .address, [("to", .address), ("byte", .int), ("size", .size)],
        "sets memory and unpoisons it")
    case .chainOrigin:
      .init(
        .origin, [("origin", .origin)], "makes an origin of this stack and the previous origin",
        .runtimeState)
    case .poisonAlloca:
      .init(
        .nothing, [("address", .address), ("size", .size), ("description", .text)],
        "poisons a local variable; the origin names it")
    case .unpoisonAlloca:
      .init(
        .nothing, [("address", .address), ("size", .size)],
        "unpoisons a local variable of a function without checks")
    case .warning:
      .init(
        .nothing, [("origin", .origin)], "reports a use of an uninitialized value, and returns",
        .runtimeState)
    case .getContextState:
      .init(.contextState, [], "the context state of the current task or nesting level")
    case .instrumentAsmStore:
      .init(
        .nothing, [("address", .address), ("size", .size)],
        "unpoisons an output operand of inline assembly")
    }
  }

  /// The C declaration; `struct kmsan_metadata { void *shadow; uint32_t *origin; }` travels in two
  /// registers.
  public var declaration: String {
    let parameters = description.parameters.map { $0.type.c(naming: $0.name) }
    let list = parameters.isEmpty ? "void" : parameters.joined(separator: ", ")
    return description.result.c(naming: "\(rawValue)(\(list))")
  }

  /// What the runtime does.
  public var meaning: String { description.meaning }

  /// How many bytes a look-up is for, and whether it is for a store; nil for other hooks and for sizes that are
  /// arguments.
  public var fixedSize: (bytes: Int, isStore: Bool)? {
    guard case .lookUp(let bytes?, let isStore) = description.effect else { return nil }
    return (bytes, isStore)
  }

  /// Whether the hook finds the metadata of an address and does nothing else.
  public var isLookup: Bool {
    if case .lookUp = description.effect { true } else { false }
  }

  /// The hook that finds the metadata of a load or store of `size` bytes; the `N` ones take the
  /// size.
  public static func metadata(forStore: Bool, size: Int) -> RuntimeHook {
    switch (forStore, size) {
    case (false, 1): .metadataForLoad1
    case (false, 2): .metadataForLoad2
    case (false, 4): .metadataForLoad4
    case (false, 8): .metadataForLoad8
    case (false, _): .metadataForLoadN
    case (true, 1): .metadataForStore1
    case (true, 2): .metadataForStore2
    case (true, 4): .metadataForStore4
    case (true, 8): .metadataForStore8
    case (true, _): .metadataForStoreN
    }
  }
}

/// The one description of a hook, from which the pass, the document and the check of the runtime's header take it.
public struct HookDescription: Sendable {
  /// A type of C that travels in registers.
  public enum ValueType: String, Sendable {
    case nothing = "void"
    case address = "void *"
    case source = "const void *"
    case text = "const char *"
    case size = "uint64_t"
    case int
    case origin = "uint32_t"
    case metadata = "struct kmsan_metadata"
    case contextState = "struct kmsan_context_state *"

    func c(naming name: String) -> String { rawValue + (rawValue.hasSuffix("*") ? "" : " ") + name }
  }

  /// What LLVM may assume of a call.
  public enum Effect: Sendable {
    /// Nothing.
    case any
    /// It depends on the address and on nothing that instrumented code can write between two calls.
    ///
    /// With the number of bytes that it is for; nil for a size that is an argument.
    case lookUp(bytes: Int?, isStore: Bool)
    /// It touches neither the program's memory nor its metadata.
    case runtimeState
  }

  public let result: ValueType
  public let parameters: [(name: String, type: ValueType)]
  /// What the runtime does.
  public let meaning: String
  public let effect: Effect

  init(
    _ result: ValueType, _ parameters: [(name: String, type: ValueType)], _ meaning: String,
    _ effect: Effect = .any
  ) {
    self.result = result
    self.parameters = parameters
    self.meaning = meaning
    self.effect = effect
  }

  static func lookUp(bytes: Int?, isStore: Bool) -> HookDescription {
    let size = bytes == nil ? "`size` bytes" : "that many bytes"
    return HookDescription(
      .metadata, [("address", .address)] + (bytes == nil ? [("size", .size)] : []),
      "shadow and origin addresses of a \(isStore ? "store" : "load") of \(size)",
      .lookUp(bytes: bytes, isStore: isStore))
  }
}
