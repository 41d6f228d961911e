// The boot command line: kept, read, and refused when it cannot be meant, before anything depends on it.

import KernelC

enum CommandLine {
  /// The options; Core/Options reads the same line once more, as Swift's types do not cross modules.
  nonisolated(unsafe) private(set) static var options = BootOptions()

  /// Keeps a copy of the line: the virtual machine's lies in memory that is given away.
  static func keep(_ source: UnsafePointer<CChar>?) {
    guard let source else { return }
    let copy = get_command_line()
    var count = 0
    while count < COMMAND_LINE_MAX, source[count] != 0 {
      copy[count] = source[count]
      count &+= 1
    }
    copy[count] = 0
    if source[count] != 0 {
      var text = Text("The boot command line is too long: it has more than ")
      text.append(UInt(COMMAND_LINE_MAX))
      text.append(" bytes. Leave options out.")
      text.print()
      power_off(OUTCOME_REFUSED)
    }
  }

  /// Reads the options.
  static func readOptions() {
    guard let refusal = options.read(boot_command_line(), hasMetadata: has_metadata()) else {
      return
    }
    var text = Text()
    refusal.append(to: &text)
    text.print()
    if !refusal.isContradiction { printOptions() }
    power_off(OUTCOME_REFUSED)
  }

  private static func printOptions() {
    var text = Text("The boot options are:")
    text.print()
    for number in 0..<BootOption.count {
      guard let option = BootOption(rawValue: number), option != .device else { continue }
      text = Text("  ")
      text.append(option.name)
      text.append("=")
      text.append(option.form)
      text.print()
    }
  }
}

@c @implementation
public func boot_command_line() -> UnsafePointer<CChar> { UnsafePointer(get_command_line()) }
