// From `function+0x1a/0x40` to an address, and from an address to a function. Names repeat in a kernel (static functions); the size that
// Linux prints tells most of them apart.

import KMSANReport

/// The functions of a kernel or a module, by name.
struct SymbolTable: Sendable {
  private let functions: [String: [ELFFile.Function]]
  /// The functions that have code, by their addresses; of several names for one address, the best.
  private let code: [ELFFile.Function]

  init(_ file: ELFFile) {
    functions = Dictionary(grouping: file.functions, by: \.name)
    code = SymbolTable.code(of: file)
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
    // A port that does not know the size of a function prints zero.
    guard let size = frame.size, size > 0 else {
      return candidates.count == 1 ? .found(candidates[0].address) : .ambiguous
    }
    // Linux takes the size from the next symbol: padding may add up to an alignment.
    let exact = candidates.filter { $0.size == size }
    let fitting = exact.isEmpty ? candidates.filter { fits($0.size, printed: size) } : exact
    let addresses = Set(fitting.map(\.address))
    if addresses.count == 1, let address = addresses.first { return .found(address) }
    return addresses.isEmpty ? .otherSize : .ambiguous
  }

  /// The function that an address is in; nil when it is in none that is known.
  func function(at address: UInt64) -> ELFFile.Function? {
    let next = code.partitioningIndex(where: { $0.address > address })
    guard next > 0 else { return nil }
    let function = code[next - 1]
    return address - function.address < function.size ? function : nil
  }

  private func fits(_ size: UInt64, printed: UInt64) -> Bool {
    // Assembly often states no size. Functions are aligned to at most 64 bytes, and clang puts up
    // to as much in front of them.
    size == 0 || printed >= size && printed - size < 128
  }
}

// MARK: - Addresses

extension SymbolTable {
  /// The functions of a file by their addresses. One without a size, as assembly has them, ends with
  /// the next one, or with the code of its section.
  private static func code(of file: ELFFile) -> [ELFFile.Function] {
    guard !file.isRelocatable else { return [] }
    var result: [ELFFile.Function] = []
    for function in file.functions.filter({ $0.codeEnd > $0.address }).sorted(by: isBefore) {
      // Labels inside a function are not functions, and other names of one are not needed.
      if let last = result.last, function.address - last.address < max(last.size, 1) { continue }
      if let last = result.last, last.size == 0 {
        result[result.count - 1].size = min(function.address, last.codeEnd) - last.address
      }
      result.append(function)
    }
    if let last = result.last, last.size == 0 {
      result[result.count - 1].size = last.codeEnd - last.address
    }
    return result
  }

  /// Whether a function stands before another: by its address, then one with a size, then one with
  /// fewer underscores, then the shorter name.
  private static func isBefore(_ left: ELFFile.Function, _ right: ELFFile.Function) -> Bool {
    guard left.address == right.address else { return left.address < right.address }
    func key(_ function: ELFFile.Function) -> (Int, Int, Int, String) {
      let underscores = function.name.utf8.prefix { $0 == UInt8(ascii: "_") }.count
      return (function.size > 0 ? 0 : 1, underscores, function.name.utf8.count, function.name)
    }
    return key(left) < key(right)
  }
}

extension Array {
  /// The index of the first element that fulfils a condition, where all behind it do; else the end.
  fileprivate func partitioningIndex(where isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
