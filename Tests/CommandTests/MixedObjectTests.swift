// Objects of our pass and of clang's own in one program, on one runtime: the ABI is one.

import Foundation
import TestSupport
import Testing

@Suite struct MixedObjectTests {
  /// Passes uninitialized bytes through every door of the ABI: a structure by value, in registers
  /// and in memory, a variable argument, a return value, memory.
  static let callee = """
    #include <kmsan_kernel.h>
    #include <stdarg.h>
    struct small { int a, b; };
    struct large { long v[9]; };
    __attribute__((noinline)) void by_value(struct small s) { if (s.b) printk(" "); }
    __attribute__((noinline)) void in_memory(struct large s) { if (s.v[7]) printk(" "); }
    __attribute__((noinline)) void variable(int n, ...) {
      va_list list;
      va_start(list, n);
      struct large s = va_arg(list, struct large);
      if (s.v[3]) printk(" ");
      va_end(list);
    }
    __attribute__((noinline)) int returned(const int *p) { return *p; }
    __attribute__((noinline)) void stored(int *to, const int *from) { *to = *from; }
    """

  static let caller = """
    #include <kmsan_kernel.h>
    struct small { int a, b; };
    struct large { long v[9]; };
    void by_value(struct small s);
    void in_memory(struct large s);
    void variable(int n, ...);
    int returned(const int *p);
    void stored(int *to, const int *from);
    int main(void) {
      struct small *small = kmalloc(sizeof(*small), GFP_KERNEL);
      struct large *large = kmalloc(sizeof(*large), GFP_KERNEL);
      small->a = 1;
      by_value(*small);
      in_memory(*large);
      variable(1, *large);
      if (returned(&small->b)) printk(" ");
      int copy;
      stored(&copy, &small->b);
      if (copy) printk(" ");
      /* Nothing below is uninitialized. */
      struct large clean = {{0}};
      in_memory(clean);
      variable(1, clean);
      by_value((struct small){1, 2});
      if (returned(&small->a)) printk(" ");
      return 0;
    }
    """

  /// What comes from clang's objects carries no token. With tokens, a structure that such a caller
  /// passes and a result that such a callee returns count as initialized; reports are missed, and
  /// none is added.
  @Test(arguments: [false, true])
  func mixturesHaveTheSameReports(tokens: Bool) async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.callee, to: "callee.c")
      try folder.write(Self.caller, to: "caller.c")
      let root = Repository.root.path(percentEncoded: false)
      let options = [
        "-g", "-fno-omit-frame-pointer", "-fno-optimize-sibling-calls", "-c",
        "-I\(root)Sources/CRuntime/include", "-I\(root)Sources/CHostedPort/include",
      ]
      for level in ["-O0", "-O2"] {
        var texts: [String] = []
        for (caller, callee) in [
          ("ours", "ours"), ("ours", "stock"), ("stock", "ours"), ("stock", "stock"),
        ] {
          for (name, pass) in [("caller", caller), ("callee", callee)] {
            let flags = pass == "ours" ? ["--kmsan-tokens=\(tokens ? 1 : 0)"] : []
            let line = [driver, "--kmsan-pass=\(pass)", level] + flags + options
            let result = try await run(line + ["\(name).c", "-o", "\(name).o"], in: folder)
            #expect(result.status == 0, "\(result.error)")
          }
          let result = try await run(
            [Products.path("kmsan"), "run", "caller.o", "callee.o"], in: folder)
          #expect(result.status == 2)
          texts.append(Self.essence(of: result.error))
        }
        #expect(texts[0].split(separator: "\n").count { $0.hasPrefix("BUG:") } == 5, "\(texts[0])")
        #expect(texts[0] == texts[3], "\(level)")
        let all = Set(texts[3].components(separatedBy: "BUG: "))
        let missed = texts[1...2].map { all.subtracting($0.components(separatedBy: "BUG: ")) }
        #expect(missed.map(\.count) == (tokens ? [1, 3] : [0, 0]), "\(level) \(missed)")
        #expect(texts[1...2].allSatisfy { all.isSuperset(of: $0.components(separatedBy: "BUG: ")) })
      }
    }
  }

  /// The headers of the reports, and the source lines of the frames at which values were used.
  static func essence(of text: String) -> String {
    let lines = text.replacing(#/\+0x[0-9a-f]+/0x[0-9a-f]+/#, with: "").split(separator: "\n")
    return zip(lines, lines.dropFirst()).filter { $0.0.hasPrefix("BUG: ") }
      .map { "\($0.0)\n\($0.1.prefix { $0 != ":" })" }.joined(separator: "\n")
  }
}
