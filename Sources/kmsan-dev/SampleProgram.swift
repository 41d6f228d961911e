// A program with many functions and inlined ones, as something to symbolize. Compiled with debug
// information for the measurement, and removed after it.

import Foundation
import HostSystem
import KMSANReport

/// A compiled program and its folder.
struct SampleProgram {
  private static let functions = 1000
  private static let callsPerFunction = 20

  let folder: String
  var path: String { "\(folder)/vmlinux" }

  /// Writes and compiles the program.
  init() async throws {
    folder =
      FileManager.default.temporaryDirectory.appending(path: "kmsan-bench-\(UUID().uuidString)")
      .path(percentEncoded: false)
    try Files.makeDirectory(folder)
    try Files.write(SampleProgram.source, to: "\(folder)/sample.c")
    let options = ["-g", "-O1", "-fno-inline-functions", "-nostdlib", "-static", "-fuse-ld=lld"]
    try await HostCommand("clang-22", options + ["-o", path, "\(folder)/sample.c"]).output()
  }

  func remove() { try? Files.remove(folder) }

  /// Each function calls another one often, through an inlined one: many different addresses.
  private static var source: String {
    var text = """
      static volatile int sink;
      __attribute__((noinline)) static void leaf(int value) { sink += value; }
      static inline __attribute__((always_inline)) void middle(int value) { leaf(value + sink); }

      """
    for number in 0..<functions {
      text += "__attribute__((noinline)) static void function_\(number)(int value) {\n"
      for call in 0..<callsPerFunction { text += "  middle(value * \(call + 1));\n" }
      text += "}\n"
    }
    text += "void _start(void) {\n"
    for number in 0..<functions { text += "  function_\(number)(sink);\n" }
    return text + "  for (;;) {}\n}\n"
  }

  /// Reports whose frames stand all over the program.
  func reports(count: Int) -> [Report] {
    (0..<count).map { number in
      var report = Report(
        title: ReportKind.uninitializedValue.rawValue,
        function: StackFrame(function: "leaf"), line: 1)
      report.use = (0..<20).map { depth in
        let function = (number &* 7919 &+ depth &* 104_729) % SampleProgram.functions
        let offset = 8 + (number &* 31 &+ depth &* 17) % 300
        return StackFrame(function: "function_\(function)", offset: UInt64(offset))
      }
      return report
    }
  }
}
