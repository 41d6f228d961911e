// How the function that is called uses its list of variable arguments.

import SeededRandom

/// What happens between va_start and va_arg.
public enum BoundaryListUse: String, CaseIterable, Sendable {
  case plain = "va_start, va_arg"
  /// Another function with variable arguments is called first, with initialized values.
  case afterCall = "va_start after a call"
  case copied = "va_copy"
  /// It is started, used, ended, and started again behind a call.
  case twice = "two va_start"
  /// Another function reads the arguments.
  case handedOn = "list handed on"
  /// It is started in a block that may not run.
  case inBranch = "va_start in a branch"
}

extension BoundarySource {
  private var macro: String { boundary.isMicrosoft ? "ms_" : "" }
  private var variadic: [Int] {
    boundary.parameters.indices.filter { boundary.parameters[$0].isVariadic }
  }
  private var quiet: String { "quiet_\(number)" }
  private var reader: String { "reader_\(number)" }

  /// What the called function needs besides, in front of it.
  var listHelpers: String {
    guard axes.carrier.isVariadic else { return "" }
    var text = ""
    if boundary.listUse == .afterCall || boundary.listUse == .twice {
      text += """
        static NOINLINE u64 \(quiet)(int count, ...) {
          va_list list;
          u64 sum = 0;
          va_start(list, count);
          while (count-- > 0) sum += va_arg(list, struct word_pair).b;
          va_end(list);
          return sum;
        }

        """
    }
    if boundary.listUse == .handedOn {
      let members = variadic.map { "\(typeName($0)) a\($0);" }.joined(separator: " ")
      let reads = variadic.map { "to->a\($0) = \(next($0));" }.joined(separator: " ")
      text += "struct read_\(number) { \(members) };\n"
      text += "static NOINLINE void \(reader)(\(macro)va_list list, struct read_\(number) *to) {"
      text += " \(reads) }\n"
    }
    return text
  }

  /// Statements that declare the variable arguments and read them.
  var listLines: [String] {
    guard axes.carrier.isVariadic else { return [] }
    let last = boundary.parameters.lastIndex { !$0.isVariadic }.map { "a\($0)" } ?? "depth"
    let start = "\(macro)va_start(list, \(last));"
    let end = "\(macro)va_end(list);"
    let reads = variadic.map { "\(typeName($0)) a\($0) = \(next($0));" }
    let call =
      "struct word_pair pair = {1, 2};"
      + " if (\(quiet)(7, pair, pair, pair, pair, pair, pair, pair) != 14) wrong_results++;"
    let list = "\(macro)va_list list;"
    switch boundary.listUse {
    case .plain: return [list, start] + reads + [end]
    case .afterCall: return [call, list, start] + reads + [end]
    case .copied:
      let copies = variadic.map { "\(typeName($0)) a\($0) = \(next($0, of: "copy"));" }
      return [list, "\(macro)va_list copy;", start, "\(macro)va_copy(copy, list);"] + copies
        + ["\(macro)va_end(copy);", end]
    case .twice:
      return [list, start, "(void)\(next(variadic[0]));", end, call, start] + reads + [end]
    case .handedOn:
      let copies = variadic.map { "\(typeName($0)) a\($0) = values.a\($0);" }
      return [list, "struct read_\(number) values;", start, "\(reader)(list, &values);", end]
        + copies
    case .inBranch:
      let declarations = variadic.map { "\(typeName($0)) a\($0);" }
      let assignments = variadic.map { "a\($0) = \(next($0));" }
      return [list] + declarations + ["if (always) {", start] + assignments
        + [end, "} else {", "return \(tag - 2)u;", "}"]
    }
  }

  private func next(_ index: Int, of list: String = "list") -> String {
    "\(macro)va_arg(\(list), \(typeName(index)))"
  }
}
