// How the fast path is compiled: with the flags of a file that kbuild compiles before any
// other, so that its functions fit the kernel's own.

import Foundation
import HostSystem

/// The compilation of the fast path for one build directory.
package struct FastPathCommand: Equatable {
  /// What the flags are taken from, relative to the build directory. `make prepare` writes it.
  static let model = "arch/x86/kernel/.asm-offsets.s.cmd"
  private static let modelOutput = "arch/x86/kernel/asm-offsets.s"

  /// Flags, as the shell takes them, with the compiler in front.
  private let flags: String

  /// Reads the text of the model's `.cmd` file. Returns nil when it has another form.
  package init?(_ text: String) {
    guard let line = text.split(separator: "\n").first,
      let assignment = line.range(of: " := ")
    else { return nil }
    let command = line[assignment.upperBound...]
      .replacing("$(pound)", with: "#").replacing("$$", with: "$")
    var words = command.split(separator: " ")
    guard let source = words.popLast(), source.hasSuffix(".c"),
      let output = words.firstIndex(of: "-o"), output + 1 < words.count,
      words[output + 1] == FastPathCommand.modelOutput, words.contains("-S")
    else { return nil }
    words.removeSubrange(output...output + 1)
    flags = words.filter { word in
      word != "-S" && word != "-fverbose-asm" && !word.hasPrefix("-Wp,-MMD,")
    }.joined(separator: " ")
  }

  /// The command that compiles `source` to bitcode, for a shell in the build directory. A look-up
  /// needs no frame of its own, and its debug information would be repeated in every object.
  package func shellText(source: String, output: String) -> String {
    "\(flags) -momit-leaf-frame-pointer -g0 -emit-llvm -c -o \(HostCommand.quoted(output)) "
      + HostCommand.quoted(source)
  }
}

/// The fast path could not be compiled.
public struct FastPathError: ExplainedError {
  let source: String
  let words: String
  public var problem: String { "Compiling the fast path \(source) failed:\n\(words)" }
  public var remedy: String? { "Build without --fast-path, or correct the file." }
}

extension KernelTree {
  /// Compiles the fast path for this configured build directory. Returns the path of the bitcode.
  func compileFastPath(_ source: String, jobs: Int) async throws -> String {
    let prepared = try await make(["prepare"], jobs: jobs).capture()
    guard prepared.isSuccess else {
      let words = (prepared.output + prepared.errorOutput).split(separator: "\n").suffix(12)
      throw ConfigurationError.make(step: "prepare", output: words.joined(separator: "\n"))
    }
    let model = "\(directory)/\(FastPathCommand.model)"
    guard let command = FastPathCommand(try Files.text(model)) else {
      throw FastPathError(source: source, words: "\(model) has an unknown form")
    }
    let output = directory + "/.kmsan-fast-path.bc"
    let shell = command.shellText(source: source, output: output)
    let outcome = try await HostCommand("sh", ["-c", shell], directory: directory).capture()
    guard outcome.isSuccess else {
      throw FastPathError(source: source, words: outcome.errorOutput)
    }
    return output
  }
}
