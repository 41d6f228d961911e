// Cases as a KUnit suite for Linux: the files themselves, with the headers of
// `Integrations/linux/cases` in place of ours, and the table of what runs.

import Foundation
import HostSystem

/// Cases in a Linux kernel.
public struct LinuxCases: Sendable {
  /// Those that run there.
  public let cases: [KernelCase]

  public init(_ collection: CaseCollection) throws {
    cases = try collection.selection([], at: .linux)
  }

  /// The sources by name, to lie in one folder beside those of the integration.
  public func sources() throws -> [(name: String, text: String)] {
    try [("case_table.h", table)]
      + cases.map { ("\($0.stem).c", Self.adapted(try Files.text($0.path), name: $0.name)) }
  }

  /// The case with the header beside it. Frames and messages keep naming the file that people edit.
  private static func adapted(_ text: String, name: String) -> String {
    "#line 1 \"\(name).c\"\n" + text.replacing("<kmsan_case.h>", with: "\"kmsan_case.h\"")
  }

  /// A case of KUnit takes its test, and a case here nothing.
  private var table: String {
    var text = "/* Made by `kmsan linux`: every case that this kernel has. */\n\n"
    for kernelCase in cases {
      text += """
        void \(kernelCase.symbol)(void);
        static void run_\(kernelCase.stem)(struct kunit *test)
        {
        \t\(kernelCase.symbol)();
        }

        """
    }
    text += "static struct kunit_case case_table[] = {\n"
    for kernelCase in cases {
      text += "\t{ .run_case = run_\(kernelCase.stem), .name = \"\(kernelCase.name)\" },\n"
    }
    return text + "\t{},\n};\n"
  }
}
