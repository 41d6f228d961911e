// The types and fields of local variables, from llvm-dwarfdump-22. It reads a whole unit at a time, so
// each unit is read once.

import HostSystem
import KMSANReport

/// Layouts of variables.
struct ObjectLayouts: Sendable {
  /// A local variable of the function at an address.
  struct Variable: Hashable, Sendable {
    var file: String
    var address: String
    var name: String
    /// Where it is declared; tells variables of one name apart.
    var line: Int?
  }

  private var layouts: [Variable: ObjectDescription] = [:]

  /// More units are not read: each takes a process and some tenths of a second.
  private static let unitsMax = 64

  /// Finds the layouts of variables. A variable without debug information is left out.
  init(of variables: [Variable]) async throws {
    var units: [String: DebugEntries] = [:]
    for variable in Set(variables).sorted(by: { ($0.file, $0.address) < ($1.file, $1.address) }) {
      guard variable.address.hasPrefix("0x"), let unit = try await ObjectLayouts.unit(of: variable)
      else { continue }
      let key = "\(variable.file) \(unit)"
      if units[key] == nil {
        guard units.count < ObjectLayouts.unitsMax else { continue }
        units[key] = try await ObjectLayouts.entries(variable.file, unit)
      }
      layouts[variable] = units[key].flatMap { ObjectLayouts.layout(variable, $0) }
    }
  }

  subscript(variable: Variable) -> ObjectDescription? { layouts[variable] }

  private static func layout(
    _ wanted: Variable, _ entries: DebugEntries
  ) -> ObjectDescription? {
    guard let variable = entries.variable(wanted.name, line: wanted.line) else { return nil }
    return ObjectDescription(
      size: entries.size(variable.type), type: entries.typeName(variable.type),
      fields: entries.fields(variable.type))
  }

  /// The offset of the unit that has an address.
  private static func unit(of variable: Variable) async throws -> String? {
    let outcome = try await HostCommand(
      "llvm-dwarfdump-22", ["--lookup=\(variable.address)", variable.file]
    ).capture()
    for line in outcome.output.split(separator: "\n") where line.hasPrefix("0x") {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2, parts[1].contains("DW_TAG_compile_unit") { return String(parts[0]) }
    }
    return nil
  }

  private static func entries(_ file: String, _ unit: String) async throws -> DebugEntries {
    let outcome = try await HostCommand(
      "llvm-dwarfdump-22", ["--debug-info=\(unit)", "--show-children", file]
    ).capture(limitBytes: 256 << 20)
    return DebugEntries(outcome.output)
  }
}
