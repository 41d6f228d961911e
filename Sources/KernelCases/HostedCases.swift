// Cases in a process: all of them in one program, built as `kmsan run` builds it, run and judged.

import Foundation
import HostSystem
import HostedRun
import KMSANReport
import Symbolization

/// Builds and runs cases in a process.
public struct HostedCases: Sendable {
  public var build: HostedBuild
  /// Seconds that one case may take.
  public var timeLimit = HostedCases.defaultTimeLimit
  public static let defaultTimeLimit = 60
  let collection: CaseCollection

  public init(_ collection: CaseCollection, build: HostedBuild) {
    self.collection = collection
    self.build = build
    self.build.compilerArguments += [
      "-I\(collection.folder)", "-Wno-uninitialized", "-Wno-sometimes-uninitialized",
      "-Wno-sizeof-pointer-memaccess",
    ]
    self.build.swiftHeader = "\(collection.folder)/kmsan_case.h"
  }

  /// Builds the cases, runs them and judges what is on the console.
  public func run(
    _ cases: [KernelCase], progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> CaseSummary {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let program = "\(directory.path)/program"
    try await build(cases, to: program, in: directory.path, progress)
    progress("\(cases.count) cases run")
    let console = try await console(of: cases, program)
    let symbolized = try await Self.symbolized(CaseConsole(console), image: program)
    return CaseSummary(CaseJudge(precision: .lines).verdicts(on: cases, symbolized))
  }

  /// The console with the lines of all frames. `image` is the program or the kernel that printed it.
  public static func symbolized(_ console: CaseConsole, image: String) async throws -> CaseConsole {
    let symbolizer = ReportSymbolizer(images: try KernelImages(kernel: image), sourceFolders: [])
    return console.replacing(try await symbolizer.symbolize(console.reports))
  }

  // MARK: Build

  private func build(
    _ cases: [KernelCase], to program: String, in directory: String,
    _ progress: @escaping @Sendable (String) -> Void
  ) async throws {
    let registry = "\(directory)/registry.c"
    try Files.write(CaseRegistry.source(cases), to: registry)
    let places = "\(collection.folder)/\(CaseCollection.placesFolder)"
    var compilation = build
    if build.usesFastPath {
      compilation.passOptions.fastPath = try await build.fastPath(in: directory)
    }
    let sources = cases.filter { !$0.isSwift }
    let objects = try await WorkPool.map(sources) { [compilation] kernelCase in
      let object = "\(directory)/\(kernelCase.stem).o"
      try await compilation.compile(kernelCase.path, to: object)
      return object
    } finished: {
      progress("compiled \(URL(filePath: $0).deletingPathExtension().lastPathComponent)")
    }
    var plain: [String] = []
    // What runs cases is not instrumented: it is the place, and not under test.
    for source in ["\(places)/runner.c", "\(places)/hosted.c", registry] {
      let stem = URL(filePath: source).deletingPathExtension().lastPathComponent
      plain.append("\(directory)/plain-\(stem).o")
      try await build.compilePlainly(source, to: plain[plain.count - 1])
    }
    try await build.build(
      objects + plain + cases.filter(\.isSwift).map(\.path), to: program, in: directory)
  }

  // MARK: Run

  /// Runs all cases. A case that ends the program, or is ended with it when its time is over, keeps the
  /// others from running, so the program is started again behind it.
  private func console(of cases: [KernelCase], _ program: String) async throws -> String {
    var rest = cases[...]
    var console = ""
    while !rest.isEmpty {
      var execution = HostedExecution(timeLimit: timeLimit)
      // The time of each case begins with its own line.
      execution.timeRestart = "# begin "
      let outcome = try await execution.run(
        program, rest.map(\.name), environment: ["KMSAN_EXIT_CODE": "0"])
      console += outcome.console + "\n"
      let runs = CaseConsole(outcome.console).runs
      if outcome.ending == .exited(0), runs.count == rest.count { break }
      console +=
        outcome.isTimeOver
        ? "\(CaseConsole.timeOverLine(seconds: timeLimit))\n"
        : "# the program ended here: code \(outcome.code)\n"
      rest = rest.dropFirst(max(runs.count, 1))
    }
    return console
  }
}
