// Sources, inlined functions and variables for reports. Every different address is asked for once,
// and all questions go to one llvm-symbolizer.

import Foundation
import HostSystem
import KMSANReport

/// Adds to reports what the debug information knows.
public struct ReportSymbolizer: Sendable {
  private let images: KernelImages
  private let sources: SourceFiles

  public init(images: KernelImages, sourceFolders: [String]) {
    self.images = images
    sources = SourceFiles(folders: sourceFolders)
  }

  /// The reports with sources, inlined frames and the variables of origins, and with functions in
  /// place of bare addresses. A frame that is not found stays as it was. `progress` hears how many addresses of all are done.
  public func symbolize(
    _ reports: [Report], progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) async throws -> [Report] {
    let reports = reports.map(images.named)
    var places: Set<SymbolizerQuery> = []
    for report in reports {
      for frame in report.use { if let query = query(frame) { places.insert(query) } }
      for step in report.origins {
        for frame in step.stack { if let query = query(frame) { places.insert(query) } }
        if let query = variableQuery(step) { places.insert(query) }
      }
    }
    // Neighbours share units of the debug information.
    let queries = places.sorted {
      ($0.file, $0.place, $0.kind.rawValue) < ($1.file, $1.place, $1.kind.rawValue)
    }
    let answers = try await SymbolizerProcess.answers(queries) { [count = queries.count] in
      progress($0, count)
    }
    let known = Dictionary(uniqueKeysWithValues: zip(queries, answers))
    let layouts = try await ObjectLayouts(of: variables(reports, known))
    var excerpts = SourceExcerpts(files: sources)
    return reports.map { report in
      var result = report
      result.operation = report.operation ?? operation(of: report.use, known)
      let rule = HeadingRule(for: report)
      result.use = symbolized(report.use, known, rule, &excerpts)
      result.function = result.use.first { $0.symbol == report.function.symbol } ?? report.function
      for index in result.origins.indices {
        result.origins[index] = symbolized(
          report.origins[index], known, layouts, rule, &excerpts)
      }
      return result
    }
  }

  // MARK: Questions

  /// The question for a frame; nil when it has sources or its function is not known.
  private func query(_ frame: StackFrame) -> SymbolizerQuery? {
    guard frame.location == nil, let image = images.image(of: frame) else { return nil }
    let place: String
    switch (image.symbols.match(frame), frame.offset) {
    case (.found(let start), let offset?) where !image.file.isRelocatable:
      // The frame holds the address behind the call.
      place = "0x" + String(start &+ (offset == 0 ? 0 : offset - 1), radix: 16)
    case (.found, let offset?):
      place = "\(frame.function)+0x" + String(offset == 0 ? 0 : offset - 1, radix: 16)
    default:
      guard frame.module == nil, let address = frame.address ?? frame.bareAddress else {
        return nil
      }
      place = "0x" + String(address &- images.offset &- 1, radix: 16)
    }
    return SymbolizerQuery(kind: .code, file: image.file.path, place: place)
  }

  /// The question for the variable of a step. llvm-symbolizer knows the variables of the innermost
  /// function at an address: at the entry, that is the one that was not inlined.
  private func variableQuery(_ step: OriginStep) -> SymbolizerQuery? {
    guard step.kind == .local, var frame = step.stack.first else { return nil }
    if step.variable?.contains(".i") == false { frame.offset = 0 }
    guard var query = query(frame) else { return nil }
    query.kind = .frame
    return query
  }

  private func variables(
    _ reports: [Report], _ known: [SymbolizerQuery: SymbolizerAnswer]
  ) -> [ObjectLayouts.Variable] {
    reports.flatMap { report -> [ObjectLayouts.Variable] in
      guard report.bytes != nil else { return [] }
      return report.origins.compactMap { step in
        variableQuery(step).flatMap { variable(step, $0, known)?.key }
      }
    }
  }

  /// What llvm-symbolizer says about the variable of a step, and the key of its layout.
  private func variable(
    _ step: OriginStep, _ query: SymbolizerQuery, _ known: [SymbolizerQuery: SymbolizerAnswer]
  ) -> (answer: SymbolizerAnswer.Variable, key: ObjectLayouts.Variable)? {
    guard let name = step.variable.map(ReportSymbolizer.plain),
      let answer = known[query]?.Frame?.first(where: { $0.Name == name })
    else { return nil }
    let key = ObjectLayouts.Variable(
      file: query.file, address: query.place, name: name, line: answer.DeclLine)
    return (answer, key)
  }

  /// The variable's name in the source: clang adds `.i` for each function it was inlined into.
  static func plain(_ variable: String) -> String {
    String(variable.prefix { $0 != "." })
  }

  // MARK: Answers

  /// What the check was about: the pass has put it where an inlined function stands.
  private func operation(
    of stack: [StackFrame], _ known: [SymbolizerQuery: SymbolizerAnswer]
  ) -> CheckedUse? {
    stack.lazy.compactMap { frame in
      query(frame).flatMap { known[$0] }?.locations.lazy.compactMap(\.operation).first
    }.first
  }

  /// The stack with sources; the frame that says where the use is shows its lines.
  private func symbolized(
    _ stack: [StackFrame], _ known: [SymbolizerQuery: SymbolizerAnswer], _ rule: HeadingRule,
    _ excerpts: inout SourceExcerpts
  ) -> [StackFrame] {
    var result: [StackFrame] = []
    // The files as the debug information names them.
    var files: [Int: String] = [:]
    for frame in stack {
      // A function that only says what is checked is no frame.
      guard let query = query(frame),
        let locations = known[query]?.locations.filter({ $0.operation == nil }), !locations.isEmpty
      else {
        result.append(frame)
        continue
      }
      for (number, location) in locations.enumerated() {
        let isOuter = number == locations.count - 1
        var part = isOuter ? frame : StackFrame(function: location.FunctionName)
        part.isInlined = !isOuter
        part.module = frame.module
        part.location = SourceLocation(
          file: excerpts.name(of: location.FileName), line: location.Line,
          column: location.Column > 0 ? location.Column : nil)
        files[result.count] = location.FileName
        result.append(part)
      }
    }
    for index in rule.sourceFrames(result) {
      guard let file = files[index], let line = result[index].location?.line else { continue }
      result[index].excerpt = excerpts.excerpt(file, line: line)
      if result[index].excerpt != nil { break }
    }
    return result
  }

  private func symbolized(
    _ step: OriginStep, _ known: [SymbolizerQuery: SymbolizerAnswer], _ layouts: ObjectLayouts,
    _ rule: HeadingRule, _ excerpts: inout SourceExcerpts
  ) -> OriginStep {
    var result = step
    result.stack = symbolized(step.stack, known, rule, &excerpts)
    guard let query = variableQuery(step), let (answer, key) = variable(step, query, known) else {
      return result
    }
    var object = ObjectDescription(size: answer.Size.flatMap(ReportSymbolizer.number))
    if let file = answer.DeclFile, let line = answer.DeclLine, line > 0 {
      object.declaration = SourceLocation(file: excerpts.name(of: file), line: line)
    }
    let layout = layouts[key]
    object.type = layout?.type
    object.fields = layout?.fields ?? []
    result.object = object
    return result
  }

  /// `0x10` or `16`.
  private static func number(_ text: String) -> Int? {
    text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
  }
}
