// Which frames of a use a fingerprint counts. The functions that report, allocate, copy, lock, hash or
// walk strings stand on the stacks of many bugs; those that called them are of interest. The names are
// fixed with the version of the fingerprint; headings have a table of their own (HelperTable.swift).

/// Tells helpers from functions of interest, and brings names into one form.
public struct FrameFilter: Sendable {
  private let helpers: NamePatterns

  /// A filter that treats functions of these names, and those whose names start so, as helpers.
  public init(names: [String], prefixes: [String]) {
    helpers = NamePatterns(names + prefixes.map { $0 + "*" })
  }

  /// The filter that fingerprints use. A change of it is a new version of the fingerprint.
  public static let standard = FrameFilter(
    names: [
      // Copies to and from user space, and what wraps them.
      "_copy_to_user", "_copy_from_user", "copy_to_user", "copy_from_user", "_inline_copy_to_user",
      "raw_copy_to_user", "instrument_copy_to_user", "copyout", "copyin", "_copy_to_iter",
      "copy_to_iter", "copy_to_user_iter", "iterate_and_advance", "iterate_and_advance2",
      "iterate_ubuf", "iterate_iovec", "iterate_bvec", "iterate_kvec", "memcpy_to_iter",
      "put_user", "uiomove", "uiomove_faultflag",
      // Memory and strings.
      "memcpy", "memmove", "memset", "memcmp", "memchr", "bcmp", "strlen", "strnlen", "strcmp",
      "strncmp", "strcasecmp", "strcpy", "strncpy", "strlcpy", "strscpy", "sized_strscpy",
      "strcat", "strchr", "strrchr", "strstr", "kstrdup", "kmemdup", "hex_dump_to_buffer",
      "print_hex_dump", "string", "string_nocheck", "number", "vsnprintf", "snprintf", "sprintf",
      "vscnprintf", "scnprintf", "seq_printf", "seq_puts", "jhash", "jhash2", "crc32c", "crc16",
      // Allocators.
      "kfree", "vmalloc", "malloc", "free", "slab_alloc_node", "slab_post_alloc_hook",
      "alloc_pages", "__alloc_pages", "kmem_cache_alloc", "kmem_cache_free", "uma_zalloc_arg",
      // Stacks and panics.
      "dump_stack", "__dump_stack", "dump_stack_lvl", "print_report", "panic", "vpanic",
      "db_trace_self_wrapper", "kdb_backtrace", "stack_save",
      // Locks and atomics.
      "spin_lock", "mutex_lock", "atomic_read", "atomic_inc", "arch_atomic_read",
    ],
    prefixes: [
      "kmsan_", "__kmsan_", "__msan_", "__asan_", "__sanitizer_", "kasan_", "kcsan_", "ubsan_",
      "__kmalloc", "kmalloc", "kzalloc", "kvmalloc", "__kvmalloc", "kmem_cache_alloc", "krealloc",
      "alloc_pages_", "__alloc_pages_", "__get_free_pages", "__vmalloc", "allocate_slab",
      "__alloc_frozen_pages", "alloc_frozen_pages", "__alloc_skb", "___slab_alloc", "__slab_alloc",
      "_raw_spin_", "_raw_read_", "_raw_write_", "__raw_spin_", "queued_spin_", "raw_atomic_",
      "instrument_atomic_", "crypto_", "sha1_", "sha256_", "sha512_", "md5_", "aes_", "crc32_",
      "__kasan_", "db_trace_", "stack_trace_", "arch_stack_walk",
    ])

  /// Whether a function is a helper.
  public func isHelper(_ function: String) -> Bool {
    helpers.matches(FrameFilter.plainName(function))
  }

  /// The plain names of the first frames that are neither helpers nor guesses. Inlined ones do not
  /// count: a log that was symbolized and one that was not must give the same.
  public func namesOfInterest(_ stack: [StackFrame], max: Int) -> [String] {
    var names: [String] = []
    for index in stack.indices where !stack[index].isGuess && !stack[index].isInlined {
      if names.count == max { break }
      let name = FrameFilter.plainName(stack[index].function)
      if !helpers.matches(name) { names.append(name) }
    }
    return names
  }

  /// The entries of a system call, which are made of one function.
  private static let wrappers = [
    "__x64_sys_", "__ia32_sys_", "__arm64_sys_", "__se_sys_", "__do_sys_",
    "__x64_compat_sys_", "__ia32_compat_sys_", "__se_compat_sys_", "__do_compat_sys_",
  ]
  private static let wrapped = NamePatterns(wrappers.map { $0 + "*" })
  private static let suffixes = [
    ".isra.", ".constprop.", ".part.", ".cold", ".llvm.", ".clone.", ".specialized.",
  ]

  /// The name as the source has it: without the compiler's suffixes and the wrappers that make
  /// three functions of one system call.
  public static func plainName(_ function: String) -> String {
    let dot = UInt8(ascii: ".")
    let hasDot = function.utf8.withContiguousStorageIfAvailable { $0.contains(dot) } ?? true
    if !hasDot, !wrapped.matches(function) { return function }
    var name = function[...]
    // A name may start with a dot, as local labels do.
    for suffix in suffixes {
      if let range = name.firstRange(of: suffix), range.lowerBound != name.startIndex {
        name = name[..<range.lowerBound]
      }
    }
    if let wrapper = wrappers.first(where: { name.hasPrefix($0) }) {
      return "sys_" + name.dropFirst(wrapper.count)
    }
    return String(name)
  }
}
