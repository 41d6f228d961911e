// `kmsan-dev robustness`: the pass on files that others wrote, and on huge functions.

import ArgumentParser
import CommandSupport
import Differential
import Foundation
import HostSystem
import HostedRun
import KernelCompilation
import PassDriver

struct RobustnessCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "robustness",
    abstract: "Run the pass on LLVM's own tests, on bitcode of kernels, and on huge functions.",
    discussion: """
      No file may crash the pass, and every result must be well formed; time and code must grow \
      linearly with a function. LLVM's tests are looked for where KMSAN_PEERS says, else in \
      ../shared/peers. Ends with code 3 when something is broken.
      """)

  @Option(help: "A folder with bitcode (*.bc); may be repeated.", completion: .directory)
  var bitcode: [String] = []

  @Option(help: "The pass on trial: ours, or stock to test the harness.")
  var pass = PassChoice.ours

  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await runCommand {
      let tool =
        switch pass {
        case .ours: PassTool.ours(path: try PluginFlags.programDirectory() + "/kmsan-opt")
        case .stock: PassTool.stock
        }
      let unpacked = try TemporaryDirectory()
      defer { unpacked.remove() }
      var suites = [
        RobustnessSuite(
          name: "LLVM's tests",
          files: try await PeerTests.unpack(
            into: unpacked.path, packageRoot: ProjectFiles().packageRoot),
          tool: tool)
      ]
      for folder in bitcode {
        let files = FileTree.files(below: folder, extensions: ["bc"])
        guard !files.isEmpty else {
          throw MissingInput(
            problem: "There is no *.bc below \(folder)",
            remedy: "Make some: `kmsan linux bitcode` does for Linux.")
        }
        suites.append(RobustnessSuite(name: folder, files: files, tool: tool))
      }
      var broken = 0
      for suite in suites { broken += try await show(suite) }
      if pass == .ours { broken += try measureGrowth() }
      return broken == 0 ? .clean : .buildOrBootFailed
    }
  }

  private func show(_ suite: RobustnessSuite) async throws -> Int {
    let progress = common.progress
    var finished = 0
    let summary = try await suite.run {
      finished += 1
      progress.status("\(suite.name): \(finished) of \(suite.files.count) files")
    }
    emit(summary.text)
    return summary.broken
  }

  /// The number of shapes that do not grow linearly.
  private func measureGrowth() throws -> Int {
    var failures = 0
    for cleansUp in [false, true] {
      for shape in GrowthShape.allCases {
        let series = try GrowthSeries.measure(shape, cleansUp: cleansUp)
        emit((series.isLinear ? "" : "NOT LINEAR ") + series.text + "\n")
        failures += series.isLinear ? 0 : 1
      }
    }
    return failures
  }
}
