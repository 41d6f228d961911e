// `kmsan-dev bench report`: how fast logs are read, reports symbolized, and a store listed.

import ArgumentParser
import CommandSupport
import Foundation
import HostSystem
import KMSANReport
import ReportFuzzing
import Symbolization
import Triage

extension BenchCommand {
  /// `kmsan-dev bench report`.
  struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reading, symbolizing and listing of reports.",
      discussion: """
        Reads a log that looks like a night of fuzzing (a report in every 64 kB), one of nothing \
        but reports, where a hundred different ones come again and again, and one of nothing but \
        reports that are all new; symbolizes reports of a program with a thousand functions, compiled for the \
        purpose; lists a store. Processor time is that of one thread.
        """)

    @Option(help: "Megabytes of the log.")
    var megabytes = 1000
    @Option(help: "Reports to symbolize.")
    var reports = 10_000
    @Option(help: "Reports in the store.")
    var stored = 100_000
    @OptionGroup var common: CommonOptions

    func validate() throws {
      guard megabytes > 0, reports > 0, stored > 0 else {
        throw ValidationError("--megabytes, --reports and --stored take positive numbers")
      }
    }

    func run() async throws {
      try await runCommand { [self] in
        try scan("a report in every 64 kB", SampleLog.piece(noiseBytes: 64 * 1024))
        try scan("nothing but reports", SampleLog.reports(100))
        try scan("nothing but new reports", SampleLog.reports(20_000))
        try await symbolize()
        try list()
        return .clean
      }
    }

    /// Reads a log of the wanted size, piece by piece, as it would come from a file.
    private func scan(_ name: String, _ piece: [UInt8]) throws {
      common.progress.note("reading \(megabytes) MB, \(name)")
      let pieces = max(1, megabytes * 1_000_000 / piece.count)
      var scanner = LogScanner()
      var collection = ReportCollection()
      let memory = PeakMemory.megabytes
      let start = ProcessorTime.seconds
      for _ in 0..<pieces { scanner.scan(piece.span) { collection.add($0, log: "log") } }
      scanner.finish { collection.add($0, log: "log") }
      let seconds = ProcessorTime.seconds - start
      let size = Double(scanner.byteCount) / 1e6
      let growth = PeakMemory.megabytes - memory
      emit(
        "reading, \(name): \(Int(size)) MB with \(collection.count) reports in "
          + String(format: "%.2f s: %.0f MB/s", seconds, size / seconds)
          + ", memory grew by \(growth) MB\n")
    }

    private func symbolize() async throws {
      common.progress.note("compiling a program to symbolize")
      let program = try await SampleProgram()
      defer { program.remove() }
      let sample = program.reports(count: reports)
      let images = try KernelImages(kernel: program.path, for: sample)
      let symbolizer = ReportSymbolizer(images: images, sourceFolders: [program.folder])
      let start = ContinuousClock.now
      let (progress, clock) = (common.progress, start)
      let result = try await symbolizer.symbolize(sample) { done, all in
        progress.status("\(done) of \(all) addresses, \((ContinuousClock.now - clock).forPeople)")
      }
      let seconds = (ContinuousClock.now - start).inSeconds
      let frames = result.reduce(0) { $0 + $1.use.count }
      let known = result.reduce(0) { $0 + $1.use.filter { $0.location != nil }.count }
      emit(
        "symbolizing: \(result.count) reports, \(known) of \(frames) frames with sources, in "
          + String(format: "%.1f s", seconds) + "\n")
    }

    private func list() throws {
      common.progress.note("filling a store with \(stored) reports")
      let store = try TriageStore()
      var collection = ReportCollection()
      for report in SampleLog.distinctReports(count: stored) { collection.add(report, log: "log") }
      let start = ContinuousClock.now
      _ = try store.add(run: "bench", collection, logCount: 1)
      let filling = (ContinuousClock.now - start).inSeconds
      var best = Double.infinity
      var rows = 0
      for _ in 0..<5 {
        let start = ContinuousClock.now
        rows = try store.list(TriageFilter()).count
        best = min(best, (ContinuousClock.now - start).inSeconds)
      }
      emit(
        "store: \(stored) reports added in " + String(format: "%.1f s", filling)
          + ", a list of \(rows) in " + String(format: "%.1f ms", best * 1000) + "\n")
    }
  }
}
