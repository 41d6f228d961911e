// The table of cases that a program runs, as C. Tests/KernelCases/kmsan_case_registry.h declares it.

/// The source of the table.
public enum CaseRegistry {
  /// A source that defines `case_table` and `case_count`.
  public static func source(_ cases: [KernelCase]) -> String {
    let declarations = cases.map { "void \($0.symbol)(void);\n" }.joined()
    let rows = cases.map { "  {\"\($0.name)\", \($0.symbol)},\n" }.joined()
    return """
      /* Made by `kmsan cases`: every case that this program has. */
      #include <kmsan_case_registry.h>

      \(declarations)
      const struct case_entry case_table[] = {
      \(rows)};
      const unsigned case_count = \(cases.count);

      """
  }
}
