// Calls instrumented functions in a loop, with values and shadows from a table, and writes down what
// they return. It is IR too, so that calls follow LLVM's conventions for every width; it stands in a
// module of its own, together with the runtime that the instrumented functions call.
//
// Numbers in both tables are 128 bits wide, one for each lane. A row of the input: for each operand its
// value, then its shadow. A row of the output: for each result its value, then its shadow; then the
// origin of the result, the number of warnings, the origin of the last warning.

import KMSANABI

/// The shape of rows for functions of one signature.
struct RuleDriver: Hashable {
  let parameterTypes: [String]
  let resultTypes: [String]
  let parameterWidths: [Int]
  let resultWidths: [Int]
  let lanes: Int
  let vectorLanes: Int?

  init(_ function: RuleFunction) {
    parameterTypes = function.parameterTypes
    resultTypes = function.resultTypes
    parameterWidths = function.operands.map(\.width)
    resultWidths = function.rules.map { $0.resultWidth(function.shape.width) }
    lanes = function.shape.lanes
    vectorLanes = function.shape.vectorLanes
  }

  /// Numbers in a row of the input.
  var inputStride: Int { 2 * lanes * parameterTypes.count }
  /// Numbers in a row of the output.
  var outputStride: Int { 2 * lanes * resultTypes.count + 3 }

  /// The origin that operand `index` brings.
  static func origin(ofOperand index: Int) -> Int { 256 + index }

  /// The hooks that functions of one instruction need.
  static let runtime = """
    @state = global [\(ContextState.size) x i8] zeroinitializer, align 16
    @warnings = global i64 0
    @warningOrigin = global i32 0
    define ptr @__msan_get_context_state() {
      ret ptr @state
    }
    define void @__msan_warning(i32 %origin) {
      %count = load i64, ptr @warnings
      %next = add i64 %count, 1
      store i64 %next, ptr @warnings
      store i32 %origin, ptr @warningOrigin
      ret void
    }

    """

  private var wordType: String { vectorLanes.map { "<\($0) x i128>" } ?? "i128" }
  private var returnType: String {
    resultTypes.count == 1 ? resultTypes[0] : "{ \(resultTypes.joined(separator: ", ")) }"
  }

  /// `define void @name(ptr %f, ptr %in, ptr %out, i64 %count)`.
  func text(name: String) -> String {
    var lines = [
      "define void @\(name)(ptr %f, ptr %in, ptr %out, i64 %count) {", "entry:", "  br label %loop",
      "loop:", "  %i = phi i64 [ 0, %entry ], [ %next, %loop ]",
      "  %row = mul i64 %i, \(inputStride)",
      "  %from = getelementptr i128, ptr %in, i64 %row",
      "  %line = mul i64 %i, \(outputStride)",
      "  %to = getelementptr i128, ptr %out, i64 %line",
    ]
    lines += sendOperands()
    lines += [
      "  store \(returnType) zeroinitializer, ptr \(Self.field(ContextState.returnShadow))",
      "  store i32 0, ptr \(Self.field(ContextState.returnOrigin))",
      "  store i64 0, ptr @warnings",
      "  store i32 0, ptr @warningOrigin",
    ]
    let arguments = parameterTypes.enumerated().map { "\($1) %v\($0)" }.joined(separator: ", ")
    lines += [
      "  %r = call \(returnType) %f(\(arguments))",
      "  %rs = load \(returnType), ptr \(Self.field(ContextState.returnShadow)), align 8",
      "  %ro = load i32, ptr \(Self.field(ContextState.returnOrigin))",
      "  %rw = load i64, ptr @warnings",
      "  %wo = load i32, ptr @warningOrigin",
    ]
    lines += receiveResults()
    lines += [
      "  %next = add i64 %i, 1", "  %more = icmp ult i64 %next, %count",
      "  br i1 %more, label %loop, label %end", "end:", "  ret void", "}", "",
    ]
    return lines.joined(separator: "\n")
  }

  private func sendOperands() -> [String] {
    var lines: [String] = []
    var slot = 0
    for (index, type) in parameterTypes.enumerated() {
      let width = parameterWidths[index]
      for (letter, position) in [("v", 0), ("s", 1)] {
        let offset = lanes * (2 * index + position)
        let name = "\(letter)\(index)"
        lines += [
          "  %\(name).at = getelementptr i128, ptr %from, i64 \(offset)",
          "  %\(name).word = load \(wordType), ptr %\(name).at, align 16",
          "  %\(name) = \(width == 128 ? "freeze" : "trunc") \(wordType) %\(name).word"
            + (width == 128 ? "" : " to \(type)"),
        ]
      }
      let origin = Self.origin(ofOperand: index)
      lines += [
        "  store \(type) %s\(index), ptr \(Self.field(ContextState.paramShadow + slot)), align 8",
        "  store i32 \(origin), ptr \(Self.field(ContextState.paramOrigin + slot))",
      ]
      slot += ((width * lanes + 7) / 8 + 7) / 8 * 8
    }
    return lines
  }

  private func receiveResults() -> [String] {
    var lines: [String] = []
    for (index, type) in resultTypes.enumerated() {
      for (whole, letter, position) in [("%r", "v", 0), ("%rs", "s", 1)] {
        var part = whole
        if resultTypes.count > 1 {
          part = "%r\(letter)\(index).part"
          lines.append("  \(part) = extractvalue \(returnType) \(whole), \(index)")
        }
        let name = "r\(letter)\(index)"
        let isWide = resultWidths[index] == 128
        lines += [
          "  %\(name) = \(isWide ? "freeze" : "zext") \(type) \(part)"
            + (isWide ? "" : " to \(wordType)"),
          "  %\(name).at = getelementptr i128, ptr %to, i64 \(lanes * (2 * index + position))",
          "  store \(wordType) %\(name), ptr %\(name).at, align 16",
        ]
      }
    }
    let rest = [("ro", "i32"), ("rw", "i64"), ("wo", "i32")]
    for (index, (name, type)) in rest.enumerated() {
      let offset = outputStride - rest.count + index
      lines += [
        "  %\(name).word = zext \(type) %\(name) to i128",
        "  %\(name).at = getelementptr i128, ptr %to, i64 \(offset)",
        "  store i128 %\(name).word, ptr %\(name).at",
      ]
    }
    return lines
  }

  private static func field(_ offset: Int) -> String {
    "getelementptr (i8, ptr @state, i64 \(offset))"
  }
}
