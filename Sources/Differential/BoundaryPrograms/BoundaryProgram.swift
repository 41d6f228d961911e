// Many cases as the files of one program, one for each compiler that has a part in it.

/// A file of a program, named for who compiles it.
enum BoundaryUnit: String, CaseIterable, Sendable {
  /// By the pass on trial: those who call, and those who are called.
  case callers = "callers.c"
  case callees = "callees.c"
  case stock = "stock.c"
  case gcc = "gcc.c"
  /// By clang without a sanitizer; also the values and the table of the cases.
  case clang = "clang.c"
  case assembly = "assembly.S"
}

/// The files of a program.
struct BoundaryProgram: Sendable {
  static let headerName = "cases.h"

  let header: String
  let units: [BoundaryUnit: String]

  init(_ cases: [BoundaryCase]) {
    let sources = cases.map(BoundarySource.init)
    var units = Dictionary(
      uniqueKeysWithValues: BoundaryUnit.allCases.map { unit in
        (unit, unit == .assembly ? "  .text\n" : "#include \"\(Self.headerName)\"\n\n")
      })
    for source in sources {
      let boundary = source.boundary
      units[boundary.unitOfCallee]?.append(source.calleeDefinition + "\n")
      if boundary.isPreceded { units[.callers]?.append(source.precedingDefinition + "\n") }
      units[boundary.unitOfCaller]?.append(
        (boundary.axes.caller == .assembly ? source.callerAssembly : source.callerDefinition)
          + "\n")
      if source.needsTrampoline { units[.assembly]?.append(source.trampolineAssembly) }
      units[.clang]?.append(source.definitions + source.preparation + "\n")
    }
    units[.assembly]?.append("  .section .note.GNU-stack, \"\", @progbits\n")
    units[.clang]?.append(Self.table(sources))
    header = "#include <boundary.h>\n\n" + sources.map { $0.header + "\n" }.joined()
    self.units = units
  }

  private static func table(_ sources: [BoundarySource]) -> String {
    "const struct boundary_case boundary_cases[] = {\n"
      + sources.map { "  {\($0.number), prepare_\($0.number), \($0.caller)},\n" }.joined()
      + "};\nconst u32 boundary_case_count = \(sources.count);\n"
  }

  /// All files that have something in them, in one text for a reader.
  var listing: String {
    ([(Self.headerName, header)]
      + BoundaryUnit.allCases.map { ($0.rawValue, units[$0] ?? "") })
      .filter { $0.1.split(separator: "\n").count > 2 }
      .map { "--- \($0)\n\($1)" }.joined(separator: "\n")
  }
}

extension BoundaryCase {
  fileprivate var unitOfCaller: BoundaryUnit {
    switch axes.caller {
    case .instrumented, .region, .outside: .callers
    case .assembly: .assembly
    case .gcc: .gcc
    case .clang: .clang
    case .stock: .stock
    }
  }

  fileprivate var unitOfCallee: BoundaryUnit {
    switch axes.callee {
    case .instrumented: isStatic ? .callers : .callees
    case .stock: .stock
    case .gcc: .gcc
    case .clang: .clang
    }
  }
}

extension BoundarySource {
  /// The function that says what is uninitialized.
  var preparation: String {
    var lines = ["static void prepare_\(number)(void) {"]
    func mark(_ function: String, _ object: String, _ offset: Int, _ size: Int) {
      let flags = function == "kmsan_poison_memory" ? ", 0" : ""
      if size == 0 { return }
      lines.append("  \(function)((char *)&\(object) + \(offset), \(size)\(flags));")
    }
    let objects = boundary.parameters.enumerated().map { index, parameter in
      parameter.passing == .pointer ? (pointer(index), 8) : (data(index), parameter.type.size)
    }
    if boundary.isPreceded {
      for (name, size) in objects { mark("kmsan_poison_memory", name, 0, size) }
      lines.append("  kmsan_disable_current(); \(preceding)(); kmsan_enable_current();")
      for (name, size) in objects { mark("kmsan_unpoison_memory", name, 0, size) }
    }
    if boundary.poisonsPadding {
      for (index, parameter) in boundary.parameters.enumerated() {
        for range in parameter.type.padding {
          mark("kmsan_poison_memory", data(index), range.lowerBound, range.count)
        }
      }
    }
    if axes.value == .planted {
      let leaf = carrier.type.leaves[boundary.plantedLeaf]
      let isPointer = carrier.passing == .pointer
      mark(
        "kmsan_poison_memory", objects[boundary.carrier].0, isPointer ? 0 : leaf.offset,
        isPointer ? 8 : leaf.size)
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }
}
