// The names that say what a check is about: what is written is read back.

import KMSANABI
import Testing

@Suite struct CheckedUseTests {
  static let values: [[CheckedValue]] = [
    [],
    [CheckedValue(name: "hdr->flags", type: "u32")],
    [CheckedValue(name: "get()", type: "struct foo *")],
    [CheckedValue(name: "keys[3].length")],
    [CheckedValue(type: "int")],
    [CheckedValue(role: "length", name: "n", type: "size_t"), CheckedValue(role: "source")],
    [
      CheckedValue(role: "argument 1", name: "a"), CheckedValue(role: "argument 2", type: "b"),
      CheckedValue(role: "function"),
    ],
  ]

  @Test(arguments: CheckedOperation.allCases)
  func whatIsWrittenIsRead(operation: CheckedOperation) {
    for values in Self.values {
      for callee in operation == .call ? [nil, "copy_out", "a"] : [nil] {
        let use = CheckedUse(operation, callee: callee, values: values)
        #expect(CheckedUse(functionName: use.functionName) == use, "\(use.functionName)")
        #expect(use.functionName.utf8.allSatisfy { 0x20..<0x7F ~= $0 })
      }
    }
  }

  @Test func theTextReadsAsASentence() {
    let value = CheckedValue(name: "hdr->flags", type: "u32")
    #expect(CheckedUse(.branch, values: [value]).text == "branch on 'hdr->flags' (u32)")
    #expect(CheckedUse(.division, values: []).text == "division by a value")
    let argument = CheckedValue(role: "argument 2", name: "n", type: "int")
    #expect(
      CheckedUse(.call, callee: "f", values: [argument, CheckedValue(role: "argument 3")]).text
        == "call of f with argument 2 'n' (int) or argument 3")
    #expect(
      CheckedUse(.call, values: [CheckedValue(role: "function", name: "p->open")]).text
        == "call of a pointer with function 'p->open'")
  }

  @Test(arguments: [
    "", "branch", "kmsan", "kmsan: ", "kmsan: branch", "kmsan: branch on", "kmsan: dance on 'x'",
    "kmsan: branch on 'x", "kmsan: branch on (x", "kmsan: branch on 'x' or ",
    "kmsan: branch on 'x' (u32) and more", "kmsan: call of f", "kmsan_check",
    "kmsan: branch on 'a' or 'b' or 'c' or 'd'",
  ])
  func otherNamesAreNone(name: String) {
    #expect(CheckedUse(functionName: name) == nil)
  }

  @Test func namesAreMadePlain() {
    #expect(CheckedUse.plain(name: "a'b\u{7}é") == "a_b___")
    #expect(CheckedUse.plain(type: "f(x) 'y'") == "f_x_ 'y'")
    #expect(
      CheckedUse.plain(name: String(repeating: "x", count: 999)).utf8.count
        == CheckedUse.nameBytesMax)
  }

  @Test func noOperationBeginsLikeAnother() {
    for a in CheckedOperation.allCases {
      #expect(a.reason.hasSuffix("."))
      for b in CheckedOperation.allCases where a != b {
        #expect(!b.words.hasPrefix(a.words + " "), "\(a) and \(b)")
      }
    }
  }
}
