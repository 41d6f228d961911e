// A boot command line as options. What cannot be meant is refused: a kernel that ignored it would do
// something else than what was asked for.
//
// Part of both modules of the kernel, and of `kmsan boot`. Without a heap.

/// The options of a command line.
struct BootOptions {
  /// Devices that a machine announces at most.
  static var devicesMax: Int { 8 }

  /// The value of each option that was given, by the option's number: `BootOption.count` of them.
  private var values = InlineArray<13, Word?>(repeating: nil)
  /// What the machine says of its devices.
  private(set) var devices = InlineArray<8, Word?>(repeating: nil)
  private(set) var deviceCount = 0

  init() {}

  /// Reads a command line up to the first word that is refused; nil when none is. `hasMetadata` says
  /// whether the kernel is built with KMSAN.
  mutating func read(_ line: UnsafePointer<CChar>, hasMetadata: Bool) -> BootRefusal? {
    var rest = line
    while true {
      while rest[0] == CChar(32) { rest += 1 }
      guard rest[0] != 0 else { return unmetNeed() }
      var size = 0
      while rest[size] != 0, rest[size] != CChar(32) { size &+= 1 }
      if let refusal = take(Word(start: rest, count: size), hasMetadata) { return refusal }
      rest += size
    }
  }

  private mutating func take(_ word: Word, _ hasMetadata: Bool) -> BootRefusal? {
    guard let (option, value) = Self.option(of: word) else { return .unknown(word) }
    guard option.accepts(value) else { return .value(option, value) }
    if option == .device { return announce(value) }
    if option.needsKMSAN, !hasMetadata { return .needsKMSAN(option, value) }
    if let other = self[option] {
      // The same once more changes nothing.
      return other.isEqual(to: value) ? nil : .repeated(option, other, value)
    }
    if let refusal = contradiction(to: option, value) { return refusal }
    values[Int(option.rawValue)] = value
    return nil
  }

  private static func option(of word: Word) -> (BootOption, Word)? {
    for number in 0..<BootOption.count {
      if let option = BootOption(rawValue: number), let value = word.value(of: option.name) {
        return (option, value)
      }
    }
    return nil
  }

  private mutating func announce(_ device: Word) -> BootRefusal? {
    guard deviceCount < Self.devicesMax else { return .device(device) }
    devices[deviceCount] = device
    deviceCount &+= 1
    return nil
  }

  private func contradiction(to option: BootOption, _ value: Word) -> BootRefusal? {
    guard !option.isOff(value) else { return nil }
    for number in 0..<BootOption.count {
      if let other = BootOption(rawValue: number), let given = self[other], !other.isOff(given),
        let reason = option.contradiction(to: other)
      {
        return .contradiction(other, given, option, value, reason)
      }
    }
    return nil
  }

  private func unmetNeed() -> BootRefusal? {
    for number in 0..<BootOption.count {
      guard let option = BootOption(rawValue: number), let value = self[option],
        !option.isOff(value), let need = option.need
      else { continue }
      let given = self[need]
      if given.map({ need.isOff($0) }) ?? true { return .need(option, value, need) }
    }
    return nil
  }

  // MARK: Values

  /// The value of an option; nil when it was not given.
  subscript(_ option: BootOption) -> Word? { values[Int(option.rawValue)] }

  var isMetadataLinear: Bool { !(self[.metadata]?.isEqual(to: "on-demand") ?? false) }
  var coversPageArray: Bool { !(self[.pageArray]?.isEqual(to: "dummy") ?? false) }
}

/// Why a command line is refused.
enum BootRefusal {
  case unknown(Word)
  /// A value that the option cannot have.
  case value(BootOption, Word)
  /// Two values of one option.
  case repeated(BootOption, Word, Word)
  case contradiction(BootOption, Word, BootOption, Word, StaticString)
  /// An option, and the one that it needs.
  case need(BootOption, Word, BootOption)
  case needsKMSAN(BootOption, Word)
  /// More devices than ``BootOptions/devicesMax``.
  case device(Word)

  /// Whether each option alone would be right.
  var isContradiction: Bool {
    switch self {
    case .repeated, .contradiction, .need: true
    case .unknown, .value, .needsKMSAN, .device: false
    }
  }

  /// Appends the reason as one line, without its end.
  func append(to text: inout some OptionText) {
    switch self {
    case .unknown(let word):
      text.append("Unknown boot option: ")
      word.append(to: &text)
    case .value(let option, let value):
      text.append("Unknown boot option or value: ")
      option.append(value, to: &text)
      text.append("; the value is ")
      text.append(option.form)
    case .repeated(let option, let first, let second):
      text.append("Contradicting boot options: ")
      option.append(first, to: &text)
      text.append(" and ")
      option.append(second, to: &text)
      text.append(": only one can hold. Leave one out.")
    case .contradiction(let first, let firstValue, let second, let secondValue, let reason):
      text.append("Contradicting boot options: ")
      first.append(firstValue, to: &text)
      text.append(" and ")
      second.append(secondValue, to: &text)
      text.append(": ")
      text.append(reason)
    case .need(let option, let value, let need):
      text.append("Boot option without effect: ")
      option.append(value, to: &text)
      text.append(" needs ")
      text.append(need.name)
      text.append(" above 0. Give both.")
    case .needsKMSAN(let option, let value):
      text.append("Boot option without effect: ")
      option.append(value, to: &text)
      text.append(" is for kernels with KMSAN. Leave it out.")
    case .device(let value):
      text.append("Too many devices: there is no room for ")
      BootOption.device.append(value, to: &text)
    }
  }
}

extension BootOption {
  /// Appends the option as it was given.
  fileprivate func append(_ value: Word, to text: inout some OptionText) {
    text.append(name)
    text.append("=")
    value.append(to: &text)
  }
}

/// What messages about options are appended to: a line of the kernel's console, or a string.
protocol OptionText {
  mutating func append(_ text: StaticString)
  mutating func append(byte: UInt8)
}
