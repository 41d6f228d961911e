// Building a program of boundary cases with one pass, or both, and running it.

import HostSystem
import HostedRun
import KernelCompilation

/// Builds and runs programs.
struct BoundaryTrial: Sendable {
  let project: ProjectFiles
  /// Objects that all programs share, by level of optimization and pass.
  private let support: [String: [String]]
  /// The hosted port's functions that find metadata.
  private let fastPath: String
  /// Seconds that the cases of one program may take together.
  static let timeLimit = 120

  private static let plainFlags = ["-w", "-fno-omit-frame-pointer", "-c"]

  private static func directory(_ project: ProjectFiles) -> String {
    project.integrations + "/boundary-programs"
  }

  /// Compiles what all programs share into a directory.
  init(project: ProjectFiles, checksParameters: Bool, in directory: String) async throws {
    self.project = project
    let sources = Self.directory(project)
    let plain = "\(directory)/plain.o"
    try await HostCommand(
      "clang-22",
      ["-O2", "-I\(sources)"] + Self.plainFlags + project.includeDirectories.map { "-I\($0)" }
        + ["\(sources)/plain.c", "-o", plain]
    ).output()
    var support: [String: [String]] = [:]
    for level in BoundaryBuild.levels {
      let common = BoundaryBuild(level: level, checksParameters: checksParameters)
      var build = Self.compilation(project, common)
      build.pass = .stock
      build.compilerArguments.append("-DNAME(name)=stock_##name")
      let stock = "\(directory)/stock-\(level).o"
      try await build.compile("\(sources)/instrumented.c", to: stock)
      for pass in PassChoice.allCases {
        var build = Self.compilation(project, common)
        build.pass = pass
        build.compilerArguments.append("-DSUBJECT")
        let subject = "\(directory)/\(pass.rawValue)-subject-\(level).o"
        try await build.compile("\(sources)/instrumented.c", to: subject)
        support[pass.rawValue + level] = [plain, stock, subject]
      }
    }
    self.support = support
    fastPath = try await HostedBuild(project: project).fastPath(in: directory)
  }

  private static func compilation(_ project: ProjectFiles, _ build: BoundaryBuild) -> HostedBuild {
    var compilation = HostedBuild(project: project)
    compilation.optimization = build.level
    compilation.passOptions.parameterChecks = build.checksParameters
    compilation.compilerArguments =
      ["-g0", "-w", "-I\(directory(project))"] + (build.hasRegionHeader ? ["-DREGION_HEADER"] : [])
      + (build.checksParameters ? [] : ["-fno-sanitize-memory-param-retval"])
    return compilation
  }

  /// What every case came to with each of the passes. The files stay in the directory.
  func run(
    _ cases: [BoundaryCase], build: BoundaryBuild, passes: [PassChoice], in directory: String
  ) async throws -> [PassChoice: [BoundaryObservation]] {
    let program = BoundaryProgram(cases)
    try Files.makeDirectory(directory)
    try Files.write(program.header, to: "\(directory)/\(BoundaryProgram.headerName)")
    var shared: [String] = []
    for unit in BoundaryUnit.allCases {
      let source = "\(directory)/\(unit.rawValue)"
      try Files.write(program.units[unit] ?? "", to: source)
      if unit == .callers || unit == .callees { continue }
      try await compile(unit, source, build)
      shared.append("\(source).o")
    }
    var results: [PassChoice: [BoundaryObservation]] = [:]
    for pass in passes {
      var compilation = Self.compilation(project, build)
      compilation.pass = pass
      if build.hasFastPath { compilation.passOptions.fastPath = fastPath }
      var objects = shared + (support[pass.rawValue + build.level] ?? [])
      for unit in [BoundaryUnit.callers, .callees] {
        let object = "\(directory)/\(unit.rawValue).\(pass.rawValue).o"
        try await compilation.compile("\(directory)/\(unit.rawValue)", to: object)
        objects.append(object)
      }
      let executable = "\(directory)/program.\(pass.rawValue)"
      try await compilation.build(objects, to: executable, in: directory)
      results[pass] = try await observe(executable, count: cases.count)
    }
    return results
  }

  /// Compiles what the pass on trial has no part in.
  private func compile(
    _ unit: BoundaryUnit, _ source: String, _ build: BoundaryBuild
  ) async throws {
    let includes = (project.includeDirectories + [Self.directory(project)]).map { "-I\($0)" }
    let arguments =
      ["-O\(build.level)"] + Self.plainFlags + includes + [source, "-o", "\(source).o"]
    switch unit {
    case .gcc: try await HostCommand("gcc", arguments).output()
    case .stock:
      var compilation = Self.compilation(project, build)
      compilation.pass = .stock
      try await compilation.compile(source, to: "\(source).o")
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
