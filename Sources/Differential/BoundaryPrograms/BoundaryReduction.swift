// A failing case made smaller while it fails in the same way.

import HostSystem
import HostedRun

/// A case as small as it could be made.
public struct BoundaryReduction: Sendable {
  public let boundary: BoundaryCase
  public let verdict: BoundaryVerdict
  let build: BoundaryBuild
  /// Whether the case fails without the others of its program.
  public let failsAlone: Bool

  /// Tries one simplification after the other, until none is left. The directory is for programs.
  init(
    _ boundary: BoundaryCase, _ verdict: BoundaryVerdict, trial: BoundaryTrial,
    build: BoundaryBuild, in directory: String
  ) async throws {
    var smallest = boundary
    func fails(_ candidate: BoundaryCase, _ build: BoundaryBuild) async throws -> Bool {
      let seen = try await trial.run([candidate], build: build, passes: [.ours], in: directory)
      return seen[.ours]?.first.map { BoundaryVerdict(candidate.expectation, $0) } == verdict
    }
    failsAlone = try await fails(boundary, build)
    var hasChanged = failsAlone
    while hasChanged {
      hasChanged = false
      for candidate in smallest.simplifications where try await fails(candidate, build) {
        smallest = candidate
        hasChanged = true
        break
      }
    }
    let simple = BoundaryBuild(
      level: "0", checksParameters: build.checksParameters)
    let isSimple = failsAlone ? try await fails(smallest, simple) : false
    self.boundary = smallest
    self.verdict = verdict
    self.build = isSimple ? simple : build
  }

  /// Writes the files of the program, and how they are compiled, into a folder.
  func keep(in folder: String) throws {
    try Files.makeDirectory(folder)
    let program = BoundaryProgram([boundary])
    try Files.write(program.header, to: "\(folder)/\(BoundaryProgram.headerName)")
    for unit in BoundaryUnit.allCases {
      try Files.write(program.units[unit] ?? "", to: "\(folder)/\(unit.rawValue)")
    }
  }

  /// What it is about, and the program.
  public var text: String {
    "\(verdict) at \(build)\(failsAlone ? "" : ", but not alone"): \(boundary.axes)\n"
      + BoundaryProgram([boundary]).listing
  }
}

extension BoundaryCase {
  /// Cases that are smaller by one step.
  fileprivate var simplifications: [BoundaryCase] {
    var results: [BoundaryCase] = []
    func add(_ change: (inout BoundaryCase) -> Void) {
      var smaller = self
      change(&smaller)
      results.append(smaller)
    }
    if axes.event != .none { add { $0.axes.event = .none } }
    if isPreceded { add { $0.isPreceded = false } }
    if poisonsPadding { add { $0.poisonsPadding = false } }
    if isStatic { add { $0.isStatic = false } }
    if listUse != .plain { add { $0.listUse = .plain } }
    if withoutVectors != .neither { add { $0.withoutVectors = .neither } }
    if depth > 1 { add { $0.depth = 1 } }
    if axes.call != .direct {
      add {
        $0.axes.call = .direct
        $0.depth = 0
      }
    }
    if regionShape != .plain { add { $0.regionShape = .plain } }
    for index in parameters.indices where index != carrier {
      add {
        $0.parameters.remove(at: index)
        if index < carrier { $0.carrier -= 1 }
      }
    }
    for index in parameters.indices {
      for smaller in parameters[index].simplifications(
        keeping: index == carrier && axes.value == .planted ? plantedLeaf : nil)
      {
        add {
          $0.parameters[index] = smaller.parameter
          if index == carrier { $0.plantedLeaf = smaller.leaf }
        }
      }
    }
    return results
  }
}

extension BoundaryParameter {
  /// The same with one member less, and where the leaf is then that must stay.
  fileprivate func simplifications(
    keeping leaf: Int?
  ) -> [(parameter: BoundaryParameter, leaf: Int)] {
    guard case .structure(let members) = type, members.count > 1 else { return [] }
    var first = 0
    return members.indices.compactMap { index in
      let count = members[index].leaves("", at: 0).count
      defer { first += count }
      let removed = first..<first + count
      if let leaf, removed.contains(leaf) { return nil }
      var smaller = self
      var rest = members
      rest.remove(at: index)
      smaller.type = .structure(rest)
      smaller.values.removeSubrange(removed)
      // One in another class of the ABI would be another case.
      guard smaller.type.alignment == type.alignment,
        (smaller.type.size + 7) / 8 == (type.size + 7) / 8 || smaller.type.size > 16
      else { return nil }
      let moved = leaf.map { $0 >= removed.upperBound ? $0 - count : $0 } ?? 0
      return (smaller, moved)
    }
  }
}
