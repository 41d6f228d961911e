// Building a program of boundary cases with one pass, or both, and running it.

import HostSystem
import HostedRun

/// Builds and runs programs.
struct BoundaryTrial: Sendable {
  let kit: HostedKit
  /// Objects that all programs share, by level of optimization and pass.
  let support: [String: [String]]
  /// Seconds that the cases of one program may take together.
  static let timeLimit = 120

  private static let levels = ["0", "1", "2"]
  private static let plainFlags = ["-w", "-fno-omit-frame-pointer", "-c"]

  private static func directory(_ kit: HostedKit) -> String { kit.integrations + "/boundaries" }

  /// Compiles what all programs share into a directory.
  init(kit: HostedKit, in directory: String) async throws {
    self.kit = kit
    let sources = Self.directory(kit)
    let plain = "\(directory)/plain.o"
    try await HostCommand(
      "clang-22",
      ["-O2", "-I\(sources)"] + Self.plainFlags + kit.includeDirectories.map { "-I\($0)" }
        + ["\(sources)/plain.c", "-o", plain]
    ).output()
    var support: [String: [String]] = [:]
    for level in Self.levels {
      var build = Self.build(kit, level)
      build.pass = .stock
      build.compilerArguments.append("-DNAME(name)=stock_##name")
      let stock = "\(directory)/stock-\(level).o"
      try await build.compile("\(sources)/instrumented.c", to: stock)
      for pass in PassChoice.allCases {
        var build = Self.build(kit, level)
        build.pass = pass
        build.compilerArguments.append("-DSUBJECT")
        let subject = "\(directory)/\(pass.rawValue)-subject-\(level).o"
        try await build.compile("\(sources)/instrumented.c", to: subject)
        support[pass.rawValue + level] = [plain, stock, subject]
      }
    }
    self.support = support
  }

  private static func build(_ kit: HostedKit, _ level: String) -> HostedBuild {
    var build = HostedBuild(kit: kit)
    build.optimization = level
    build.compilerArguments = ["-g0", "-w", "-I\(directory(kit))"]
    return build
  }

  /// What every case came to with each of the passes. The files stay in the directory.
  func run(
    _ cases: [BoundaryCase], level: String, passes: [PassChoice], in directory: String
  ) async throws -> [PassChoice: [BoundaryObservation]] {
    let program = BoundaryProgram(cases)
    try Files.makeDirectory(directory)
    try Files.write(program.header, to: "\(directory)/\(BoundaryProgram.headerName)")
    var shared: [String] = []
    for unit in BoundaryUnit.allCases {
      let source = "\(directory)/\(unit.rawValue)"
      try Files.write(program.units[unit] ?? "", to: source)
      if unit == .callers || unit == .callees { continue }
      try await compile(unit, source, level: level)
      shared.append("\(source).o")
    }
    var results: [PassChoice: [BoundaryObservation]] = [:]
    for pass in passes {
      var build = Self.build(kit, level)
      build.pass = pass
      var objects = shared + (support[pass.rawValue + level] ?? [])
      for unit in [BoundaryUnit.callers, .callees] {
        let object = "\(directory)/\(unit.rawValue).\(pass.rawValue).o"
        try await build.compile("\(directory)/\(unit.rawValue)", to: object)
        objects.append(object)
      }
      let executable = "\(directory)/program.\(pass.rawValue)"
      try await build.build(objects, to: executable, in: directory)
      results[pass] = try await observe(executable, count: cases.count)
    }
    return results
  }

  /// Compiles what the pass on trial has no part in.
  private func compile(_ unit: BoundaryUnit, _ source: String, level: String) async throws {
    let includes = (kit.includeDirectories + [Self.directory(kit)]).map { "-I\($0)" }
    let arguments = ["-O\(level)"] + Self.plainFlags + includes + [source, "-o", "\(source).o"]
    switch unit {
    case .gcc: try await HostCommand("gcc", arguments).output()
    case .stock:
      var build = Self.build(kit, level)
      build.pass = .stock
      try await build.compile(source, to: "\(source).o")
    case .clang, .assembly, .callers, .callees:
      try await HostCommand("clang-22", arguments).output()
    }
  }

  /// Runs all cases; after one that ended the program, those behind it in another process.
  private func observe(_ program: String, count: Int) async throws -> [BoundaryObservation] {
    var observations: [BoundaryObservation] = []
    while observations.count < count {
      let outcome = try await HostedExecution(timeLimit: Self.timeLimit).run(
        program, ["\(observations.count)", "\(count)"], environment: ["KMSAN_EXIT_CODE": "0"])
      for line in outcome.output.split(separator: "\n") {
        let fields = line.split(separator: " ").compactMap { Int($0) }
        guard fields.count == 3, observations.count < count else { continue }
        observations.append(.finished(reports: fields[1], isResultRight: fields[2] == 0))
      }
      if observations.count < count { observations.append(.ended(code: outcome.code)) }
    }
    return observations
  }
}
