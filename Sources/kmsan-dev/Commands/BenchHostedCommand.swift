// `kmsan-dev bench hosted`: what the passes cost on small loops in a process, and what metadata takes.

import ArgumentParser
import CommandSupport
import Differential
import HostSystem
import HostedRun
import KernelCompilation
import ReportDocuments

extension MicroKernelVariant: ExpressibleByArgument {}

extension BenchCommand {
  /// `kmsan-dev bench hosted`.
  struct Hosted: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Seven micro-kernels in a process, and the memory that metadata takes.",
      discussion: """
        Compiles the loops of Integrations/hosted/micro-kernels.c without a sanitizer, with our \
        pass (look-ups inlined, and by calls), with clang's own pass on the same runtime, and with \
        clang's MemorySanitizer for user space; runs them in turn; shows the processor time as a \
        multiple of the plain program's. Then fills an arena with objects and shows what shadow and \
        origins take, with maps that only grow and with map-on-demand. clang-msan needs the package \
        libclang-rt-22-dev.
        """)

    @OptionGroup var common: CommonOptions
    @Option(
      help: ArgumentHelp(
        "A way to compile: \(MicroKernelVariant.allCases.map(\.rawValue).joined(separator: ", ")); "
          + "may be repeated. All by default.", valueName: "name"))
    var variant: [MicroKernelVariant] = []
    @Option(help: "How often each program is run, in turn with the others; the fastest counts.")
    var repetitions = 5
    @Flag(inversion: .prefixedNo, help: "Measure the memory of metadata.")
    var memory = true
    @Option(help: "The format of the table.")
    var format = OutputFormat.text

    func validate() throws {
      guard repetitions > 0 else { throw ValidationError("--repetitions must be positive.") }
    }

    func run() async throws {
      try await runCommand { [self] in
        let project = try ProjectFiles()
        var suite = MicroKernelSuite(project: project)
        suite.repetitions = repetitions
        var table = try await suite.run(
          variant.isEmpty ? MicroKernelVariant.allCases : variant, progress: common.progress)
        if memory {
          table.memory = try await MetadataMemory.measured(project, progress: common.progress)
        }
        emit(format == .json ? try JSONText.encode(table) : table.text)
        return .clean
      }
    }
  }
}
