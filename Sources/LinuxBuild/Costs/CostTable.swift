// The cost table: one column per kernel, one row per cost, and the ratio of each column to clang's
// own pass. Text for people, JSON for machines.

import Foundation
import HostSystem

/// The costs of one kernel.
public struct KernelCosts: Sendable, Codable {
  /// What the column is called.
  public var name: String
  public var code: CodeCosts
  /// Nil when compile time was not measured.
  public var compileSeconds: Double?
  /// Nil when the guest was not run.
  public var guest: GuestCosts?
  /// Reports in a boot, outside of KMSAN's suite and inside; nil when not counted.
  public var reportsOutside: Int?
  public var reportsInside: Int?
  public var suitePassed: Int?

  public init(name: String, code: CodeCosts) {
    self.name = name
    self.code = code
  }
}

/// The costs of several kernels, side by side.
public struct CostTable: Sendable, Codable {
  /// The column that the others are compared with.
  public static let reference = "stock"

  public var schemaVersion = 1
  public var configuration: String
  public var kernelVersion: String
  /// How many objects the compile time is of.
  public var compiledObjects: Int?
  public var kernels: [KernelCosts]

  public init(configuration: String, kernelVersion: String) {
    self.configuration = configuration
    self.kernelVersion = kernelVersion
    kernels = []
  }

  private struct Row {
    var title: String
    var unit: String
    var value: (KernelCosts) -> Double?
    var decimals = 0
  }

  private var rows: [Row] {
    var rows = [
      Row(
        title: "compile time", unit: "s", value: { $0.compileSeconds }, decimals: 1),
      Row(title: "code in functions", unit: "B", value: { Double($0.code.functionBytes) }),
      Row(title: "metadata look-ups", unit: "calls", value: { Double($0.code.metadataLookups) }),
      Row(title: "warnings", unit: "calls", value: { Double($0.code.warnings) }),
      Row(title: "context fetches", unit: "calls", value: { Double($0.code.contextFetches) }),
      Row(title: "origin chains", unit: "calls", value: { Double($0.code.originChains) }),
      Row(
        title: "mean stack frame", unit: "B", value: { $0.code.meanFrameBytes }, decimals: 1),
      Row(title: "boot to init", unit: "instr.", value: { $0.guest.map { Double($0.boot) } }),
    ]
    for name in GuestCosts.operationNames {
      rows.append(
        Row(
          title: name, unit: "instr.",
          value: { $0.guest?.operations[name].map { Double($0) } }))
    }
    rows += [
      Row(
        title: "all operations", unit: "instr.",
        value: { $0.guest.map { Double($0.operations.values.reduce(0, +)) } }),
      Row(title: "suite cases passed", unit: "", value: { $0.suitePassed.map { Double($0) } }),
      Row(title: "reports in the suite", unit: "", value: { $0.reportsInside.map { Double($0) } }),
      Row(title: "other reports", unit: "", value: { $0.reportsOutside.map { Double($0) } }),
    ]
    return rows
  }

  /// The table as text, with the ratio to clang's own pass behind each value.
  public var text: String {
    let reference = kernels.first { $0.name == CostTable.reference }
    var cells: [[String]] = [["cost", "unit"] + kernels.map(\.name)]
    for row in rows where kernels.contains(where: { row.value($0) != nil }) {
      var line = [row.title, row.unit]
      for kernel in kernels {
        guard let value = row.value(kernel) else {
          line.append("-")
          continue
        }
        var cell = CostTable.number(value, decimals: row.decimals)
        if kernel.name != CostTable.reference, !row.unit.isEmpty,
          let base = reference.flatMap(row.value), base > 0
        {
          cell += " (\(CostTable.number(value / base, decimals: 3)))"
        }
        line.append(cell)
      }
      cells.append(line)
    }
    var text = "Linux \(kernelVersion), configuration \(configuration); in brackets the ratio to "
    text += "clang's own pass.\n"
    if let compiledObjects {
      text += "Compile time: user and system time of the same \(compiledObjects) objects.\n"
    }
    return text + CostTable.aligned(cells)
  }

  /// A number with a space after each three digits.
  static func number(_ value: Double, decimals: Int) -> String {
    let scale = pow(10, Double(decimals))
    let rounded = (value * scale).rounded() / scale
    let whole = String(Int(rounded))
    var grouped = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { grouped += " " }
      grouped.append(digit)
    }
    guard decimals > 0 else { return grouped }
    let fraction = Int(((rounded - rounded.rounded(.down)) * scale).rounded())
    let digits = String(fraction)
    return grouped + "." + String(repeating: "0", count: decimals - digits.count) + digits
  }

  private static func aligned(_ cells: [[String]]) -> String {
    let columns = cells.first?.count ?? 0
    let widths = (0..<columns).map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { line in
      line.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column < 2 ? cell + padding : padding + cell
      }.joined(separator: "  ") + "\n"
    }.joined()
  }
}
