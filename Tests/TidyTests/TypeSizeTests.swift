// A type that knows too much: at most 12 stored properties, and at most 400 lines over all its files.
//
// The sources are read as text, which swift-format has indented: what a type contains stands deeper than its
// head. Lines of a nested type count for that type alone.

import Foundation
import TestSupport
import Testing

@Suite("Type sizes") struct TypeSizeTests {
  static let storedPropertiesMax = 12
  static let linesMax = 400

  /// Types that are larger, with the reason. One that is not larger any more fails the test.
  static let exceptions = [
    "Differential.BoundaryCase": "one property for each axis of the generator",
    "Differential.BoundarySource": "the writer of one C file, in the order of the file",
    "Instrumentation.AttributeKinds": "a table: one attribute for each property",
    "Instrumentation.FunctionInstrumenter": "the visitors of all instructions share it",
    "Instrumentation.IntrinsicTable": "a table: one list of intrinsics for each property",
    "Instrumentation.ModuleContext": "what all functions of a module share, computed once",
    "Instrumentation.Options": "a table: one flag of the pass for each property",
    "KMSANReport.Report": "one property for each part of a report's text",
    "Runtime.PortCheck": "one check for each promise of a port",
    "ShadowAlgebra.Simplifier": "a builder: one function for each operation",
    "VirtualMachine.QEMU": "one property for each option of QEMU",
    "kmsan.BootCommand": "one property for each option of the command",
    "kmsan.RunCommand": "one property for each option of the command",
  ]

  @Test func noTypeKnowsTooMuch() throws {
    var larger: Set<String> = []
    for (name, size) in try sizes() {
      guard size.storedProperties > Self.storedPropertiesMax || size.lines > Self.linesMax else {
        continue
      }
      larger.insert(name)
      #expect(
        Self.exceptions[name] != nil,
        "\(name) has \(size.storedProperties) stored properties and \(size.lines) lines")
    }
    #expect(larger.isSuperset(of: Self.exceptions.keys), "an exception that is not needed any more")
  }

  @Test func sizesAreCounted() {
    let text = """
      struct A {
        let one: Int
        private(set) var two = 2
        static let none = 0
        var computed: Int { 3 }
        var longer: Int {
          let local = 4
          return local
        }
        struct B {
          var three: Int
        }
      }

      extension A {
        func f() {}
      }
      """
    var sizes: [String: TypeSize] = [:]
    measure(text, into: &sizes, module: "M")
    #expect(sizes["M.A"] == TypeSize(storedProperties: 2, lines: 12))
    #expect(sizes["M.A.B"] == TypeSize(storedProperties: 1, lines: 2))
  }

  private func sizes() throws -> [String: TypeSize] {
    var sizes: [String: TypeSize] = [:]
    for file in try Repository.files(below: "Sources", extensions: ["swift"]) {
      let module = String(file.split(separator: "/")[1])
      measure(try Repository.text(file), into: &sizes, module: module)
    }
    return sizes
  }
}

/// How large a type is, in all of its files.
private struct TypeSize: Equatable {
  var storedProperties = 0
  /// Lines from behind the head to the closing brace, with those of extensions.
  var lines = 0
}

/// Adds the types of a file to `sizes`, by module and name.
private func measure(_ text: String, into sizes: inout [String: TypeSize], module: String) {
  let head =
    /^( *)(?:@\w+(?:\([^)]*\))? )*(?:(?:\w+(?:\(\w+\))?) )*(?:struct|class|actor|enum|extension) ([\w.]+)/
  let property = /^ *(?:@\w+(?:\([^)]*\))? )*(?:(?:\w+(?:\(\w+\))?) )*(?:let|var) \w+/
  // The types that a line is in, from the outermost: name, indentation.
  var open: [(name: String, indentation: String)] = []
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    if let current = open.last {
      sizes[current.name, default: TypeSize()].lines += 1
      if line.hasPrefix(current.indentation + "}") {
        open.removeLast()
        continue
      }
      let isMember =
        line.hasPrefix(current.indentation + "  ")
        && !line.hasPrefix(current.indentation + "   ")
      let isComputed =
        line.hasSuffix("{") && !line.contains("=") || line.contains(/: [^=]*\{ .*\}$/)
      if isMember, line.prefixMatch(of: property) != nil, !isComputed, !line.contains("static ") {
        sizes[current.name, default: TypeSize()].storedProperties += 1
      }
    }
    if let match = line.prefixMatch(of: head), line.hasSuffix("{") || !line.contains("{") {
      let outer = open.last.map(\.name) ?? module
      open.append((name: "\(outer).\(match.2)", indentation: String(match.1)))
    }
  }
}
