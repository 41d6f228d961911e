// From `function+0x1a/0x40` to an address. Names repeat in a kernel (static functions); the size that
// Linux prints tells most of them apart.

import KMSANReport

/// The functions of a kernel or a module, by name.
struct SymbolTable: Sendable {
  private let functions: [String: [ELFFile.Function]]

  init(_ file: ELFFile) {
    functions = Dictionary(grouping: file.functions, by: \.name)
  }

  /// How a frame relates to the table.
  enum Match: Equatable {
    /// The start of the function.
    case found(UInt64)
    case unknownName
    /// There is such a name, and never with this size: the file is of another build.
    case otherSize
    /// Several functions have this name and size.
    case ambiguous
  }

  /// Finds the function of a frame.
  func match(_ frame: StackFrame) -> Match {
    guard let candidates = functions[frame.function] else { return .unknownName }
    guard let size = frame.size else {
      return candidates.count == 1 ? .found(candidates[0].address) : .ambiguous
    }
    // Linux takes the size from the next symbol: padding may add up to an alignment.
    let exact = candidates.filter { $0.size == size }
    let fitting = exact.isEmpty ? candidates.filter { fits($0.size, printed: size) } : exact
    let addresses = Set(fitting.map(\.address))
    if addresses.count == 1, let address = addresses.first { return .found(address) }
    return addresses.isEmpty ? .otherSize : .ambiguous
  }

  private func fits(_ size: UInt64, printed: UInt64) -> Bool {
    // Assembly often states no size. Functions are aligned to at most 64 bytes, and clang puts up
    // to as much in front of them.
    size == 0 || printed >= size && printed - size < 128
  }
}
