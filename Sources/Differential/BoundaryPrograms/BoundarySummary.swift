// Counts over all cases, for each axis, and their text.

/// The outcome of a comparison.
public struct BoundarySummary: Sendable {
  public let seed: UInt64
  public let checksParameters: Bool
  public let results: [BoundarySuite.Result]
  /// Failures made small; a few of them.
  public var reductions: [BoundaryReduction] = []

  /// What one pass did wrong in some cases, and what it may do.
  public struct Counts: Equatable, Sendable {
    public var falseReports = 0
    public var missed = 0
    public var documentedMisses = 0
    public var documentedReports = 0
    public var broken = 0

    init(_ verdicts: [BoundaryVerdict]) {
      for verdict in verdicts { add(verdict) }
    }

    private mutating func add(_ verdict: BoundaryVerdict) {
      switch verdict {
      case .right: break
      case .falseReport: falseReports += 1
      case .missed: missed += 1
      case .documentedMiss: documentedMisses += 1
      case .documentedReport: documentedReports += 1
      case .wrongResult, .ended: broken += 1
      }
    }

    var cells: [String] {
      [falseReports, missed, broken, documentedReports, documentedMisses].map(String.init)
    }
  }

  public var ours: Counts { Counts(results.map(\.ours)) }
  public var stock: Counts { Counts(results.map(\.stock)) }
  public var failures: [BoundarySuite.Result] { results.filter(\.ours.isFailure) }

  /// Whether ours reported nothing falsely, missed nothing, and every program did what it must.
  public var isSuccess: Bool { failures.isEmpty }

  /// The tables as text, and the reduced failures.
  public var text: String {
    var text =
      "\(results.count) cases of seed \(seed), \(checksParameters ? "with" : "without")"
      + " parameter checks\n"
    text += Self.row("", [""] + Self.heads("ours") + Self.heads("stock"))
    text += Self.row("", ["cases"] + Self.columns + Self.columns)
    text += row("all", results)
    text += section("caller", BoundaryCaller.allCases) { $0.caller }
    text += section("callee", BoundaryCallee.allCases) { $0.callee }
    text += section("class", BoundaryClass.allCases) { $0.carrier }
    text += section("call", BoundaryCall.allCases) { $0.call }
    text += section("event", BoundaryEvent.allCases) { $0.event }
    text += section("value", BoundaryValue.allCases) { $0.value }
    let lists = results.filter { $0.boundary.axes.carrier.isVariadic }
    text += "\nlist of variable arguments\n"
    text += BoundaryListUse.allCases.map { use in
      row("  \(use.rawValue)", lists.filter { $0.boundary.listUse == use })
    }.joined()
    text += BoundaryVectorLack.allCases.dropFirst().map { lack in
      row("  \(lack.rawValue)", lists.filter { $0.boundary.withoutVectors == lack })
    }.joined()
    text += failureKinds
    for reduction in reductions {
      text += "\nCase \(reduction.boundary.number), reduced: \(reduction.text)"
    }
    return text
  }

  /// Failures of the same kind, with the command that repeats the first of them.
  private var failureKinds: String {
    var kinds: [String] = []
    var members: [String: [BoundarySuite.Result]] = [:]
    for failure in failures {
      let kind = failure.kind
      if members[kind] == nil { kinds.append(kind) }
      members[kind, default: []].append(failure)
    }
    return kinds.map { kind in
      let found = members[kind] ?? []
      let numbers = found.prefix(1).map { String($0.boundary.number) }.joined()
      let mode = checksParameters ? "" : " --parameter-checks off"
      return "\n\(found.count) times \(kind)\n"
        + "  kmsan-dev boundaries --seed \(seed)\(mode) --case \(numbers)\n"
    }.joined()
  }

  /// Reports of initialized values; bugs that were not reported; cases that computed something else or
  /// ended; and reports and misses that Docs/Boundaries.md lists.
  private static let columns = ["false", "missed", "broken", "d.false", "d.miss"]

  private static func heads(_ name: String) -> [String] { [name, "", "", "", ""] }

  private func section<Axis: RawRepresentable<String> & Equatable>(
    _ name: String, _ values: [Axis], _ axis: (BoundaryAxes) -> Axis
  ) -> String {
    "\n\(name)\n"
      + values.map { value in
        row("  \(value.rawValue)", results.filter { axis($0.boundary.axes) == value })
      }.joined()
  }

  private func row(_ name: String, _ results: [BoundarySuite.Result]) -> String {
    Self.row(
      name,
      [String(results.count)] + Counts(results.map(\.ours)).cells
        + Counts(results.map(\.stock)).cells)
  }

  private static func row(_ name: String, _ cells: [String]) -> String {
    let head = name + String(repeating: " ", count: max(30 - name.count, 1))
    let padded = cells.map { String(repeating: " ", count: max(8 - $0.count, 1)) + $0 }.joined()
    return (head + padded).replacing(#/ +$/#, with: "") + "\n"
  }
}
