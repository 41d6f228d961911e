// `kmsan-dev bench kernel`: what operations of the reference kernel cost, with and without KMSAN.

import ArgumentParser
import CommandSupport
import HostSystem
import HostedRun
import KernelCompilation
import ReferenceKernel
import ReportDocuments

extension KernelVariant: ExpressibleByArgument {}

extension BenchCommand {
  /// `kmsan-dev bench kernel`.
  struct Kernel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Operations of the reference kernel, in instructions, with KMSAN and without.",
      discussion: """
        Builds the reference kernel without KMSAN, with our pass (metadata found by calls), and \
        with its fast path inlined; boots each in QEMU, which counts instructions (-icount \
        shift=0); shows what a system call, copies from and to user memory, a page fault, a \
        context switch, a read of the disk and a packet take, without the time that the processor \
        waits. The numbers are the same on every machine, but for those of devices, which differ by \
        one in a hundred.
        """)

    @OptionGroup var common: CommonOptions
    @Option(
      help: ArgumentHelp(
        "A kernel: \(KernelVariant.allCases.map(\.rawValue).joined(separator: ", ")); may be "
          + "repeated. All by default.", valueName: "name"))
    var variant: [KernelVariant] = []
    @Option(help: "How many operations of each kind are measured.")
    var operations = 1000
    @Option(help: ArgumentHelp("Seconds that each kernel may run.", valueName: "seconds"))
    var timeLimit = 120.0
    @Option(help: "The format of the table.")
    var format = OutputFormat.text

    func validate() throws {
      guard (1...1_000_000).contains(operations), timeLimit > 0 else {
        throw ValidationError("--operations is 1 to 1000000, --time-limit is greater than 0.")
      }
    }

    func run() async throws {
      try await runCommand { [self] in
        let table = try await KernelCostTable.measured(
          variant.isEmpty ? KernelVariant.allCases : variant, operations: operations,
          project: ProjectFiles(), timeLimitSeconds: timeLimit, progress: common.progress)
        emit(format == .json ? try JSONText.encode(table) : table.text)
        return .clean
      }
    }
  }
}
