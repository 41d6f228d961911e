// One report against what a case expects of it.

import KMSANABI
import KMSANReport

/// Compares all parts of a report.
struct ReportComparison {
  let kernelCase: KernelCase
  let expected: ExpectedReport
  let report: Report
  let precision: CasePrecision

  /// A frame of the case: its line, and where only functions are known, the function's name.
  struct Frame: Equatable {
    var line: Int?
    var function: String
  }

  /// What differs, a line each.
  func differences() -> [String] {
    var result: [String] = []
    let damages = report.damages.filter { $0 != .foreignLines }
    if !damages.isEmpty {
      result.append(
        at(expected.use, "the report is damaged: \(damages.map(\.meaning).joined(separator: ", "))")
      )
    }
    if report.title != expected.kind {
      result.append(at(expected.use, "expected \(expected.kind), got \(report.title)"))
    }
    result += differences(of: report.use, expected.use, "the use")
    result += storeDifferences()
    result += creationDifferences()
    result += detailDifferences()
    return result
  }

  private func at(_ stack: ExpectedStack, _ text: String) -> String {
    "\(kernelCase.path):\(stack.line): \(text)"
  }

  // MARK: Stacks

  /// The frames of a stack that are of the case's file.
  static func frames(
    of kernelCase: KernelCase, in stack: [StackFrame], _ precision: CasePrecision
  ) -> [Frame] {
    stack.compactMap { frame in
      switch precision {
      case .lines:
        guard let location = frame.location,
          location.file == kernelCase.file || location.file.hasSuffix("/" + kernelCase.file)
        else { return nil }
        return Frame(line: location.line, function: frame.function)
      case .functions:
        let name = String(frame.function.prefix { $0 != "." })
        guard kernelCase.functions.contains(where: { $0.name == name }) else { return nil }
        return Frame(line: nil, function: name)
      }
    }
  }

  private func differences(
    of stack: [StackFrame], _ expected: ExpectedStack, _ what: String
  ) -> [String] {
    let frames = Self.frames(of: kernelCase, in: stack, precision)
    guard let first = frames.first else {
      return [at(expected, "\(what) is nowhere in this file")]
    }
    var result: [String] = []
    switch precision {
    case .lines:
      if let line = first.line, line != expected.line {
        result.append(at(expected, "\(what) is in line \(line)"))
      }
      let callers = Set(frames.dropFirst().compactMap(\.line))
      let unmarked = callers.subtracting(expected.callers).sorted()
      let missing = Set(expected.callers).subtracting(callers).sorted()
      result += unmarked.map {
        "\(kernelCase.path):\($0): \(what) is called here, which no `calls` says"
      }
      result += missing.map { "\(kernelCase.path):\($0): \(what) is not called here" }
    case .functions:
      let names = [expected.line] + expected.callers
      let functions = Set(names.compactMap { kernelCase.function(at: $0) })
      let wanted = kernelCase.function(at: expected.line) ?? "?"
      if first.function != wanted {
        result.append(at(expected, "\(what) is in \(first.function), not in \(wanted)"))
      }
      let found = Set(frames.map(\.function))
      if expected.callers.isEmpty ? !found.isSuperset(of: functions) : found != functions {
        result.append(
          at(
            expected,
            "\(what): the stack has \(found.sorted().joined(separator: ", ")), expected:"
              + " \(functions.sorted().joined(separator: ", "))"))
      }
    }
    return result
  }

  // MARK: Origins

  /// Reports list stores from the newest to the oldest.
  private func storeDifferences() -> [String] {
    let stores = Array(report.origins.filter { $0.kind == .stored }.reversed())
    guard stores.count == expected.stores.count else {
      let lines = stores.map { step in
        Self.frames(of: kernelCase, in: step.stack, precision).first
          .map { $0.line.map { "line \($0)" } ?? $0.function } ?? "elsewhere"
      }
      return [
        at(
          expected.use,
          "\(expected.stores.count) stores are expected, and the report has \(stores.count)"
            + (lines.isEmpty ? "" : ": \(lines.joined(separator: ", "))"))
      ]
    }
    // All stores share the marks of their callers: each has its own part of them.
    let marked = Set(expected.stores.flatMap(\.callers))
    var called: Set<Int> = []
    var result: [String] = []
    for (step, store) in zip(stores, expected.stores) {
      let lines = Self.frames(of: kernelCase, in: step.stack, precision).dropFirst()
        .compactMap(\.line)
      var own = store
      own.callers = marked.intersection(lines).sorted()
      called.formUnion(own.callers)
      result += differences(of: step.stack, own, "the store")
    }
    guard precision == .lines else { return result }
    return result
      + marked.subtracting(called).sorted().map {
        "\(kernelCase.path):\($0): the store is not called here"
      }
  }

  private func creationDifferences() -> [String] {
    let step = report.origins.last { $0.kind != .stored }
    guard let creation = expected.creation else {
      let isKnown = step.map { !$0.stack.isEmpty } ?? false
      return isKnown ? [at(expected.use, "the origin is known, and expected to be unknown")] : []
    }
    guard let step else { return [at(creation.stack, "the report does not say where from")] }
    var result = differences(of: step.stack, creation.stack, "the creation")
    let variable = step.variable.map(Self.plain)
    if variable != creation.variable {
      result.append(
        at(
          creation.stack,
          "expected \(creation.variable.map { "local \($0)" } ?? "no variable"), got"
            + " \(variable.map { "local \($0)" } ?? "none")"))
    }
    if precision == .lines, report.memoryType != creation.memoryType {
      result.append(
        at(
          creation.stack,
          "expected memory of type \(creation.memoryType ?? "none"), got"
            + " \(report.memoryType ?? "none")"))
    }
    return result
  }

  /// The variable's name in the source: clang adds `.i` for each function that it was inlined into, and
  /// calls every array of variable length `vla` with a number.
  private static func plain(_ variable: String) -> String {
    let name = String(variable.prefix { $0 != "." })
    return name.prefixMatch(of: /vla\d+$/) != nil ? "vla" : name
  }

  // MARK: Details

  private func detailDifferences() -> [String] {
    var result: [String] = []
    let bytes = report.bytes.map { Self.words($0.first, $0.last, $0.size) }
    let wanted = expected.bytes.map {
      Self.words($0.lowerBound, $0.upperBound, expected.accessSize)
    }
    if bytes != wanted {
      result.append(at(expected.use, "expected \(wanted ?? "no bytes"), got \(bytes ?? "none")"))
    }
    guard precision == .lines else { return result }
    if report.check != expected.check {
      result.append(
        at(
          expected.use,
          "expected \(expected.check.map { "check \($0)" } ?? "no check"), got"
            + " \(report.check ?? "none")"))
    }
    if report.accessSize != expected.accessSize {
      result.append(at(expected.use, "the access has \(report.accessSize ?? 0) bytes"))
    }
    let isLeak = expected.kind.contains("infoleak")
    if isLeak != (report.userAddress != nil) {
      result.append(
        at(expected.use, isLeak ? "no user address is named" : "a user address is named"))
    }
    return result
  }

  private static func words(_ first: Int, _ last: Int, _ size: Int?) -> String {
    let range = first == last ? "byte \(first)" : "bytes \(first)-\(last)"
    return size.map { "\(range) of \($0)" } ?? range
  }
}
