// From a variable's entry to its type and fields.

import KMSANReport

extension DebugEntries {
  /// A structure inside structures inside … is not followed deeper.
  private static let depthMax = 6
  /// More fields are not listed.
  private static let fieldsMax = 256

  /// The variable of a name that is declared at a line; nil when there is none.
  func variable(_ name: String, line: Int?) -> DebugEntry? {
    order.lazy.compactMap { entries[$0] }.first {
      $0.tag == "variable" && $0.name == name && (line == nil || $0.line == line)
    }
  }

  /// The type as C writes it.
  func typeName(_ offset: UInt64?, depth: Int = 0) -> String {
    guard let offset, let entry = entries[offset], depth < 16 else { return "void" }
    func inner() -> String { typeName(entry.type, depth: depth + 1) }
    switch entry.tag {
    case "structure_type": return "struct " + (entry.name ?? "{…}")
    case "union_type": return "union " + (entry.name ?? "{…}")
    case "enumeration_type": return "enum " + (entry.name ?? "{…}")
    case "pointer_type":
      let target = inner()
      return target + (target.hasSuffix("*") ? "*" : " *")
    case "const_type": return "const " + inner()
    case "volatile_type": return "volatile " + inner()
    case "array_type": return inner() + counts(entry).map { "[\($0)]" }.joined()
    case "subroutine_type": return "function"
    default: return entry.name ?? inner()
    }
  }

  /// The size of a type, in bytes; nil when the entries do not say.
  func size(_ offset: UInt64?, depth: Int = 0) -> Int? {
    guard let offset, let entry = entries[offset], depth < 16 else { return nil }
    if let size = entry.size { return size }
    switch entry.tag {
    case "pointer_type": return 8
    case "array_type":
      guard let element = size(entry.type, depth: depth + 1) else { return nil }
      var total = element
      for count in counts(entry) {
        let (product, overflow) = total.multipliedReportingOverflow(by: count)
        guard !overflow else { return nil }
        total = product
      }
      return total
    case "typedef", "const_type", "volatile_type", "atomic_type":
      return size(entry.type, depth: depth + 1)
    default: return nil
    }
  }

  /// The fields of a type with their names from the top, in the order of their offsets. A union
  /// counts as one field, as its members share their bytes.
  func fields(_ type: UInt64?) -> [ObjectDescription.Field] {
    var fields: [ObjectDescription.Field] = []
    collect(type, offset: 0, prefix: "", depth: 0, into: &fields)
    return fields.sorted { $0.offset < $1.offset }
  }

  private func counts(_ array: DebugEntry) -> [Int] {
    array.children.compactMap { entries[$0] }.filter { $0.tag == "subrange_type" }
      .map { $0.count ?? 0 }
  }

  /// The structure behind typedefs and qualifiers; nil for other types.
  private func structure(_ type: UInt64?) -> DebugEntry? {
    var current = type
    for _ in 0..<16 {
      guard let offset = current, let entry = entries[offset] else { return nil }
      switch entry.tag {
      case "structure_type", "class_type": return entry
      case "typedef", "const_type", "volatile_type": current = entry.type
      default: return nil
      }
    }
    return nil
  }

  private func collect(
    _ type: UInt64?, offset: Int, prefix: String, depth: Int,
    into fields: inout [ObjectDescription.Field]
  ) {
    guard let structure = structure(type), depth < DebugEntries.depthMax else { return }
    for child in structure.children {
      guard let member = entries[child], member.tag == "member",
        fields.count < DebugEntries.fieldsMax
      else { continue }
      let name = member.name ?? ""
      let path = [prefix, name].filter { !$0.isEmpty }.joined(separator: ".")
      if let bits = member.bitOffset, let width = member.bitSize {
        addBits(path, offset * 8 + bits, width, to: &fields)
      } else if self.structure(member.type) != nil, depth + 1 < DebugEntries.depthMax {
        let start = offset + (member.memberOffset ?? 0)
        collect(member.type, offset: start, prefix: path, depth: depth + 1, into: &fields)
      } else if let size = size(member.type), size > 0 {
        fields.append(
          .init(
            name: path.isEmpty ? "(union)" : path, offset: offset + (member.memberOffset ?? 0),
            size: size))
      }
    }
  }

  /// Bit fields that share bytes become one field with all their names.
  private func addBits(
    _ name: String, _ bit: Int, _ width: Int, to fields: inout [ObjectDescription.Field]
  ) {
    let (first, last) = (bit / 8, (bit + width - 1) / 8)
    if let previous = fields.last, previous.offset + previous.size > first {
      fields[fields.count - 1].name += ", " + name
      fields[fields.count - 1].size = max(previous.size, last - previous.offset + 1)
    } else {
      fields.append(.init(name: name, offset: first, size: last - first + 1))
    }
  }
}
