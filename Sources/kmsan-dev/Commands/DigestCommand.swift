// `kmsan-dev digest`: whether two versions of the pass emit the same code.

import ArgumentParser
import CommandSupport
import Differential
import HostSystem
import HostedRun
import KernelCompilation
import PassDriver

struct DigestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "digest",
    abstract: "Print a digest of the code that the pass emits.",
    discussion: """
      Instruments LLVM's own tests, and the bitcode of each folder that is named, with the default \
      options and with others that change the code, and prints a line for each corpus. With \
      --output, writes a line for each file and set of options too, so that `diff` shows what a \
      change of the pass changed. LLVM's tests are looked for where KMSAN_PEERS says, else in \
      ../shared/peers.
      """)

  @Option(
    help: "A folder with IR text or bitcode (*.ll, *.bc); may be repeated.", completion: .directory)
  var bitcode: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the digest of each file to this file.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await runCommand {
      let unpacked = try TemporaryDirectory()
      defer { unpacked.remove() }
      let tests = try await PeerTests.unpack(
        into: unpacked.path, packageRoot: ProjectFiles().packageRoot)
      var corpora = [(name: "LLVM's tests", folder: unpacked.path, files: tests)]
      for folder in bitcode {
        let files = FileTree.files(below: folder, extensions: ["bc", "ll"])
        guard !files.isEmpty else {
          throw MissingInput(
            problem: "There is no *.bc or *.ll below \(folder)",
            remedy: "Make some: `kmsan linux bitcode` does for Linux.")
        }
        corpora.append((name: folder, folder: folder, files: files))
      }
      var lines = ""
      for corpus in corpora {
        let digest = try await digest(corpus.files, below: corpus.folder, corpus.name)
        emit("\(digest.total) \(corpus.name), \(corpus.files.count) files\n")
        lines += digest.lines
      }
      if let output { try Files.write(lines, to: output) }
      return .clean
    }
  }

  private func digest(
    _ files: [String], below folder: String, _ name: String
  ) async throws -> CodeDigest {
    let named = files.map { (name: String($0.dropFirst(folder.count + 1)), path: $0) }
    let all = files.count * CodeDigest.variants.count
    var done = 0
    return try await CodeDigest(
      of: named, tool: try PluginFlags.programDirectory() + "/kmsan-opt"
    ) {
      done += 1
      common.progress.status("\(name): \(done) of \(all)")
    }
  }
}
