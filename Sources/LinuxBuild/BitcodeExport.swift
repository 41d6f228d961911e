// Every KMSAN-enabled object of a built kernel as bitcode: optimized as for the kernel, not yet
// instrumented. This is what the pass sees, kept for tests of the pass alone.

import Foundation
import HostSystem
import PassDriver

/// An object could not be compiled to bitcode.
public struct BitcodeError: ExplainedError {
  let object: String
  let words: String
  public var problem: String { "Compiling \(object) to bitcode failed:\n\(words)" }
  public var remedy: String? { "Build the same kernel again; its sources may have changed." }
}

extension KernelTree {
  /// Writes the bitcode of every instrumented object to `output`, with the tree's paths and the
  /// ending `.bc`. Files that are newer than their object are kept. Returns how many there are.
  public func exportBitcode(
    to output: String, jobs: Int, progress: ProgressDisplay
  ) async throws -> Int {
    let commands = try compileCommands().filter(\.isSanitized)
    let flags: PluginFlags
    do { flags = try PluginFlags() } catch { throw PassError(problem: error.description) }
    // A command line of ours loads the plugin already; without it, clang's pass must be off.
    let extra = passVariables.isEmpty ? flags.neutralizingArguments : []
    progress.note("writing the bitcode of \(commands.count) objects to \(output)")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, command) in commands.enumerated() {
        if index >= jobs { try await group.next() }
        group.addTask { try await compile(command, to: output, extra: extra) }
        progress.status("\(index) of \(commands.count) objects as bitcode")
      }
      try await group.waitForAll()
    }
    return commands.count
  }

  private func compile(_ command: CompileCommand, to output: String, extra: [String]) async throws {
    let path = "\(output)/\(command.object.dropLast(2)).bc"
    if Files.isNewer(path, than: "\(directory)/\(command.object)") { return }
    try Files.makeDirectory(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    let temporary = path + ".new"
    let shell = command.shellText(output: temporary, emitsBitcode: true, extra: extra)
    let outcome = try await HostCommand("sh", ["-c", shell], directory: directory).capture()
    guard outcome.isSuccess else {
      try? Files.remove(temporary)
      throw BitcodeError(object: command.object, words: outcome.errorOutput)
    }
    try Files.rename(temporary, to: path)
  }
}
