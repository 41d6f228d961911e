// Symbols that exist for the linker alone: their names are what it prints when objects do not fit.

/// Names that linkers print.
public enum LinkSymbol {
  /// Defined twice when instrumented objects were compiled with different flags for what callers and
  /// callees agree on.
  public static let differentFlags = "kmsan_objects_have_different_flags"
  /// The table of a port, `kmsan_port_functions` of kmsan_port.h: undefined when there is no port.
  public static let portTable =
    "kmsan_port_is_missing__define_contexts_walk_console_symbol_task_segment_depot_"
    + "report_begin_report_end_panic_seconds_of_kmsan_port_h"
}
