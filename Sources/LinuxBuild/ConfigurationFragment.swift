// Lines of a kernel configuration: `CONFIG_X=y`, `# CONFIG_X is not set`, comments.

import HostSystem

/// The symbols that a piece of configuration text sets.
public struct ConfigurationFragment: Sendable, Equatable {
  /// Value by symbol, without `CONFIG_`. `n` stands for "is not set".
  public var values: [String: String] = [:]
  /// The symbols in the order of their last setting.
  public var order: [String] = []

  public init() {}

  /// Parses `text`; `name` is for error messages.
  public init(_ text: String, name: String) throws {
    for (index, rawLine) in text.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    ).enumerated() {
      let words = rawLine.split(separator: " ")
      if words.count >= 5, words[0] == "#", words[2...4].elementsEqual(["is", "not", "set"]),
        words[1].hasPrefix("CONFIG_")
      {
        set(String(words[1].dropFirst("CONFIG_".count)), to: "n")
        continue
      }
      let line = rawLine.drop { $0 == " " || $0 == "\t" }
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard line.hasPrefix("CONFIG_"), let equals = line.firstIndex(of: "=") else {
        throw ConfigurationError.malformed(line: String(line), number: index + 1, file: name)
      }
      let symbol = line[..<equals].dropFirst("CONFIG_".count)
      set(String(symbol), to: String(line[line.index(after: equals)...]))
    }
  }

  /// Sets a symbol; a later setting wins.
  public mutating func set(_ symbol: String, to value: String) {
    if values.updateValue(value, forKey: symbol) != nil { order.removeAll { $0 == symbol } }
    order.append(symbol)
  }

  /// Adds what `other` sets on top.
  public mutating func merge(_ other: ConfigurationFragment) {
    for symbol in other.order { set(symbol, to: other.values[symbol] ?? "n") }
  }

  /// The value of a symbol; a symbol that is not there is off.
  public subscript(_ symbol: String) -> String { values[symbol] ?? "n" }

  /// Whether a symbol is built in or a module.
  public func isOn(_ symbol: String) -> Bool { self[symbol] == "y" || self[symbol] == "m" }

  /// The text that `merge_config.sh` takes.
  public var text: String {
    order.map { symbol in
      self[symbol] == "n"
        ? "# CONFIG_\(symbol) is not set\n" : "CONFIG_\(symbol)=\(self[symbol])\n"
    }.joined()
  }
}

/// What can go wrong with a configuration.
public enum ConfigurationError: ExplainedError {
  case malformed(line: String, number: Int, file: String)
  case notStuck([UnmetSymbol])
  case unknownName(String)
  case make(step: String, output: String)

  public var problem: String {
    switch self {
    case .malformed(let line, let number, let file):
      "\(file):\(number): not a line of a kernel configuration: \(line)"
    case .notStuck(let symbols):
      "The kernel does not take this configuration:\n"
        + symbols.map { "    \($0)" }.joined(separator: "\n")
    case .unknownName(let name): "There is no configuration named \(name), and no such file"
    case .make(let step, let output): "`make \(step)` failed:\n\(output)"
    }
  }

  public var remedy: String? {
    switch self {
    case .malformed: "Write CONFIG_SYMBOL=value, or `# CONFIG_SYMBOL is not set`."
    case .notStuck: "Correct the symbols, or set what they depend on in the same fragment."
    case .unknownName: "Use `small`, `wide` or the path of a fragment."
    case .make: "Run `kmsan doctor`; it checks what the kernel's build needs."
    }
  }
}

/// A symbol that was asked for and did not get the value.
public struct UnmetSymbol: Sendable, Equatable, CustomStringConvertible {
  public var symbol: String
  public var requested: String
  public var actual: String
  /// Why, as far as the Kconfig files tell.
  public var reason: String

  public var description: String {
    "CONFIG_\(symbol)=\(requested) became \(actual): \(reason)"
  }
}
