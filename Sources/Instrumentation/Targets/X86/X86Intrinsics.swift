// Every vector intrinsic of x86 that the pass knows, with its flow. What is missing here and in
// IntrinsicTable is treated strictly; Docs/Semantics.md says what that is and why.
//
// Names stand without `llvm.x86.`; alternatives stand in braces. A test holds the list against
// LLVM's own. Source: LLVM 22, IntrinsicsX86.td.

import LLVMIR
import ShadowAlgebra

/// The flows by number, looked up once per process.
package struct X86Intrinsics: Sendable {
  static let shared = X86Intrinsics()

  private let flows: [UInt32: VectorFlow]

  private init() {
    var flows: [UInt32: VectorFlow] = [:]
    for (name, flow) in Self.named {
      let id = Intrinsic.id(name)
      if id != 0 { flows[id] = flow }
    }
    self.flows = flows
  }

  func flow(of id: UInt32) -> VectorFlow? { flows[id] }

  /// Whether the pass knows the intrinsic, here or in IntrinsicTable.
  package static func isKnown(_ id: UInt32) -> Bool {
    IntrinsicTable.shared.handling(of: id) != nil
  }

  /// Every name with its flow.
  package static let named: [(name: String, flow: VectorFlow)] =
    [
      moving, shifting, arithmetic, ciphers, floating, converting, comparing, masked, narrowing,
      scalars, half, bfloat,
    ].joined().flatMap { pattern, flow in
      alternatives(of: pattern).map { (name: "llvm.x86." + $0, flow: flow) }
    }

  /// The names that a pattern stands for: `a{b,c}d` is `abd` and `acd`.
  package static func alternatives(of pattern: String) -> [String] {
    guard let open = pattern.firstIndex(of: "{"),
      let close = pattern[open...].firstIndex(of: "}")
    else { return [pattern] }
    let rests = alternatives(of: String(pattern[pattern.index(after: close)...]))
    return pattern[pattern.index(after: open)..<close]
      .split(separator: ",", omittingEmptySubsequences: false)
      .flatMap { part in rests.map { pattern[..<open] + part + $0 } }
  }
}
