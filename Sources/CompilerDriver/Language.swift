// What clang does with an input: compile it, assemble it, or hand it to the linker.

/// The kind of an input.
public enum InputKind: Equatable, Sendable {
  /// A language that becomes LLVM IR, or LLVM IR itself.
  case source
  /// Assembly, preprocessed or not.
  case assembly
  /// A header that is to be precompiled.
  case header
  /// An object, an archive or a script for the linker.
  case object

  /// The kind that a file name's extension says. Source: clang 22, lib/Driver/Types.cpp.
  static func ofFile(_ path: String) -> InputKind {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return .object }
    switch name[name.index(after: dot)...] {
    case "c", "i", "cc", "cp", "cxx", "cpp", "CPP", "c++", "C", "CC", "CXX", "C++", "ii", "m", "mi",
      "mm", "M", "mii", "bc", "ll", "cppm", "iim", "ixx", "cu", "hip", "cl":
      return .source
    case "s", "S", "sx", "asm", "ASM": return .assembly
    case "h", "hh", "H", "hp", "hpp", "hxx", "h++", "tcc": return .header
    default: return .object
    }
  }

  /// The kind that the value of `-x` says; nil for `none`, which gives the choice back to the
  /// names.
  static func ofLanguage(_ language: String) -> InputKind? {
    switch language {
    case "none": nil
    case "assembler", "assembler-with-cpp": .assembly
    case let name where name.hasSuffix("-header") || name.hasSuffix("-header-unit"): .header
    default: .source
    }
  }
}
