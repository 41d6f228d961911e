// The layout is whole, and it is the one that clang 22's own pass uses.

import ABIDocument
import KMSANABI
import TestSupport
import Testing

@Suite("ABI") struct ABITests {
  @Test("fields follow each other without a gap, aligned")
  func layout() {
    var end = 0
    for field in ContextState.fields {
      #expect(field.offset == end, "\(field.name) does not start where its predecessor ends")
      #expect(field.offset % min(field.size, 8) == 0, "\(field.name) is not aligned")
      end = field.offset + field.size
    }
    // The structure's alignment is 8, so 4 bytes of padding follow the last field.
    #expect((end + 7) / 8 * 8 == ContextState.size)
    #expect(ContextState.areaSize % ContextState.slotAlignment == 0)
  }

  @Test(
    "offsets are those of struct kmsan_context_state, as a C compiler lays it out",
    arguments: [linuxStructure, runtimeHeader])
  func structureLayout(definition: String) async throws {
    let names = ContextState.fields.map(\.name)
    let offsets = names.map { "__builtin_offsetof(struct kmsan_context_state, \($0))" }
    let source = """
      \(definition)
      long layout[] = { \(offsets.joined(separator: ", ")), sizeof(struct kmsan_context_state) };
      """
    let text = try await ir(of: source, flags: [])
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("@layout") })
    let values = line.matches(of: /i64 (\d+)/).compactMap { Int($0.1) }
    #expect(values == ContextState.fields.map(\.offset) + [ContextState.size])
  }

  @Test("offsets are those of the block that clang's own pass addresses")
  func clangLayout() async throws {
    let text = try await ir(of: Self.everyHook, flags: ["-fsanitize=kernel-memory"])
    // %param_shadow = getelementptr { [100 x i64], … }, ptr %0, i32 0, i32 FIELD
    let block = /_(?:shadow|origin|size) = getelementptr \{ ([^}]*) \}, ptr %\d+, i32 0, i32 (\d+)/
    let matches = text.matches(of: block)
    let types = try #require(matches.first).1
    var offsets: [Int] = []
    var end = 0
    for element in types.matches(of: /(?:\[(\d+) x )?i(\d+)/) {
      let count = Int(element.1 ?? "1") ?? 1
      let bytes = (Int(element.2) ?? 0) / 8
      offsets.append(end)
      end += count * bytes
    }
    let used = Set(matches.compactMap { Int($0.2) }).sorted()
    #expect(used == Array(ContextState.fields.indices), "clang's pass uses other fields")
    #expect(used.map { offsets[$0] } == ContextState.fields.map(\.offset))
  }

  @Test("hooks are those that clang's own pass declares")
  func clangHooks() async throws {
    let text = try await ir(of: Self.everyHook, flags: ["-fsanitize=kernel-memory"])
    let declared = Set(text.matches(of: /declare [^@]*@(__msan_\w+)\(/).map { String($0.1) })
    let ours = Set(RuntimeHook.allCases.map(\.rawValue))
    // Clang declares __msan_set_origin everywhere and calls it only around libatomic's functions,
    // which no kernel links; Linux does not export it.
    #expect(declared.subtracting(ours) == ["__msan_set_origin"])
    #expect(ours.subtracting(declared) == [])
  }

  @Test(
    "hooks are declared with the types that clang's own pass gives them",
    arguments: [documentedHooks, runtimeHeader])
  func hookTypes(declarations: String) async throws {
    let uses = RuntimeHook.allCases.map { "(void *)\($0.rawValue)" }.joined(separator: ", ")
    let source = "\(declarations)\nvoid *uses[] = { \(uses) };\n"
    let declared = hookTypes(in: try await ir(of: source, flags: []))
    var used = hookTypes(
      in: try await ir(of: Self.everyHook, flags: ["-fsanitize=kernel-memory"]))
    used["__msan_set_origin"] = nil
    #expect(declared == used)
  }

  @Test("the module compiles as Embedded Swift, for a kernel")
  func embedded() async throws {
    let sources = try Repository.files(below: "Sources/KMSANABI", extensions: ["swift"])
    let result = try await runCommand(
      "swiftc",
      [
        "-target", "x86_64-unknown-none-elf", "-enable-experimental-feature", "Embedded", "-wmo",
        "-parse-as-library", "-swift-version", "6", "-typecheck", "-module-name", "KMSANABI",
      ] + sources.map(Repository.path))
    #expect(result.status == 0, "\(result.error)")
  }

  @Test("a size has the hook that is named after it")
  func metadataHooks() {
    for (store, verb) in [(false, "load"), (true, "store")] {
      for size in [1, 2, 4, 8] {
        let hook = RuntimeHook.metadata(forStore: store, size: size)
        #expect(hook.rawValue == "__msan_metadata_ptr_for_\(verb)_\(size)")
      }
      for size in [0, 3, 5, 7, 9, 16, 4096] {
        let hook = RuntimeHook.metadata(forStore: store, size: size)
        #expect(hook.rawValue == "__msan_metadata_ptr_for_\(verb)_n")
      }
    }
  }

  @Test("Docs/ABI.md is current")
  func document() throws {
    try expectGolden(ABIDocument.markdown, at: "Docs/ABI.md")
  }

  /// The declarations that Docs/ABI.md lists.
  private static let documentedHooks = """
    typedef unsigned int uint32_t;
    typedef unsigned long uint64_t;
    struct kmsan_metadata { void *shadow; uint32_t *origin; };
    \(RuntimeHook.allCases.map { "\($0.declaration);" }.joined(separator: "\n"))
    """

  /// The structure as Linux 6.12 declares it.
  private static let linuxStructure = """
    struct kmsan_context_state {
      char param_tls[800];
      char retval_tls[800];
      char va_arg_tls[800];
      char va_arg_origin_tls[800];
      unsigned long va_arg_overflow_size_tls;
      char param_origin_tls[800];
      unsigned int retval_origin_tls;
    };
    """

  /// The declarations of our runtime.
  private static let runtimeHeader = """
    #include "\(Repository.path("Sources/CRuntime/include/kmsan_runtime.h"))"
    """

  /// C that needs every field and every hook.
  private static let everyHook = """
    struct pair { long first, second; };
    long variadic(struct pair pair, ...);
    void *copy(void *to, const void *from, unsigned long size) {
      __builtin_memmove(to, from, size);
      __builtin_memset(to, 0, size);
      return __builtin_memcpy(to, from, size);
    }
    __attribute__((no_sanitize("kernel-memory"))) long unchecked(long value) { return value; }
    long caller(char *c, short *s, int *i, long *l, __int128 *w, struct pair pair) {
      int output;
      __asm__("" : "=m"(output));
      if (pair.first) *c = *c, *s = *s, *i = output, *l = *l, *w = *w;
      return variadic(pair, 1, output);
    }
    """

  /// The type of every hook that `text` declares, by its name.
  private func hookTypes(in text: String) -> [String: String] {
    let declarations = text.matches(
      of: /declare (?<result>[^@]*)@(?<name>__msan_\w+)\((?<parameters>[^)]*)\)/)
    return Dictionary(
      uniqueKeysWithValues: declarations.map {
        let type = "\($0.result)(\($0.parameters))"
        return (
          String($0.name), type.replacing("noundef ", with: "").replacing(" noundef", with: "")
        )
      })
  }

  /// The IR that clang makes of a C source, unoptimized.
  private func ir(of source: String, flags: [String]) async throws -> String {
    let result = try await runCommand(
      "clang-22",
      ["-target", "x86_64-linux-gnu", "-O0", "-S", "-emit-llvm", "-x", "c", "-o", "-", "-"] + flags,
      input: source)
    try #require(result.status == 0, "clang-22: \(result.error)")
    return result.output
  }
}
