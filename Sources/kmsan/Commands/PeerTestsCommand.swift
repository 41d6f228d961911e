// `kmsan peer-tests`: behavioural tests of userspace MemorySanitizer on our pass and runtime.

import ArgumentParser
import Differential
import HostSystem
import HostedRun

struct PeerTestsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peer-tests",
    abstract: "Run LLVM's behavioural tests of MemorySanitizer on our pass and runtime.",
    discussion: """
      Without files: the language-level programs of compiler-rt/test/msan, from the archive that \
      KMSAN_PEERS or ../shared/peers holds. A file is compiled and run as its RUN lines say; one \
      without is run at two levels of optimization and must not report. <gtest/gtest.h> and \
      <sanitizer/msan_interface.h> are there. Judged is whether a program reports, not the words. \
      Ends with code 3 when a run fails and no known limit explains it.
      """)

  @Argument(help: "Test programs in C or C++.", completion: .file(extensions: ["c", "cc", "cpp"]))
  var files: [String] = []

  @Option(help: "Who instruments: ours or stock, which is clang's own pass.")
  var pass = PassChoice.ours

  @Flag(help: "All programs of the archive, those about the C library too.")
  var all = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await runCommand {
      let kit = try HostedKit()
      let directory = try TemporaryDirectory()
      defer { directory.remove() }
      var paths = files
      if paths.isEmpty {
        paths = try await PeerTests.unpack(
          .programs, into: directory.path, packageRoot: kit.packageRoot)
        if !all { paths = paths.filter(PeerSuite.isLanguageLevel) }
      }
      let programs = try paths.map { PeerProgram(path: $0, text: try Files.text($0)) }
      var trial = PeerTrial(kit: kit)
      trial.pass = pass
      let summary = try await PeerSuite.run(programs, with: trial) {
        common.progress.status("ran \($0.name)")
      }
      emit(summary.text)
      return summary.unexplained == 0 ? .clean : .buildOrBootFailed
    }
  }
}
