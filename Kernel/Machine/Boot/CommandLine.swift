// The boot command line, kept. What most of its words mean, Core/Options knows; memory is divided
// before that runs, by the words that are read here.

import KernelC

enum CommandLine {
  static func keep(_ source: UnsafePointer<CChar>?) {
    guard let source else { return }
    let copy = get_command_line()
    var count = 0
    while count < COMMAND_LINE_MAX, source[count] != 0 {
      copy[count] = source[count]
      count &+= 1
    }
    copy[count] = 0
  }

  static var isMetadataLinear: Bool { !contains("metadata=on-demand") }
  static var coversPageArray: Bool { !contains("page-array=dummy") }

  private static func contains(_ word: StaticString) -> Bool {
    var rest = boot_command_line()
    while rest[0] != 0 {
      var length = 0
      while length < word.utf8CodeUnitCount, rest[length] == CChar(word.utf8Start[length]) {
        length &+= 1
      }
      if length == word.utf8CodeUnitCount, rest[length] == 0 || rest[length] == CChar(32) {
        return true
      }
      while rest[0] != 0, rest[0] != CChar(32) { rest += 1 }
      while rest[0] == CChar(32) { rest += 1 }
    }
    return false
  }
}

@c @implementation
public func boot_command_line() -> UnsafePointer<CChar> { UnsafePointer(get_command_line()) }
