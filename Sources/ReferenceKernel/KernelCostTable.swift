// What operations of the reference kernel cost, in instructions: one column per variant. Text for
// people, JSON for machines.

import Foundation
import HostSystem
import HostedRun
import KernelCompilation

/// The costs of a kernel's operations.
public struct KernelCostTable: Sendable, Codable {
  /// One operation.
  public struct Row: Sendable, Codable, Equatable {
    public var name: String
    /// Of one operation, on average.
    public var instructions: [KernelVariant: Int]
  }

  public var schemaVersion = 1
  /// How many of each kind were done.
  public var operations: Int
  public private(set) var rows: [Row] = []

  public init(operations: Int) { self.operations = operations }

  /// Builds the variants, boots each and measures.
  public static func measured(
    _ variants: [KernelVariant], operations: Int, project: ProjectFiles, timeLimitSeconds: Double,
    progress: ProgressDisplay
  ) async throws -> KernelCostTable {
    var table = KernelCostTable(operations: operations)
    for variant in variants {
      progress.status("building the reference kernel: \(variant.rawValue)")
      let image = try await KernelImage(project: project, variant: variant).build()
      progress.status("measuring \(variant.rawValue)")
      var boot = KernelBoot(image: image)
      boot.processors = 1
      boot.countsInstructions = true
      boot.arguments = ["bench=\(operations)"]
      boot.timeLimitSeconds = timeLimitSeconds
      let result = try await boot.run()
      guard result.outcome == .passed, table.add(result.console, of: variant) else {
        throw KernelImageError(
          problem: "The kernel \(variant.rawValue) was not measured: \(result.outcome.text)\n"
            + result.console)
      }
    }
    return table
  }

  /// Reads the console of a kernel; false when it has no measurement.
  public mutating func add(_ console: String, of variant: KernelVariant) -> Bool {
    var found = false
    for line in console.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ")
      guard words.count == 3, words[0] == "benchmark", let count = Int(words[2]), count > 0 else {
        continue
      }
      found = true
      if let index = rows.firstIndex(where: { $0.name == words[1] }) {
        rows[index].instructions[variant] = count
      } else {
        rows.append(Row(name: String(words[1]), instructions: [variant: count]))
      }
    }
    return found
  }

  // MARK: - Ratios

  /// The instructions of a variant divided by those of the plain kernel; nil when one is missing.
  public func ratio(_ row: Row, _ variant: KernelVariant) -> Double? {
    guard let plain = row.instructions[.plain], let count = row.instructions[variant] else {
      return nil
    }
    return Double(count) / Double(plain)
  }

  /// The geometric mean of the ratios.
  public func slowdown(_ variant: KernelVariant) -> Double? {
    let ratios = rows.compactMap { ratio($0, variant) }
    guard !ratios.isEmpty else { return nil }
    return exp(ratios.map { log($0) }.reduce(0, +) / Double(ratios.count))
  }

  /// The table as text, with the ratio to the plain kernel behind each value.
  public var text: String {
    let variants = KernelVariant.allCases.filter { variant in
      rows.contains { $0.instructions[variant] != nil }
    }
    var text = "Instructions of one operation, on average of \(operations); in brackets the ratio "
    text += "to the kernel without KMSAN.\n"
    text += line("", variants.map(\.rawValue))
    for row in rows {
      text += line(
        row.name,
        variants.map { variant in
          guard let count = row.instructions[variant] else { return "-" }
          let ratio = variant == .plain ? nil : ratio(row, variant)
          return "\(count)" + (ratio.map { " (\(Self.number($0)))" } ?? "")
        })
    }
    return text
      + line("geometric mean", variants.map { slowdown($0).map(Self.number) ?? "-" })
  }

  private func line(_ title: String, _ cells: [String]) -> String {
    let head = title + String(repeating: " ", count: max(18 - title.count, 1))
    return head
      + cells.map { String(repeating: " ", count: max(16 - $0.count, 1)) + $0 }.joined() + "\n"
  }

  private static func number(_ value: Double) -> String { String(format: "%.2f", value) }
}
