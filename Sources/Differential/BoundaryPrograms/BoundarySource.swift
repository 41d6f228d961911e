// A case as C: its types and data, and the function that is called. BoundaryCallerSource.swift has
// the one that calls.

/// The names and the text of one case.
struct BoundarySource {
  let boundary: BoundaryCase
  var number: UInt64 { boundary.number }
  var axes: BoundaryAxes { boundary.axes }

  /// What a result is when it carries nothing.
  var tag: UInt32 { UInt32(truncatingIfNeeded: number &* 2_654_435_761) | 1 }
  var carrier: BoundaryParameter { boundary.parameters[boundary.carrier] }

  func typeName(_ index: Int) -> String {
    boundary.parameters[index].type.spelling("type_\(number)_\(index)")
  }
  func data(_ index: Int) -> String { "data_\(number)_\(index)" }
  func pointer(_ index: Int) -> String { "pointer_\(number)_\(index)" }
  var callee: String { "callee_\(number)" }
  var caller: String { "caller_\(number)" }
  var preceding: String { "preceding_\(number)" }
  var alias: String { "alias_\(number)" }
  var middle: String { "middle_\(number)" }
  var trampoline: String { "trampoline_\(number)" }
  var resultType: String { axes.carrier.isResult ? typeName(boundary.carrier) : "u32" }

  var needsTrampoline: Bool {
    switch axes.call {
    case .trampoline, .recursiveTrampoline: true
    case .tail: axes.caller == .assembly
    case .direct, .indirect, .alias, .recursive: false
    }
  }

  /// The call of the event, with a semicolon, when it happens at this moment.
  func event(at moment: BoundaryMoment) -> String {
    boundary.moment == moment && axes.event != .none ? "\(eventCall);" : ""
  }

  /// The event as an expression.
  var eventCall: String {
    switch axes.event {
    case .none: "(void)0"
    case .call: "event_call()"
    case .interrupt: "event_interrupt()"
    case .nestedInterrupt: "event_nested_interrupt()"
    case .contextSwitch: "event_context_switch()"
    case .nestedRegion: "event_nested_region()"
    }
  }

  // MARK: Parameters

  /// The parameters of the function as a declaration lists them.
  var parameterList: String {
    var words = ["int depth"]
    for (index, parameter) in boundary.parameters.enumerated() where !parameter.isVariadic {
      let star = parameter.passing == .value ? " " : " *"
      let constant = parameter.passing == .value ? "" : "const "
      words.append("\(constant)\(typeName(index))\(star)a\(index)")
    }
    if axes.carrier.isVariadic { words.append("...") }
    return words.joined(separator: ", ")
  }

  private func declaration(_ name: String) -> String {
    "\(boundary.isMicrosoft ? "MS_ABI " : "")\(resultType) \(name)(\(parameterList))"
  }

  /// Statements that compute `folded` from parts of values, each of which changes it.
  private func fold(_ expressions: [String]) -> String {
    "u64 folded = 0; "
      + expressions.map { "folded = FOLD(folded, \($0));" }.joined(separator: " ")
  }

  /// What ``fold(_:)`` computes.
  private func folded(_ values: [UInt64]) -> UInt64 {
    values.reduce(0) { ($0 << 1 | $0 >> 63) ^ $1 }
  }

  /// Statements that compare what was received with what must be.
  func comparison(_ expressions: [String], _ values: [UInt64]) -> String {
    "{ \(fold(expressions)) if (folded != \(folded(values))ull) wrong_results++; }"
  }

  private func leaves(_ index: Int) -> [String] {
    let parameter = boundary.parameters[index]
    let base = parameter.passing == .value ? "a\(index)" : "(*a\(index))"
    return parameter.type.leaves.map { $0.expression(of: base) }
  }

  // MARK: Declarations

  /// Types, data and functions, for every file.
  var header: String {
    var text = "/* \(axes) */\n"
    if boundary.hasBitIntegers { text += "#ifdef __clang__\n" }
    for (index, parameter) in boundary.parameters.enumerated() {
      text += parameter.type.definition("type_\(number)_\(index)") ?? ""
      text += "extern \(typeName(index)) \(data(index));\n"
      if parameter.passing == .pointer { text += "extern \(typeName(index)) *\(pointer(index));\n" }
    }
    if !boundary.isStatic { text += "\(declaration(callee));\n" }
    if axes.call == .alias { text += "\(declaration(alias));\n" }
    if needsTrampoline { text += "\(declaration(trampoline));\n" }
    text += "void \(caller)(void);\n"
    if boundary.isPreceded { text += "void \(preceding)(void);\n" }
    if boundary.hasBitIntegers { text += "#endif\n" }
    return text
  }

  /// The values.
  var definitions: String {
    boundary.parameters.indices.map { index in
      var text = "\(typeName(index)) \(data(index)) = \(initializer(index));\n"
      if boundary.parameters[index].passing == .pointer {
        text += "\(typeName(index)) *\(pointer(index)) = &\(data(index));\n"
      }
      return text
    }.joined()
  }

  /// The values of one parameter.
  func initializer(_ index: Int) -> String {
    let parameter = boundary.parameters[index]
    return parameter.type.expression("type_\(number)_\(index)", parameter.values)
  }

  // MARK: The function that is called

  /// The definition of the function, with its alias.
  var calleeDefinition: String {
    let parameters = boundary.parameters
    let lack = boundary.withoutVectors.isInCallee ? "NO_VECTORS " : ""
    var lines = [
      listHelpers,
      "\(boundary.isStatic ? "static " : "")\(lack)NOINLINE \(declaration(callee)) {",
    ]
    lines.append(event(at: .inCallee))
    lines += listLines
    let next = axes.call == .recursiveTrampoline ? trampoline : callee
    let passedOn = ["depth - 1"] + parameters.indices.map { "a\($0)" }
    if boundary.depth > 0 {
      lines.append(
        "if (depth > 0) { \(resultType) deeper = \(next)(\(passedOn.joined(separator: ", ")));"
          + " BARRIER; return deeper; }")
    }
    let seen = parameters.indices.filter { !(axes.carrier.isResult && $0 == boundary.carrier) }
    lines.append(comparison(seen.flatMap(leaves), seen.flatMap { parameters[$0].values }))
    if axes.carrier.isResult {
      lines.append("\(resultType) result = *a\(boundary.carrier);")
    } else {
      lines.append("u32 result = \(tag)u;")
    }
    lines += [event(at: .beforeReturn), "return result;", "}"]
    if axes.call == .alias {
      lines.append("\(declaration(alias)) __attribute__((alias(\"\(callee)\")));")
    }
    return lines.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
  }

  /// A function that does nothing but pass on what it got.
  var middleDefinition: String {
    let passedOn = ["depth"] + boundary.parameters.indices.map { "a\($0)" }
    return "static NOINLINE \(declaration(middle)) {"
      + " MUST_TAIL return \(callee)(\(passedOn.joined(separator: ", "))); }\n"
  }
}

extension BoundaryAxes: CustomStringConvertible {
  /// The point in words.
  public var description: String {
    "\(caller.rawValue) -> \(callee.rawValue); \(carrier.rawValue); \(call.rawValue);"
      + " \(event == .none ? "no event" : event.rawValue); \(value.rawValue)"
  }
}
