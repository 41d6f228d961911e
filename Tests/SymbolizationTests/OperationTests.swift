// From a report in Linux's own format to the operation that the pass has left in the debug information.

import Foundation
import KMSANReport
import Symbolization
import TestSupport
import Testing

@Suite("Operations") struct OperationTests {
  /// Nothing of it is run: the hooks need not exist.
  static let source = """
    typedef unsigned int u32;
    struct header { u32 length, flags; };
    __attribute__((no_sanitize("kernel-memory"), noinline)) void __msan_warning(u32 origin) {
      __asm__ volatile("" : : "r"(origin));
    }
    static inline __attribute__((always_inline)) int wants(struct header *header) {
      return header->flags & 12;
    }
    __attribute__((noinline)) int wb_parse(struct header *header) {
      return wants(header) ? 3 : 4;
    }
    __attribute__((noinline)) int wb_branch(struct header *header, volatile int *turns) {
      if (header->flags & 12) return ++*turns;
      return 0;
    }
    void _start(void) { for (;;) {} }

    """

  static func kernel(in folder: URL, _ options: [String]) async throws -> SampleKernel {
    try await SampleKernel(
      in: folder, options + ["-fsanitize=kernel-memory", "-Wl,--unresolved-symbols=ignore-all"],
      compiler: Products.path("kmsan-cc"), source: source)
  }

  @Test("a report gets the operation, the variable, its type, and keeps its frames")
  func operation() async throws {
    try await withTemporaryFolder { folder in
      let kernel = try await Self.kernel(in: folder, ["-g"])
      let frame = try await kernel.frame("wb_branch", calling: "__msan_warning")
      var report = Report(title: "uninit-value", function: frame, line: 1)
      report.use = [frame, StackFrame(function: "wb_ioctl", offset: 1, size: 2)]
      let images = try KernelImages(kernel: kernel.path)
      let symbolizer = ReportSymbolizer(images: images, sourceFolders: [])
      let result = try #require(try await symbolizer.symbolize([report]).first)
      #expect(result.operation?.text == "branch on 'header->flags' (u32)")
      #expect(result.use.map(\.function) == ["wb_branch", "wb_ioctl"])
      #expect(result.use.first?.location?.line == 13)
      #expect(result.function.function == "wb_branch" && !result.function.isInlined)
      #expect(Fingerprint(of: result) == Fingerprint(of: report))
    }
  }

  @Test("a filtered log tells the operation and the fields in front of the task")
  func filter() async throws {
    try await withTemporaryFolder { folder in
      let kernel = try await Self.kernel(in: folder, ["-g"])
      let frame = try await kernel.frame("wb_branch", calling: "__msan_warning")
      let ruler = String(repeating: "=", count: 53)
      let prefix = "[    1.000000][   T1] "
      let lines = [
        ruler, "BUG: KMSAN: uninit-value in \(frame.symbol)", " \(frame.symbol)", "",
        "Uninit was created at:", " wb_alloc+0x1/0x2", "", "CPU: 0 PID: 1 Comm: a ", ruler,
      ]
      let log = lines.map { prefix + $0 + "\n" }.joined()
      let images = try KernelImages(kernel: kernel.path)
      let text = try await LogFilter(images: images).filter(log)
      let operation = "Operation: branch on 'header->flags' (u32)"
      #expect(
        text.contains(
          "\(prefix)\n\(prefix)\(operation)\n\(prefix)\n\(prefix)CPU: 0 PID: 1 Comm: a \n"),
        "\(text)")
      // Once more, the log has everything already.
      #expect(try await LogFilter(images: images).filter(text) == text)
      let report = try #require(ReportParser.reports(in: text).first)
      #expect(report.operation?.line == operation && report.damages == [])
    }
  }

  @Test("the same code comes with and without debug information, and without descriptions")
  func code() async throws {
    try await withTemporaryFolder { folder in
      var codes: Set<String> = []
      for options in [[], ["-g"], ["-g", "-gdwarf-4"], ["-gline-tables-only"]] {
        let kernel = try await Self.kernel(in: folder, options)
        let code = try await runCommand(
          "llvm-objdump-22", ["-d", "--section=.text", kernel.path])
        codes.insert(code.output)
      }
      #expect(codes.count == 1)
    }
  }
}
