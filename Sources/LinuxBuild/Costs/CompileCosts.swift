// What instrumentation costs when the kernel is compiled. A fixed sample of objects is compiled
// with each pass in turn, object by object, so that whatever else the machine does meets all
// passes alike; of the repetitions the fastest counts. Processor time, not elapsed time.

import Foundation
import HostSystem

/// Processor time of compiling a sample, in seconds.
public struct CompileCosts: Sendable, Equatable, Codable {
  public var objects: Int
  /// In the order of the trees that were measured.
  public var seconds: [Double]

  /// Compiles `objects` objects that all `trees` have, `repetitions` times with each.
  public init(
    trees: [KernelTree], objects: Int, repetitions: Int, progress: ProgressDisplay
  ) async throws {
    let commands = try trees.map { tree in
      Dictionary(
        try tree.compileCommands().map { ($0.object, $0) }, uniquingKeysWith: { first, _ in first })
    }
    let sample = try CompileCosts.sample(commands, count: objects)
    let directory = NSTemporaryDirectory() + "kmsan-compile-\(getpid())"
    try Files.makeDirectory(directory)
    defer { try? Files.remove(directory) }
    var seconds = Array(repeating: 0.0, count: trees.count)
    progress.note("compiling \(sample.count) objects with each pass, \(repetitions) times")
    for (index, object) in sample.enumerated() {
      var best = Array(repeating: Double.infinity, count: trees.count)
      for _ in 0..<repetitions {
        for (number, tree) in trees.enumerated() {
          guard let command = commands[number][object] else { continue }
          let shell = command.shellText(output: directory + "/object.o", emitsBitcode: false)
          let time = try await CompileCosts.processorSeconds(
            HostCommand("sh", ["-c", "exec " + shell], directory: tree.directory), object)
          best[number] = min(best[number], time)
        }
      }
      for number in trees.indices { seconds[number] += best[number] }
      progress.status("compiled \(index + 1) of \(sample.count) objects")
    }
    self.objects = sample.count
    self.seconds = seconds
  }

  /// Objects instrumented in at least one tree, spread evenly over the sorted paths: the same
  /// choice every time.
  private static func sample(
    _ commands: [[String: CompileCommand]], count: Int
  ) throws -> [String] {
    guard let first = commands.first else { return [] }
    let common = first.keys.filter { object in
      commands.allSatisfy { $0[object] != nil }
        && commands.contains { $0[object]?.isSanitized == true }
    }.sorted()
    guard common.count >= count, count > 0 else { throw CostError.tooFewObjects(common.count) }
    return (0..<count).map { common[$0 * common.count / count] }
  }

  /// The user and system time of a command and its children. Nothing else may run meanwhile.
  private static func processorSeconds(
    _ command: HostCommand, _ object: String
  ) async throws -> Double {
    let before = childrenSeconds()
    let outcome = try await command.capture()
    guard outcome.isSuccess else {
      throw CostError.compilation(object, words: outcome.errorOutput)
    }
    return childrenSeconds() - before
  }

  private static func childrenSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
    func seconds(_ time: timeval) -> Double {
      Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}
