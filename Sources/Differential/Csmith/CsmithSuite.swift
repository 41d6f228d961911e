// The whole comparison: many seeds, correct programs and planted bugs.

import Foundation
import HostSystem
import HostedRun
import KernelCompilation
import SeededRandom

/// What is to be compared.
public struct CsmithSuite: Sendable {
  public var seeds: Range<UInt64>
  public var levels = optimizationLevels
  /// Who is on trial for correct programs.
  public var subject = PassChoice.ours
  /// Whether bugs are planted too.
  public var plantsBugs = true
  /// Where the programs of failures are kept.
  public var failureDirectory: String
  let project: ProjectFiles

  public init(seeds: Range<UInt64>, failureDirectory: String, project: ProjectFiles) {
    self.seeds = seeds
    self.failureDirectory = failureDirectory
    self.project = project
  }

  /// Results of one seed.
  public struct SeedResult: Sendable {
    public let seed: UInt64
    public var failures: [TrialFailure] = []
    /// Levels at which the plain program ended in its time.
    public var compared = 0
    public var detections: [Detection] = []

    public init(seed: UInt64) { self.seed = seed }
  }

  /// Runs all seeds; `finished` sees each result as it comes.
  public func run(finished: (SeedResult) -> Void = { _ in }) async throws -> CsmithSummary {
    let results = try await WorkPool.map(Array(seeds), { try await run(seed: $0) }) {
      finished($0)
    }
    return CsmithSummary(results: results)
  }

  /// Some random programs run for ever. In place of such a one comes that of the seed
  /// `replacementStride` further, so that the number of programs compared is the number asked for.
  private static let replacementStride: UInt64 = 1_000_000
  private static let replacementsMax: UInt64 = 8

  private func run(seed: UInt64) async throws -> SeedResult {
    var result = SeedResult(seed: seed)
    for replacement in 0...Self.replacementsMax {
      result = try await runOnce(seed: seed + replacement * Self.replacementStride)
      if result.compared == levels.count || !result.failures.isEmpty { break }
    }
    return result
  }

  private func runOnce(seed: UInt64) async throws -> SeedResult {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    var result = SeedResult(seed: seed)
    let program = try await RandomProgram(seed: seed, in: directory.path)
    let source = "\(directory.path)/seed-\(seed).c"
    try Files.write(program.source, to: source)
    let runner = ProgramRunner(project: project)
    let trial = EquivalenceTrial(runner: runner, subject: subject == .ours ? .ours : .stock)
    (result.failures, result.compared) = try await trial.run(source, seed: seed, levels: levels)
    if !result.failures.isEmpty {
      try Files.makeDirectory(failureDirectory)
      try Files.write(program.source, to: "\(failureDirectory)/seed-\(seed).c")
    }
    if plantsBugs, result.compared == levels.count {
      result.detections = try await detections(program, runner, in: directory.path)
    }
    return result
  }

  /// Every kind of bug once, each at one level; the levels take turns with the seeds.
  private func detections(
    _ program: RandomProgram, _ runner: ProgramRunner, in directory: String
  ) async throws -> [Detection] {
    var generator = SeededGenerator(seed: program.seed)
    var detections: [Detection] = []
    for (number, bug) in PlantedBug.allCases.enumerated() {
      guard let planted = bug.plant(in: program.source, using: &generator) else { continue }
      let source = "\(directory)/planted-\(number).c"
      try Files.write(planted, to: source)
      let level = levels[(Int(program.seed % 3) + number) % levels.count]
      let trial = DetectionTrial(runner: runner)
      if let detection = try await trial.run(source, seed: program.seed, bug: bug, level: level) {
        detections.append(detection)
        if detection.byStock && !detection.byOurs {
          try Files.makeDirectory(failureDirectory)
          try Files.write(
            planted, to: "\(failureDirectory)/seed-\(program.seed)-planted-\(number).c")
        }
      }
    }
    return detections
  }
}
