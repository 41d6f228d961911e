// The boot options before the boot: the kernel's own code (Kernel/Shared/Options) reads them here, too.

import HostSystem

/// Options of the kernel, or an option and the machine, contradict each other.
public struct BootOptionError: ExplainedError {
  public let problem: String
  public var remedy: String? { nil }
  public var exitStatus: CommandStatus { .usage }
}

/// Looks at boot options before they are given to a kernel with KMSAN.
public enum BootOptionCheck {
  /// Throws when options contradict each other, the machine, or a flag that is about cases. What the
  /// kernel does not know, it refuses itself.
  public static func expectAgreement(
    of options: [String], processors: Int, flagOfCases: String?
  ) throws {
    try options.joined(separator: " ").withCString { line in
      var read = BootOptions()
      if let refusal = read.read(line, hasMetadata: true), refusal.isContradiction {
        var text = RefusalText()
        refusal.append(to: &text)
        throw BootOptionError(problem: text.string)
      }
      guard read[.soak] == nil || processors == 1 else {
        throw BootOptionError(
          problem: "Contradicting boot options: soak= runs on one processor, and the machine has"
            + " \(processors). Add --processors 1, or use --soak.")
      }
      let longTests: [BootOption] = [.soak, .load, .bench]
      if let flagOfCases, let test = longTests.first(where: { read[$0] != nil }) {
        throw BootOptionError(
          problem:
            "Contradicting options: \(flagOfCases) is about cases, which \(test.name)= does not"
            + " run. Leave one out.")
      }
    }
  }
}

/// A message of the kernel as a string.
private struct RefusalText: OptionText {
  private var bytes: [UInt8] = []

  var string: String { String(decoding: bytes, as: UTF8.self) }

  mutating func append(_ text: StaticString) { bytes += Array(text.description.utf8) }
  mutating func append(byte: UInt8) { bytes.append(byte) }
}
