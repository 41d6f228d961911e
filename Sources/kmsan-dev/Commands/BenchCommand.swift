// `kmsan-dev bench linux`: what the pass costs, against clang's own on the same kernel, in one run.

import ArgumentParser
import CommandSupport
import HostSystem
import LinuxBuild
import ReportDocuments
import VirtualMachine

/// Groups the benchmarks.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure what the pass and the report tools cost.",
    subcommands: [Linux.self, Kernel.self, Hosted.self, Report.self])
}

extension BenchCommand {
  /// A kernel to compare.
  enum Column: String, ExpressibleByArgument, CaseIterable {
    case plain
    case stock
    case ours
    case llvmRules = "llvm-rules"
    case fastPath = "fast-path"

    /// The kernels that are compared unless others are named.
    static let standard = allCases.filter { $0 != .fastPath }

    /// Whether our pass makes it.
    var isOurs: Bool { self != .plain && self != .stock }
  }

  /// Which of our kernels have call tokens and regions (Docs/Boundaries.md).
  enum Tokens: String, ExpressibleByArgument, CaseIterable {
    case on, off, both

    var settings: [Bool] {
      switch self {
      case .on: [true]
      case .off: [false]
      case .both: [true, false]
      }
    }
  }

  /// A kernel and how it is built.
  struct Measured {
    let column: Column
    let hasTokens: Bool
    var name: String { column.rawValue + (hasTokens ? "" : ", tokens=0") }
  }

  /// `kmsan-dev bench linux`.
  struct Linux: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The cost table: a whole kernel without KMSAN, with clang's pass, with ours.",
      discussion: """
        Builds the kernels that are missing. Compile time is the processor time of a fixed \
        sample of objects, compiled with each pass in turn. Code is read from the linked \
        kernels. Instructions are counted by QEMU (-icount shift=0): from the first time stamp \
        to "Run /init", and per operation of a small fixed workload of system calls.
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var source: SourceOptions
    @OptionGroup var jobs: JobOptions
    @Option(help: ArgumentHelp("`small`, `wide`, or the path of a fragment.", valueName: "name"))
    var config = "small"
    @Option(
      help: ArgumentHelp(
        "The kernels to compare: \(Column.allCases.map(\.rawValue).joined(separator: ", ")).",
        valueName: "kernel"))
    var columns = Column.standard
    @Flag(help: "Compare the kernel with the fast path, too.")
    var fastPath = false
    @Option(help: "Build our kernels with call tokens and regions: on, off, or both to compare.")
    var tokens = Tokens.on
    @Option(help: "How many objects to compile for the compile time; 0 leaves it out.")
    var sample = 60
    @Option(help: "How often each object is compiled; the fastest counts.")
    var repetitions = 2
    @Option(help: "Seconds that each measuring boot may run.")
    var timeLimit = 900.0
    @Flag(inversion: .prefixedNo, help: "Boot the kernels and count instructions.")
    var guest = true
    @Option(help: "The format of the table.")
    var format = OutputFormat.text

    func validate() throws {
      if sample < 0 || repetitions < 1 || timeLimit <= 0 {
        throw ValidationError("--sample, --repetitions and --time-limit must be positive.")
      }
    }

    func run() async throws {
      try await runCommand { [self] in
        let extra = fastPath && !columns.contains(.fastPath) ? [Column.fastPath] : []
        let kernels = (columns + extra).flatMap { column in
          (column.isOurs ? tokens.settings : [true]).map {
            Measured(column: column, hasTokens: $0)
          }
        }
        let sessions = try kernels.map { ($0, try session($0)) }
        for (_, session) in sessions {
          _ = try await session.build(jobs: jobs.count, progress: common.progress)
        }
        let table = try await measure(sessions)
        emit(format == .json ? try JSONText.encode(table) : table.text)
        return .clean
      }
    }

    private func session(_ kernel: Measured) throws -> KernelSession {
      let column = kernel.column
      return try source.session(
        config: config, fragments: [], pass: column == .stock ? .stock : .ours,
        passOptions: (column == .llvmRules ? ["rules=llvm"] : [])
          + (kernel.hasTokens ? [] : ["tokens=0"]),
        usesFastPath: column == .fastPath, sanitized: column != .plain)
    }

    private func measure(_ sessions: [(Measured, KernelSession)]) async throws -> CostTable {
      let progress = common.progress
      let version = try await sessions.first?.1.fetch(progress: progress)
      var table = CostTable(
        configuration: config, kernelVersion: version?.description ?? "")
      for (kernel, session) in sessions {
        progress.note("reading the code of \(kernel.name)")
        let code = try await CodeCosts(vmlinux: session.tree.linkedKernel)
        var costs = KernelCosts(name: kernel.name, code: code)
        if guest {
          costs.guest = try await GuestCosts(
            of: session, timeLimitSeconds: timeLimit, progress: progress)
          if kernel.column != .plain { try await countReports(session, in: &costs) }
        }
        table.kernels.append(costs)
      }
      if sample > 0 {
        let compile = try await CompileCosts(
          trees: sessions.map(\.1.tree), objects: sample, repetitions: repetitions,
          progress: progress)
        table.compiledObjects = compile.objects
        for (index, seconds) in compile.seconds.enumerated() {
          table.kernels[index].compileSeconds = seconds
        }
      }
      return table
    }

    private func countReports(_ session: KernelSession, in costs: inout KernelCosts) async throws {
      let result = try await session.boot(
        timeLimitSeconds: timeLimit, progress: common.progress)
      costs.reportsInside = result.console.reports.filter(\.isExpected).count
      costs.reportsOutside = result.console.reports.count - (costs.reportsInside ?? 0)
      costs.suitePassed = KTAPTotals(of: result.console.suites).passed
    }
  }
}
