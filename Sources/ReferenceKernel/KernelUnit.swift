// The parts that the image of the reference kernel is made of.

import Foundation

/// What becomes one object.
enum KernelUnit: Sendable {
  case runtime([String])
  /// Swift; the flag says whether it is instrumented.
  case module(String, [String], isInstrumented: Bool)
  /// C or assembly.
  case file(String, isInstrumented: Bool)
  /// A case in C; all cases in Swift.
  case caseFile(String)
  case caseModule([String])

  var sources: [String] {
    switch self {
    case .runtime(let sources), .module(_, let sources, _), .caseModule(let sources): sources
    case .file(let source, _), .caseFile(let source): [source]
    }
  }

  var name: String {
    switch self {
    case .runtime: "runtime.o"
    case .module(let name, _, _): "\(name).o"
    case .file(let source, _), .caseFile(let source):
      URL(filePath: source).lastPathComponent + ".o"
    case .caseModule: "Cases.o"
    }
  }
}
