// `kmsan cases`: the cases of Tests/KernelCases in a process, or those of a kernel from its console.

import ArgumentParser
import Foundation
import HostSystem
import HostedRun
import KernelCases

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

      The result is KTAP. Ends with code 3 when a case failed.
      """)

  @Argument(help: "Families and cases; all without any.")
  var names: [String] = []

  @Flag(help: "Only list the cases, with what each shows.")
  var list = false

  @Option(name: .customShort("O"), help: "The level of optimization of cases in C.")
  var optimization = "2"

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

  @Option(help: "Where that console is from: kernel, hosted or linux.")
  var place = CasePlace.kernel

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard image == nil || console != nil else {
      throw ValidationError("--image is about the kernel whose --console is judged.")
    }
  }

  func run() async throws {
    try await runCommand {
      let kit = try HostedKit()
      let collection = try CaseCollection(folder: folder ?? kit.kernelCases)
      let cases = try collection.selection(names, at: console == nil ? .hosted : place)
      if list {
        emit(cases.map { "\($0.name): \($0.summary)\n" }.joined())
        return .clean
      }
      let summary = try await judge(cases, of: collection, kit)
      // Reports that differ name functions of Swift.
      emit(await SwiftNames.demangled(summary.text))
      return summary.failures.isEmpty ? .clean : .buildOrBootFailed
    }
  }

  private func judge(
    _ cases: [KernelCase], of collection: CaseCollection, _ kit: HostedKit
  ) async throws -> CaseSummary {
    if let console {
      var text = CaseConsole(try Files.text(console))
      if let image { text = try await HostedCases.symbolized(text, image: image) }
      let judge = CaseJudge(precision: image == nil ? .functions : .lines)
      return CaseSummary(judge.verdicts(on: cases, text))
    }
    var build = HostedBuild(kit: kit)
    build.optimization = optimization
    build.usesFastPath = fastPath
    let progress = common.progress
    return try await HostedCases(collection, build: build).run(cases) { progress.status($0) }
  }
}

extension CasePlace: ExpressibleByArgument {}
