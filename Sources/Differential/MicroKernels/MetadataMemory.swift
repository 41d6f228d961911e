// How much memory shadow and origins take, with the arena of Integrations/hosted.

import HostSystem
import HostedRun
import KernelCompilation

/// What the metadata of an arena takes.
public struct MetadataMemory: Sendable, Codable {
  /// What the arena is made of, `pages` or `objects`; and `linear`, where metadata stays once it was
  /// written, or `on demand`.
  public var name: String
  /// Bytes of metadata for each byte of the arena: the mean of the samples, and the greatest.
  public var mean: Double
  public var greatest: Double

  /// Measures both modes.
  public static func measured(_ project: ProjectFiles, progress: ProgressDisplay) async throws
    -> [MetadataMemory]
  {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let program = "\(directory.path)/program"
    try await HostedBuild(project: project).build(
      [project.integrations + "/hosted/arena.c"], to: program, in: directory.path)
    var results: [MetadataMemory] = []
    for pieces in ["pages", "objects"] {
      for (mode, setting) in [("linear", "0"), ("on demand", "1")] {
        let name = "\(pieces), \(mode)"
        progress.status("measuring metadata: \(name)")
        let outcome = try await HostedExecution(timeLimit: 300)
          .run(program, [pieces], environment: ["KMSAN_MAP_ON_DEMAND": setting])
        let fields = outcome.output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard outcome.code == 0, fields.count == 2 else {
          throw MicroKernelError(
            problem: "The arena ended with code \(outcome.code):\n\(outcome.output)"
              + outcome.console)
        }
        results.append(MetadataMemory(name: name, mean: fields[0], greatest: fields[1]))
      }
    }
    return results
  }
}
