// Stacks that were read before, by their text. A kernel that is fuzzed reports the same uses again and
// again, and what its callers have in common in many more: most stacks of a long log are not new.

#if canImport(Glibc)
  import Glibc
#endif

/// Remembers the frames of stacks. It holds a limited number; then it starts anew.
struct StackCache: Sendable {
  /// A stack of more lines is not remembered.
  static let linesMax = 64
  /// No text of more bytes is remembered.
  private static let textBytesMax = 8 * 1024
  private static let stacksMax = 1024

  /// The lines of a stack.
  private struct Text: Hashable {
    let bytes: [UInt8]

    func hash(into hasher: inout Hasher) {
      bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    static func == (left: Text, right: Text) -> Bool {
      guard left.bytes.count == right.bytes.count else { return false }
      return left.bytes.withUnsafeBytes { first in
        right.bytes.withUnsafeBytes { second in
          guard let first = first.baseAddress, let second = second.baseAddress else { return true }
          return memcmp(first, second, left.bytes.count) == 0
        }
      }
    }
  }

  private var stacks: [Text: [StackFrame]] = [:]

  /// The frames of a stack with this text; nil when it is new.
  subscript(text: [UInt8]) -> [StackFrame]? {
    get { stacks[Text(bytes: text)] }
    set {
      guard text.count <= StackCache.textBytesMax else { return }
      if stacks.count == StackCache.stacksMax { stacks.removeAll(keepingCapacity: true) }
      stacks[Text(bytes: text)] = newValue
    }
  }
}
