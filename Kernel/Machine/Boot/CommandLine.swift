// The boot command line: words with blanks between them, each `name=value`.

import KernelC

enum CommandLine {
  private static let bytesMax = 2048
  /// The text, in a page of its own: the virtual machine's copy lies in memory that is given away.
  nonisolated(unsafe) private static var text: UnsafeMutablePointer<CChar>?

  static func keep(_ source: UnsafePointer<CChar>?) {
    let page = Frames.allocate(order: 0)
    guard let source, page != 0 else { return }
    let copy = direct_map(page).assumingMemoryBound(to: CChar.self)
    var count = 0
    while count < bytesMax, source[count] != 0 {
      copy[count] = source[count]
      count &+= 1
    }
    copy[count] = 0
    text = copy
  }

  /// The value of the first word that begins with the name and an equals sign.
  static func value(_ name: UnsafePointer<CChar>, _ size: inout Int) -> UnsafePointer<CChar>? {
    guard var word = text.map({ UnsafePointer($0) }) else { return nil }
    while word[0] != 0 {
      var length = 0
      while name[length] != 0, word[length] == name[length] { length &+= 1 }
      if name[length] == 0, word[length] == CChar(61) {
        let value = word + length + 1
        size = wordLength(value)
        return value
      }
      word += wordLength(word)
      while word[0] == CChar(32) { word += 1 }
    }
    return nil
  }

  private static func wordLength(_ start: UnsafePointer<CChar>) -> Int {
    var count = 0
    while start[count] != 0, start[count] != CChar(32) { count &+= 1 }
    return count
  }
}

@c @implementation
public func boot_option(
  _ name: UnsafePointer<CChar>, _ size: UnsafeMutablePointer<Int>
) -> UnsafePointer<CChar>? {
  CommandLine.value(name, &size.pointee)
}
