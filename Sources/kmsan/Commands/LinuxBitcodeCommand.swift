// `kmsan linux bitcode`: what the pass sees of a kernel, for tests of the pass alone.

import ArgumentParser
import CommandSupport
import HostSystem
import LinuxBuild

extension LinuxCommand {
  /// `kmsan linux bitcode`.
  struct Bitcode: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write every instrumented object of a kernel as bitcode, before the pass.",
      discussion: "Builds the kernel first where that is missing. The bitcode is optimized.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var kernel: KernelOptions
    @OptionGroup var jobs: JobOptions
    @Option(
      name: .shortAndLong,
      help: ArgumentHelp("Where the bitcode goes.", valueName: "directory"))
    var output: String

    func run() async throws {
      try await runCommand { [self] in
        let progress = common.progress
        let session = try kernel.session()
        _ = try await session.build(jobs: jobs.count, progress: progress)
        let directory = Files.absolute(output)
        let count = try await session.tree.exportBitcode(
          to: directory, jobs: jobs.count, progress: progress)
        emit("\(count) files of bitcode in \(directory)\n")
        return .clean
      }
    }
  }
}
