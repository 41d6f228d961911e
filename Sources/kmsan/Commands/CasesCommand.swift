// `kmsan cases`: the cases of Tests/KernelCases in a process, or those of a kernel from its console.

import ArgumentParser
import CommandSupport
import Foundation
import HostSystem
import HostedRun
import KernelCases
import KernelCompilation

struct CasesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cases",
    abstract: "Run cases that say on their lines what must be reported, and compare.",
    discussion: """
      All cases of Tests/KernelCases are built into one program and run in a process; each report \
      is compared as a whole: kind, lines, stores, creation, type of memory, bytes. Names are \
      families, as in `kmsan cases stack`, or cases. Docs/Cases.md says how to write one.

      With --console, nothing runs: the file is the console of a kernel that ran them, and --image \
      the kernel with its symbols.

      A case that takes longer than --time-limit is ended and fails; the others go on.

      The result is KTAP. Ends with code 3 when a case failed.
      """)

  @Argument(help: "Families and cases; all without any.")
  var names: [String] = []

  @Flag(help: "Only list the cases, with what each shows.")
  var list = false

  @Option(
    name: .customShort("O"),
    help: ArgumentHelp("The level of optimization of cases in C (default: 2).", valueName: "level"))
  var optimization: String?

  @Option(
    help: ArgumentHelp(
      "Seconds after which a case is ended; it fails, and the others go on (default: 60).",
      valueName: "seconds"))
  var timeLimit: Int?

  @Flag(help: "Find metadata in place instead of by calls (Docs/FastPath.md).")
  var fastPath = false

  @Option(help: "The folder with the cases.", completion: .directory)
  var folder: String?

  @Option(help: "The console of a kernel that ran the cases.", completion: .file())
  var console: String?

  @Option(
    help: "That kernel with its symbols; without, reports are compared by functions.",
    completion: .file())
  var image: String?

  @Option(
    help: ArgumentHelp(
      "Where that console is from: kernel, hosted or linux (default: kernel). With --list, where the"
        + " listed cases run (default: hosted).", valueName: "place"))
  var place: CasePlace?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard image == nil || console != nil else {
      throw ValidationError("--image is about the kernel whose --console is judged.")
    }
    if let timeLimit, timeLimit < 1 {
      throw ValidationError("--time-limit is a number of seconds, at least 1.")
    }
    guard !list || console == nil else {
      throw ValidationError("--list runs and judges nothing: leave out --console.")
    }
    guard place == nil || list || console != nil else {
      throw ValidationError(
        "--place is about --console or --list; without them, cases run in a process.")
    }
    let building = [
      ("-O", optimization != nil), ("--fast-path", fastPath), ("--time-limit", timeLimit != nil),
    ]
    if let option = building.first(where: \.1)?.0, list || console != nil {
      throw ValidationError(
        "\(option) is about cases that run, and \(list ? "--list" : "--console") runs none.")
    }
  }

  /// Where the cases run that are asked for.
  private var selectedPlace: CasePlace { place ?? (console == nil ? .hosted : .kernel) }

  func run() async throws {
    try await runCommand {
      let project = try ProjectFiles()
      let collection = try CaseCollection(folder: folder ?? project.kernelCases)
      let cases = try collection.selection(names, at: selectedPlace)
      if list {
        emit(cases.map { "\($0.name): \($0.summary)\n" }.joined())
        return .clean
      }
      let summary = try await judge(cases, of: collection, project)
      // Reports that differ name functions of Swift.
      emit(await SwiftNames.demangled(summary.text))
      return summary.failures.isEmpty ? .clean : .buildOrBootFailed
    }
  }

  private func judge(
    _ cases: [KernelCase], of collection: CaseCollection, _ project: ProjectFiles
  ) async throws -> CaseSummary {
    if let console {
      var text = CaseConsole(try Files.text(console))
      if let image { text = try await HostedCases.symbolized(text, image: image) }
      let judge = CaseJudge(precision: image == nil ? .functions : .lines)
      return CaseSummary(judge.verdicts(on: cases, text))
    }
    var build = HostedBuild(project: project)
    if let optimization { build.optimization = optimization }
    build.usesFastPath = fastPath
    let progress = common.progress
    var hosted = HostedCases(collection, build: build)
    if let timeLimit { hosted.timeLimit = timeLimit }
    return try await hosted.run(cases) { progress.status($0) }
  }
}

extension CasePlace: ExpressibleByArgument {}
