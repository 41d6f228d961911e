// Where a region of a `noinstr` function begins or ends, by what the source leaves there.
//
// Linux's instrumentation_begin() and instrumentation_end() are inline assembly that notes an address in a section for
// objtool: until 6.14 in `.discard.instr_begin` and `.discard.instr_end`; since 6.15 in `.discard.annotate_insn`, whose
// entries are a label and a type (include/linux/objtool_types.h: ANNOTYPE_INSTR_BEGIN, ANNOTYPE_INSTR_END).
// kmsan_region.h writes the names of the older sections in a comment. Calls of functions that are named like its
// macros are markers too, and so are the intrinsics that LLVM's pull request 202603 proposes.

import LLVMIR

/// What an instruction is to regions.
package enum RegionMarker: Sendable {
  case begin, end

  /// Nil for instructions that are not markers.
  init?(_ instruction: Instruction) {
    guard instruction.isCall else { return nil }
    if instruction.callee.isInlineAssembly {
      self.init(assembly: instruction.callee.assemblyText)
      return
    }
    switch instruction.callee.asFunction?.name {
    case "__kmsan_region_begin", "llvm.kmsan.instrumentation.begin": self = .begin
    case "__kmsan_region_end", "llvm.kmsan.instrumentation.end": self = .end
    default: return nil
    }
  }

  /// Reads the text of inline assembly.
  package init?(assembly text: String) {
    if text.contains(".discard.instr_begin") {
      self = .begin
    } else if text.contains(".discard.instr_end") {
      self = .end
    } else if let marker = Self.annotated(text) {
      self = marker
    } else {
      return nil
    }
  }

  /// Numbers of the types, in every release since 6.15.
  private static let types: [Substring: RegionMarker] = ["3": .begin, "4": .end]

  /// The first entry of `.discard.annotate_insn` whose type is that of a region. Its type is what stands behind the
  /// last comma of the entry's `.long`; other entries, such as that of an indirect jump, may come before.
  private static func annotated(_ text: String) -> RegionMarker? {
    guard text.contains(".discard.annotate_insn") else { return nil }
    var isInside = false
    for statement in text.split(whereSeparator: { $0 == ";" || $0.isNewline }) {
      let words = statement.split(whereSeparator: \.isWhitespace)
      if words.first == ".pushsection" || words.first == ".section" {
        isInside = words.count > 1 && words[1].hasPrefix(".discard.annotate_insn")
      } else if words.first == ".popsection" || words.first == ".previous" {
        isInside = false
      } else if isInside, words.first == ".long", let comma = statement.lastIndex(of: ",") {
        let type = statement[statement.index(after: comma)...].filter { !$0.isWhitespace }
        if let marker = types[type[...]] { return marker }
      }
    }
    return nil
  }
}
