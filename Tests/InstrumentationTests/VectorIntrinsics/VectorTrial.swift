// Runs instrumented intrinsics with uninitialized bits, and with two fillings of these.
//
//     define <8 x i16> @f0(<4 x i32> %a0, <4 x i32> %a1) sanitize_memory {
//       %r = call <8 x i16> @llvm.x86.sse2.packssdw.128(<4 x i32> %a0, <4 x i32> %a1)
//       ret <8 x i16> %r
//     }
//
// A second module holds a driver for each, which takes values and shadows from memory. There each
// operand has 64 bytes for its value, then 64 for its shadow; a result has the same.

import Instrumentation
import KMSANABI
import LLVMIR
import SeededRandom

struct VectorTrial {
  /// Bytes of a value or a shadow in memory, enough for any.
  static let slot = 64
  static let statesPerSubject = 160

  let subject: VectorSubject
  let run: @convention(c) (UnsafeRawPointer, UnsafeMutableRawPointer) -> Void

  /// Everything that is wrong with the shadows of these intrinsics.
  static func run(_ subjects: [VectorSubject]) throws -> [String] {
    let jit = try JIT()
    var options = Options()
    // The driver writes and reads the context state.
    options.tokens = false
    options.verify = true
    let module = try Module.parse(
      jit.header + subjects.enumerated().map { $1.function(name: "f\($0)") }.joined())
    try InstrumentationPass.run(on: module, options: options)
    try jit.add(module)
    let drivers = subjects.enumerated().map { $1.driver(name: "d\($0)", function: "f\($0)") }
    try jit.add(Module.parse(jit.header + RuleDriver.runtime + drivers.joined()))
    return try subjects.enumerated().flatMap { index, subject in
      let address = try jit.address(of: "d\(index)")
      let trial = VectorTrial(
        subject: subject,
        run: unsafeBitCast(
          address, to: (@convention(c) (UnsafeRawPointer, UnsafeMutableRawPointer) -> Void).self))
      return trial.problem().map { [$0] } ?? []
    }
  }

  /// The first state whose shadow is wrong.
  private func problem() -> String? {
    var generator = SeededGenerator(seed: UInt64(subject.name.utf8.count))
    for number in 0..<Self.statesPerSubject {
      let state = VectorState(subject, number: number, &generator)
      let result = execute(state.values, state.shadows)
      if result.warnings != 0 { return "\(subject.description): a warning" }
      if state.isClean, result.shadow.contains(where: { $0 != 0 }) {
        return "\(subject.description): clean operands give an uninitialized result"
      }
      var difference = [UInt8](repeating: 0, count: Self.slot)
      for filling in 0..<3 {
        let other = execute(state.filled(filling, &generator), state.shadows).value
        for (index, pair) in zip(result.value, other).enumerated() {
          difference[index] |= pair.0 ^ pair.1
        }
      }
      if zip(difference, result.shadow).contains(where: { $0 & ~$1 != 0 }) {
        return "\(subject.description): missed \(difference.hex), shadow \(result.shadow.hex), "
          + state.description
      }
      if let bit = state.singleOperand, subject.isExact(in: bit), difference != result.shadow {
        return "\(subject.description): too much: \(result.shadow.hex) instead of "
          + "\(difference.hex), \(state.description)"
      }
    }
    return nil
  }

  private func execute(
    _ values: [[UInt8]], _ shadows: [[UInt8]]
  ) -> (value: [UInt8], shadow: [UInt8], warnings: UInt8) {
    let input = zip(values, shadows).flatMap { $0 + $1 }
    var output = [UInt8](repeating: 0, count: 3 * Self.slot)
    input.withUnsafeBytes { input in
      output.withUnsafeMutableBytes { output in
        guard let from = input.baseAddress, let to = output.baseAddress else { return }
        run(from, to)
      }
    }
    return (
      Array(output[..<Self.slot]), Array(output[Self.slot..<2 * Self.slot]),
      output[2 * Self.slot]
    )
  }
}

extension VectorSubject {
  /// A function of the one intrinsic.
  fileprivate func function(name: String) -> String {
    let signature = operands.map { "\(parameters[$0].text) %a\($0)" }.joined(separator: ", ")
    let arguments = parameters.indices.map { index in
      "\(parameters[index].text) \(immediates[index].map { "\($0)" } ?? "%a\(index)")"
    }
    return """
      define \(result.text) @\(name)(\(signature)) sanitize_memory {
        %r = call \(result.text) @\(declaredName)(\(arguments.joined(separator: ", ")))
        ret \(result.text) %r
      }

      """
  }

  /// A function that calls it with values and shadows from memory.
  fileprivate func driver(name: String, function: String) -> String {
    var lines = ["define void @\(name)(ptr %in, ptr %out) {"]
    var slot = 0
    for (place, index) in operands.enumerated() {
      let type = parameters[index]
      let (value, shadow) = (2 * place * VectorTrial.slot, (2 * place + 1) * VectorTrial.slot)
      lines += [
        "  %v\(index).at = getelementptr i8, ptr %in, i64 \(value)",
        "  %v\(index) = load \(type.text), ptr %v\(index).at, align 1",
        "  %s\(index).at = getelementptr i8, ptr %in, i64 \(shadow)",
        "  %s\(index) = load \(type.shadow), ptr %s\(index).at, align 1",
        "  store \(type.shadow) %s\(index), ptr \(field(ContextState.paramShadow + slot)), align 8",
      ]
      slot += ((type.bits + 7) / 8 + 7) / 8 * 8
    }
    let arguments = operands.map { "\(parameters[$0].text) %v\($0)" }.joined(separator: ", ")
    lines += [
      "  store \(result.shadow) zeroinitializer, ptr \(field(ContextState.returnShadow)), align 8",
      "  store i64 0, ptr @warnings",
      "  %r = call \(result.text) @\(function)(\(arguments))",
      "  %rs = load \(result.shadow), ptr \(field(ContextState.returnShadow)), align 8",
      "  store \(result.text) %r, ptr %out, align 1",
      "  %rs.at = getelementptr i8, ptr %out, i64 \(VectorTrial.slot)",
      "  store \(result.shadow) %rs, ptr %rs.at, align 1",
      "  %w = load i64, ptr @warnings",
      "  %w.at = getelementptr i8, ptr %out, i64 \(2 * VectorTrial.slot)",
      "  store i64 %w, ptr %w.at, align 1",
      "  ret void", "}",
      "declare \(result.text) @\(function)(\(operands.map { parameters[$0].text }.joined(separator: ", ")))",
      "",
    ]
    return lines.joined(separator: "\n")
  }

  private func field(_ offset: Int) -> String { "getelementptr (i8, ptr @state, i64 \(offset))" }

  /// Whether the shadow is promised to be exact when one bit of this operand is uninitialized.
  fileprivate func isExact(in operand: Int) -> Bool {
    switch flow {
    case .signs, .choice, .ternary, .integers: true
    case .moves(let data, _): data.contains(operand)
    case .arithmetic(.psllv), .arithmetic(.psrlv), .arithmetic(.psrav): operand == 0
    case .shift: operand == 0
    case .pack(.signedToUnsigned): true
    case .narrow(.truncate), .narrow(.unsigned): operand < 2
    case .horizontal(.add), .horizontal(.sub): true
    case .test(.ptestz, _), .test(.ptestc, _): true
    default: false
    }
  }
}

extension [UInt8] {
  fileprivate var hex: String {
    reversed().drop { $0 == 0 }.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// Values and shadows of an intrinsic's operands.
private struct VectorState {
  let values: [[UInt8]]
  let shadows: [[UInt8]]
  /// The operand with the one uninitialized bit, if there is only one.
  let singleOperand: Int?

  /// In turn: one uninitialized bit, one uninitialized byte, random ones, none.
  init(_ subject: VectorSubject, number: Int, _ generator: inout SeededGenerator) {
    let operands = subject.operands
    let sizes = operands.map { subject.parameters[$0].bits }
    values = sizes.map { Self.value(bits: $0, &generator) }
    var shadows = sizes.map { _ in [UInt8](repeating: 0, count: VectorTrial.slot) }
    let chosen = Int(generator.next() % UInt64(operands.count))
    let bit = Int(generator.next() % UInt64(sizes[chosen]))
    switch number % 8 {
    case 0...2: shadows[chosen][bit / 8] = 1 << UInt8(bit % 8)
    case 3, 4: shadows[chosen][bit / 8] = .max
    case 5: shadows[chosen] = Self.value(bits: sizes[chosen], &generator)
    case 6: shadows = sizes.map { Self.value(bits: $0, &generator) }
    default: break
    }
    singleOperand = number % 8 < 3 ? operands[chosen] : nil
    // No bits beyond the operand, which may have less than a byte.
    self.shadows = zip(shadows, sizes).map { Self.cut($0, bits: $1) }
  }

  var isClean: Bool { shadows.allSatisfy { $0.allSatisfy { $0 == 0 } } }

  /// Random bytes; often small numbers, zeros, ones, or floating-point numbers of usual size.
  private static func value(bits: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    let style = generator.next() % 6
    let bytes = (0..<VectorTrial.slot).map { index -> UInt8 in
      let random = generator.next()
      let byte = UInt8(truncatingIfNeeded: random)
      switch style {
      case 0: return random >> 8 & 1 == 0 ? 0 : byte
      case 1: return byte & 7
      case 2: return random >> 8 & 3 == 0 ? byte : .max
      case 3: return index % 4 == 3 ? 0x40 | byte & 0x81 : byte
      default: return byte
      }
    }
    return cut(bytes, bits: bits)
  }

  private static func cut(_ bytes: [UInt8], bits: Int) -> [UInt8] {
    bytes.enumerated().map { index, byte in
      let rest = bits - 8 * index
      return rest >= 8 ? byte : rest <= 0 ? 0 : byte & (1 << UInt8(rest) - 1)
    }
  }

  /// The values with all uninitialized bits inverted, or with random ones.
  func filled(_ number: Int, _ generator: inout SeededGenerator) -> [[UInt8]] {
    zip(values, shadows).map { value, shadow in
      zip(value, shadow).map { byte, bits in
        let filling = number == 0 ? ~byte : UInt8(truncatingIfNeeded: generator.next())
        return byte & ~bits | filling & bits
      }
    }
  }

  var description: String {
    zip(values, shadows).map { "\($0.hex)/\($1.hex)" }.joined(separator: " ")
  }
}
