// The whole comparison: cases by the thousand, many in one program, each on its own.

import HostSystem
import HostedRun
import KernelCompilation

/// What is to be tried.
public struct BoundarySuite: Sendable {
  public var seed: UInt64
  /// The numbers of the cases.
  public var numbers: Range<UInt64>
  /// Whether callers check the arguments that a correct program always initializes.
  public var checksParameters = true
  /// Where the programs of failures are kept.
  public var failureDirectory: String
  /// Failures that are reduced; there is one for each combination of caller, callee and class.
  public var reductionsMax = 8
  let project: ProjectFiles

  public init(seed: UInt64, numbers: Range<UInt64>, failureDirectory: String, project: ProjectFiles)
  {
    self.seed = seed
    self.numbers = numbers
    self.failureDirectory = failureDirectory
    self.project = project
  }

  /// One case with both passes.
  public struct Result: Sendable {
    public let boundary: BoundaryCase
    public let ours: BoundaryVerdict
    public let stock: BoundaryVerdict

    /// What went wrong with ours, between whom, with what.
    var kind: String {
      let axes = boundary.axes
      return "\(ours): \(axes.caller.rawValue) -> \(axes.callee.rawValue), \(axes.carrier.rawValue)"
    }
  }

  /// Runs all cases; `finished` sees how many were run, as they come.
  public func run(finished: (Int) -> Void = { _ in }) async throws -> BoundarySummary {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let trial = try await BoundaryTrial(
      project: project, checksParameters: checksParameters, in: directory.path)
    var batches: [Range<UInt64>] = []
    var start = numbers.lowerBound
    while start < numbers.upperBound {
      let batch = start / BoundaryBuild.batchSize
      let end = min((batch + 1) * BoundaryBuild.batchSize, numbers.upperBound)
      batches.append(start..<end)
      start = end
    }
    var count = 0
    let results = try await WorkPool.map(batches, { try await run($0, trial, directory.path) }) {
      count += $0.count
      finished(count)
    }
    var summary = BoundarySummary(
      seed: seed, checksParameters: checksParameters, results: results.flatMap(\.self))
    summary.reductions = try await reduceFailures(summary, trial, in: directory.path)
    return summary
  }

  private func run(
    _ numbers: Range<UInt64>, _ trial: BoundaryTrial, _ directory: String
  ) async throws -> [Result] {
    let cases = numbers.map {
      BoundaryCase(seed: seed, number: $0, checksParameters: checksParameters)
    }
    let folder = "\(directory)/\(numbers.lowerBound)"
    let observations = try await trial.run(
      cases, build: build(numbers.lowerBound), passes: PassChoice.allCases, in: folder)
    try Files.remove(folder)
    let ours = observations[.ours] ?? []
    let stock = observations[.stock] ?? []
    return zip(cases, zip(ours, stock)).map { boundary, seen in
      Result(
        boundary: boundary,
        ours: BoundaryVerdict(boundary.expectation, seen.0),
        stock: BoundaryVerdict(boundary.expectation, seen.1))
    }
  }

  private func build(_ number: UInt64) -> BoundaryBuild {
    BoundaryBuild(number: number, checksParameters: checksParameters)
  }

  /// Reduces failures of ours, one of each kind, and keeps their programs.
  private func reduceFailures(
    _ summary: BoundarySummary, _ trial: BoundaryTrial, in directory: String
  ) async throws -> [BoundaryReduction] {
    var seen: Set<String> = []
    let chosen = summary.results.filter { result in
      result.ours.isFailure && seen.insert(result.kind).inserted
    }.prefix(reductionsMax)
    return try await WorkPool.map(Array(chosen)) { result in
      let number = result.boundary.number
      let reduction = try await BoundaryReduction(
        result.boundary, result.ours, trial: trial, build: build(number),
        in: "\(directory)/reduce-\(number)")
      let folder = "\(failureDirectory)/seed-\(seed)-case-\(number)"
      try reduction.keep(in: folder)
      return reduction
    }
  }
}
