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

  /// The C declaration; `struct kmsan_metadata { void *shadow; uint32_t *origin; }` travels in two
  /// registers.
  public var declaration: String {
    switch self {
    case .metadataForLoad1, .metadataForLoad2, .metadataForLoad4, .metadataForLoad8,
      .metadataForStore1, .metadataForStore2, .metadataForStore4, .metadataForStore8:
      "struct kmsan_metadata \(rawValue)(void *address)"
    case .metadataForLoadN, .metadataForStoreN:
      "struct kmsan_metadata \(rawValue)(void *address, uint64_t size)"
    case .memcpy, .memmove: "void *\(rawValue)(void *to, const void *from, uint64_t size)"
    case .memset: "void *\(rawValue)(void *to, int byte, uint64_t size)"
    case .chainOrigin: "uint32_t \(rawValue)(uint32_t origin)"
    case .poisonAlloca: "void \(rawValue)(void *address, uint64_t size, const char *description)"
    case .unpoisonAlloca: "void \(rawValue)(void *address, uint64_t size)"
    case .warning: "void \(rawValue)(uint32_t origin)"
    case .getContextState: "struct kmsan_context_state *\(rawValue)(void)"
    case .instrumentAsmStore: "void \(rawValue)(void *address, uint64_t size)"
    }
  }

  /// What the runtime does.
  public var meaning: String {
    switch self {
    case .metadataForLoad1, .metadataForLoad2, .metadataForLoad4, .metadataForLoad8:
      "shadow and origin addresses of a load of that many bytes"
    case .metadataForLoadN: "shadow and origin addresses of a load of `size` bytes"
    case .metadataForStore1, .metadataForStore2, .metadataForStore4, .metadataForStore8:
      "shadow and origin addresses of a store of that many bytes"
    case .metadataForStoreN: "shadow and origin addresses of a store of `size` bytes"
    case .memcpy: "copies memory and its metadata"
    case .memmove: "copies memory and its metadata; the ranges may overlap"
    case .memset: "sets memory and unpoisons it"
    case .chainOrigin: "makes an origin of this stack and the previous origin"
    case .poisonAlloca: "poisons a local variable; the origin names it"
    case .unpoisonAlloca: "unpoisons a local variable of a function without checks"
    case .warning: "reports a use of an uninitialized value, and returns"
    case .getContextState: "the context state of the current task or nesting level"
    case .instrumentAsmStore: "unpoisons an output operand of inline assembly"
    }
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
