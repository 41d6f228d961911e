// The functions of the image, for the image: reports name them. Kernel/Include/kernel.h declares
// the table.

/// A table of functions.
struct SymbolTable {
  private struct Function {
    let name: Substring
    let start: UInt64
    let size: UInt64
  }
  /// KERNEL_BASE of Kernel/Include/layout.h.
  private static let base: UInt64 = 0xffff_ffff_8000_0000

  private let functions: [Function]

  /// Reads what `llvm-nm --format=posix` lists.
  init(listing: String) {
    functions = listing.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count >= 4, ["T", "t", "W"].contains(words[1]),
        let start = UInt64(words[2], radix: 16), start >= Self.base,
        let size = UInt64(words[3], radix: 16), size > 0
      else { return nil }
      return Function(name: words[0], start: start - Self.base, size: size)
    }.sorted { ($0.start, $0.name) < ($1.start, $1.name) }
  }

  /// The table in assembly.
  var assembly: String {
    var text = """
        .section .symbols, "a"
        .balign 4
        .globl symbol_count, symbol_entries, symbol_names
      symbol_count: .long \(functions.count)
      symbol_entries:

      """
    var offset = 0
    for function in functions {
      text += "  .long \(function.start), \(function.size), \(offset)\n"
      offset += function.name.utf8.count + 1
    }
    text += "symbol_names:\n"
    for function in functions { text += "  .asciz \"\(function.name)\"\n" }
    return text
  }
}
