// The cases of the reference kernel: which it has, which wait for a part of it, and the verdicts on its
// console.

import HostSystem
import HostedRun
import KernelCases

/// Cases on the machine.
public struct MachineCases: Sendable {
  /// What the kernel still lacks: a family or a case, and the reason that its results have.
  private static let lacking = [
    "devices": "the kernel has no devices yet",
    "swift/disk_from_swift": "the kernel has no devices yet",
  ]

  /// Those that the kernel is built with.
  public let cases: [KernelCase]
  /// Those that belong to the machine and are not built in, with the reason.
  let waiting: [(kernelCase: KernelCase, reason: String)]

  /// The cases that have one of the names, families among them; without names, all.
  public init(kit: HostedKit, names: [String] = []) throws {
    let all = try CaseCollection(folder: kit.kernelCases).selection(names, at: .kernel)
    cases = all.filter { Self.reason(toWait: $0) == nil }
    waiting = all.compactMap { kernelCase in
      Self.reason(toWait: kernelCase).map { (kernelCase, $0) }
    }
  }

  private static func reason(toWait kernelCase: KernelCase) -> String? {
    let family = kernelCase.name.prefix { $0 != "/" }
    return lacking[kernelCase.name] ?? lacking[String(family)]
  }

  /// The verdicts on what a boot of an image left on its console.
  public func judge(_ console: String, image: String) async throws -> CaseSummary {
    let runs = try await HostedCases.symbolized(CaseConsole(console), image: image)
    return CaseSummary(
      CaseJudge(precision: .lines).verdicts(on: cases, runs)
        + waiting.map { CaseVerdict(name: $0.kernelCase.name, result: .skipped($0.reason)) })
  }
}
