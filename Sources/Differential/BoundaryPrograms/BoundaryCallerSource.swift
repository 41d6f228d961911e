// The function of a case that calls, as C.

extension BoundarySource {
  /// The definition of the function, and of what it calls in between.
  var callerDefinition: String {
    (axes.call == .tail ? middleDefinition : "") + definition(of: caller, as: axes)
  }

  /// An instrumented function that calls the same function, with what lies in memory.
  var precedingDefinition: String {
    var axes = self.axes
    axes.caller = .instrumented
    axes.call = .direct
    axes.value = .planted
    return definition(of: preceding, as: axes)
  }

  private func definition(of name: String, as axes: BoundaryAxes) -> String {
    let isNoinstr = axes.caller == .region || axes.caller == .outside
    let lack = boundary.withoutVectors.isInCaller ? "NO_VECTORS " : ""
    var lines = ["\(isNoinstr ? "NOINSTR " : "")\(lack)NOINLINE void \(name)(void) {"]
    if axes.call == .indirect {
      lines.append("__typeof__(\(callee)) *volatile target = \(callee);")
    }
    for (index, parameter) in boundary.parameters.enumerated()
    where parameter.passing == .addressOfLocal {
      let value = axes.value == .constant ? initializer(index) : data(index)
      lines.append("\(typeName(index)) local_\(index) = \(value);")
      if boundary.callerHasNoPass, boundary.announcesLocal, name == caller {
        lines.append("kmsan_unpoison_memory(&local_\(index), sizeof(local_\(index)));")
      }
    }
    let body = callLines(as: axes)
    lines += axes.caller == .region ? inRegion(body) : body
    lines.append("}")
    return lines.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
  }

  /// The call, and what happens around it.
  private func callLines(as axes: BoundaryAxes) -> [String] {
    let target =
      switch axes.call {
      case .direct, .recursive, .recursiveTrampoline: callee
      case .indirect: "target"
      case .alias: alias
      case .tail: middle
      case .trampoline: trampoline
      }
    let depth =
      boundary.moment == .amongArguments && axes.event != .none
      ? "(\(eventCall), \(boundary.depth))" : "\(boundary.depth)"
    let arguments = [depth] + boundary.parameters.indices.map { argument($0, as: axes) }
    let values = axes.carrier.isResult ? carrier.values : [UInt64(tag)]
    let parts =
      axes.carrier.isResult
      ? carrier.type.leaves.map { $0.expression(of: "result") } : ["result"]
    return [
      event(at: .beforeCall),
      "\(resultType) result = \(target)(\(arguments.joined(separator: ", ")));",
      event(at: .afterCall),
      comparison(parts, values),
    ]
  }

  private func argument(_ index: Int, as axes: BoundaryAxes) -> String {
    let parameter = boundary.parameters[index]
    switch parameter.passing {
    case .addressOfLocal: return "&local_\(index)"
    case .addressOfGlobal: return "&\(data(index))"
    case .pointer: return axes.value == .constant ? "&\(data(index))" : pointer(index)
    case .value:
      return axes.value == .constant ? initializer(index) : data(index)
    }
  }

  private func inRegion(_ body: [String]) -> [String] {
    switch boundary.regionShape {
    case .plain: ["REGION_BEGIN;"] + body + ["REGION_END;"]
    case .inBranch: ["if (always) {", "REGION_BEGIN;"] + body + ["REGION_END;", "}"]
    case .nested:
      ["REGION_BEGIN;", "REGION_BEGIN;", "event_call();", "REGION_END;"] + body + ["REGION_END;"]
    case .second:
      ["REGION_BEGIN;", "event_call();", "REGION_END;", "REGION_BEGIN;"] + body + ["REGION_END;"]
    }
  }
}
