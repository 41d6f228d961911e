// Runs the kernel's build: counts what it compiles, keeps its log, and explains how it failed.
// Kbuild itself decides what has to be built, so a second run does little and an interrupted build
// goes on where it was.

import Foundation
import HostSystem

/// What a build did.
public struct BuildResult: Sendable {
  /// How many objects were compiled; 0 when nothing had changed.
  public var compiled: Int
  public var duration: Duration
  /// Warnings of objtool and the compiler.
  public var warnings: [String]
  public var log: String
}

/// The build failed.
public struct BuildError: ExplainedError {
  let code: Int32
  let words: [String]
  let log: String
  let isDiskFull: Bool

  public var problem: String {
    "The kernel did not build (make ended with code \(code)):\n"
      + words.map { "    \($0)" }.joined(separator: "\n") + "\n  The whole log is \(log)"
  }
  public var remedy: String? {
    isDiskFull ? "Free some disk space, then run the same command: the build goes on." : nil
  }
  public var exitStatus: CommandStatus { .buildOrBootFailed }
}

extension KernelTree {
  private static let targets = ["bzImage", "vmlinux"]
  /// Objects of a first build when no build has been counted yet.
  private static let objectsEstimate = ["small": 1035, "wide": 1970]

  private var countFile: String { directory + "/.kmsan-objects" }

  /// Builds the kernel with `jobs` compilers at a time.
  public func build(
    _ configuration: KernelConfiguration, jobs: Int, progress: ProgressDisplay
  ) async throws -> BuildResult {
    let isFirst = !Files.exists(linkedKernel)
    let total = isFirst ? expectedObjects(configuration) : nil
    progress.note("building \(configuration.name) in \(directory)")
    let log = directory + "/.kmsan-build.log"
    try Files.write("", to: log)
    let file = FileHandle(forWritingAtPath: log)
    defer { try? file?.close() }

    let start = ContinuousClock.now
    var reader = BuildOutput()
    let code = try await make(KernelTree.targets, jobs: jobs).stream { line in
      try? file?.write(contentsOf: Data((line + "\n").utf8))
      reader.consume(line)
      progress.status(reader.status(total: total, since: start))
    }
    guard code == 0 else {
      throw BuildError(
        code: code, words: reader.failureWords, log: log, isDiskFull: reader.isDiskFull)
    }
    if isFirst { try Files.write("\(reader.compiled)\n", to: countFile) }
    return BuildResult(
      compiled: reader.compiled, duration: ContinuousClock.now - start,
      warnings: reader.warnings, log: log)
  }

  private func expectedObjects(_ configuration: KernelConfiguration) -> Int? {
    let counted = (try? Files.text(countFile)).flatMap { text in
      Int(text.filter(\.isNumber))
    }
    return counted ?? KernelTree.objectsEstimate[configuration.name]
  }
}

/// Reads what kbuild prints.
struct BuildOutput {
  private static let wordsMax = 20

  private(set) var compiled = 0
  private(set) var warnings: [String] = []
  private(set) var isDiskFull = false
  private var errors: [String] = []
  private var last: [String] = []

  mutating func consume(_ line: String) {
    if line.hasPrefix("  CC ") || line.hasPrefix("  AS ") {
      compiled += 1
      return
    }
    if line.contains("No space left on device") { isDiskFull = true }
    if line.contains("warning: ") {
      warnings.append(line)
    } else if line.contains("error: ") || line.contains("fatal error") || line.contains(" *** ") {
      if errors.count < BuildOutput.wordsMax { errors.append(line) }
    }
    last.append(line)
    if last.count > BuildOutput.wordsMax { last.removeFirst() }
  }

  /// The lines that tell most about a failure.
  var failureWords: [String] { errors.isEmpty ? last : errors }

  func status(total: Int?, since start: ContinuousClock.Instant) -> String {
    let elapsed = (ContinuousClock.now - start).forPeople
    guard let total, compiled <= total else { return "compiled \(compiled) objects, \(elapsed)" }
    return "compiled \(compiled) of \(total) objects, \(elapsed)"
  }
}
