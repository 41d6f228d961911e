// The boot command line, kept. What its words mean, Core/Options knows.

import KernelC

enum CommandLine {
  private static let bytesMax = 2048
  /// The text, in a page of its own: the virtual machine's copy lies in memory that is given away.
  nonisolated(unsafe) private static var copy: UnsafeMutablePointer<CChar>?

  static var text: UnsafePointer<CChar> {
    copy.map { UnsafePointer($0) }
      ?? UnsafeRawPointer(("" as StaticString).utf8Start).assumingMemoryBound(to: CChar.self)
  }

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
    self.copy = copy
  }
}

@c @implementation
public func boot_command_line() -> UnsafePointer<CChar> { CommandLine.text }
