// The times of the micro-kernels: one column per variant, one row per loop. Text for people, JSON for
// machines.

import Foundation

/// What the micro-kernels took.
public struct MicroKernelTable: Sendable, Codable {
  /// One loop.
  public struct Row: Sendable, Codable {
    public var name: String
    /// The fastest round, in microseconds of processor time.
    public var microseconds: [MicroKernelVariant: Int]
    /// What the loop computed; the same for every variant.
    var result: String
  }

  public var schemaVersion = 1
  public var repetitions: Int
  public var rounds: Int
  public private(set) var rows: [Row] = []
  /// Bytes of metadata for each byte of an arena; nil when not measured.
  public var memory: [MetadataMemory]?

  init(repetitions: Int, rounds: Int) {
    self.repetitions = repetitions
    self.rounds = rounds
  }

  /// Reads what one run printed; false when a line is malformed or a result differs.
  mutating func add(_ output: String, of variant: MicroKernelVariant) -> Bool {
    let lines = output.split(separator: "\n")
    if rows.isEmpty {
      rows = lines.compactMap { line in
        let fields = line.split(separator: "\t")
        guard fields.count == 3 else { return nil }
        return Row(name: String(fields[0]), microseconds: [:], result: String(fields[2]))
      }
    }
    guard !rows.isEmpty, lines.count == rows.count else { return false }
    for (index, line) in lines.enumerated() {
      let fields = line.split(separator: "\t")
      guard fields.count == 3, fields[0] == rows[index].name, fields[2] == rows[index].result,
        let time = Int(fields[1]), time > 0
      else { return false }
      rows[index].microseconds[variant] = min(rows[index].microseconds[variant] ?? time, time)
    }
    return true
  }

  /// The times of a variant divided by those of the plain program; one per row.
  func ratios(_ variant: MicroKernelVariant) -> [Double] {
    rows.compactMap { row in
      guard let plain = row.microseconds[.plain], let time = row.microseconds[variant] else {
        return nil
      }
      return Double(time) / Double(plain)
    }
  }

  /// The geometric mean of the ratios.
  public func slowdown(_ variant: MicroKernelVariant) -> Double {
    let ratios = ratios(variant)
    return exp(ratios.map { log($0) }.reduce(0, +) / Double(max(ratios.count, 1)))
  }

  /// The table as text.
  public var text: String {
    let variants = MicroKernelVariant.allCases.filter { variant in
      rows.allSatisfy { $0.microseconds[variant] != nil }
    }
    var text = "Processor time of each loop, as a multiple of the plain program's; best of "
    text += "\(repetitions) runs in turn.\n"
    text += line("", variants.map(\.rawValue))
    for (index, row) in rows.enumerated() {
      text += line(row.name, variants.map { Self.number(ratios($0)[index]) })
    }
    text += line("geometric mean", variants.map { Self.number(slowdown($0)) })
    guard let memory else { return text }
    text += "\nShadow and origins, in bytes for each byte of an arena that is mostly initialized.\n"
    text += line("", ["mean", "greatest"])
    for mode in memory {
      text += line(mode.name, [Self.number(mode.mean), Self.number(mode.greatest)])
    }
    return text
  }

  private func line(_ title: String, _ cells: [String]) -> String {
    let head = title + String(repeating: " ", count: max(20 - title.count, 1))
    return head
      + cells.map { String(repeating: " ", count: max(13 - $0.count, 1)) + $0 }.joined() + "\n"
  }

  private static func number(_ value: Double) -> String { String(format: "%.2f", value) }
}
