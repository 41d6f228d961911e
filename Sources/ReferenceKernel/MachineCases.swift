// The cases of the reference kernel: which it has, which need what a machine lacks, and the verdicts on
// its console.

import HostSystem
import HostedRun
import KernelCases
import KernelCompilation

/// Cases on the machine.
public struct MachineCases: Sendable {
  /// Families and cases that need devices, and the reason that their results have without.
  private static let needingDevices = [
    "devices": "the machine has no devices", "swift/disk_from_swift": "the machine has no devices",
  ]

  /// Those that the kernel is built with.
  public let cases: [KernelCase]
  /// Those that belong to the machine and are not built in, with the reason.
  let waiting: [(kernelCase: KernelCase, reason: String)]

  /// The cases that have one of the names, families among them; without names, all.
  public init(project: ProjectFiles, names: [String] = [], hasDevices: Bool = true) throws {
    let all = try CaseCollection(folder: project.kernelCases).selection(names, at: .kernel)
    let lacking = hasDevices ? [:] : Self.needingDevices
    func reason(_ kernelCase: KernelCase) -> String? {
      let family = kernelCase.name.prefix { $0 != "/" }
      return lacking[kernelCase.name] ?? lacking[String(family)]
    }
    cases = all.filter { reason($0) == nil }
    waiting = all.compactMap { kernelCase in reason(kernelCase).map { (kernelCase, $0) } }
  }

  /// The verdicts on what a boot of an image left on its console.
  public func judge(_ console: String, image: String) async throws -> CaseSummary {
    let runs = try await HostedCases.symbolized(CaseConsole(console), image: image)
    return CaseSummary(
      CaseJudge(precision: .lines).verdicts(on: cases, runs)
        + waiting.map { CaseVerdict(name: $0.kernelCase.name, result: .skipped($0.reason)) })
  }
}
