// What Linux says to KMSAN by hand, taken back from outside: a make variable for each source file
// concerned, which only the command line of its object expands. The tree stays as it is, and only
// these objects are compiled again.

/// Annotations of Linux that a kernel can be built without.
public enum Annotation: String, Sendable, CaseIterable {
  /// `__no_kmsan_checks` of `__switch_to`.
  case contextSwitch = "context-switch"
  /// `__no_kmsan_checks` of what walks and prints stacks.
  case unwinder
  /// `__no_kmsan_checks` of the allocator's free list and red zones.
  case allocator
  /// `__no_kmsan_checks` of what reads ports and memory of devices.
  case ports
  /// Every call of `kmsan_unpoison_entry_regs`.
  case entryRegisters = "entry-registers"
  /// `KMSAN_SANITIZE := n` of arch/x86/kernel/nmi.c.
  case nmi
  /// `KMSAN_SANITIZE := n` of arch/x86/kernel/cpu/common.c.
  case processorSetup = "processor-setup"

  /// The variable that a file's compiler flags expand; its name ends in the file's stem.
  private static let variable = "kmsan-without-"

  private enum Means {
    /// A header of `Integrations/linux/without`, included before the files of these stems.
    case header(String, stems: [String])
    /// The file of this stem is instrumented after all.
    case instrument(stem: String)
  }

  private var means: Means {
    switch self {
    case .contextSwitch: .header("no-checks", stems: ["process_64"])
    case .unwinder:
      .header("no-checks", stems: ["unwind_frame", "dumpstack", "stacktrace", "process"])
    case .allocator: .header("no-checks", stems: ["slub", "core"])
    case .ports: .header("no-checks", stems: ["iomap"])
    case .entryRegisters: .header("entry-registers", stems: ["common", "traps", "entry_fred"])
    case .nmi: .instrument(stem: "nmi")
    case .processorSetup: .instrument(stem: "common")
    }
  }

  /// The make variables that take `annotations` back. One of them replaces that of the pass.
  package static func makeVariables(
    without annotations: [Annotation], passVariables: [String], checksParameters: Bool,
    integration: Integration
  ) -> [String] {
    guard !annotations.isEmpty else { return [] }
    // What scripts/Makefile.kmsan would set, when the pass does not.
    let flags =
      passVariables.first { $0.hasPrefix("CFLAGS_KMSAN=") }
      ?? "CFLAGS_KMSAN=-fsanitize=kernel-memory"
      + (checksParameters ? " -fsanitize-memory-param-retval" : "")
    var variables = [flags + " $(\(variable)$(target-stem))"]
    var headers: [String: [String]] = [:]
    for annotation in Annotation.allCases where annotations.contains(annotation) {
      switch annotation.means {
      case .header(let name, let stems):
        for stem in stems { headers[stem, default: []].append(name) }
      case .instrument(let stem):
        variables.append("KMSAN_SANITIZE_\(stem).o=y")
      }
    }
    for (stem, names) in headers.sorted(by: { $0.key < $1.key }) {
      let words = names.map { "-include " + integration.file("without/\($0).h") }
      variables.append("\(variable)\(stem)=" + words.joined(separator: " "))
    }
    return variables
  }
}
