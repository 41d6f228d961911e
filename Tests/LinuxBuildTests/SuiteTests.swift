// What builds our suites into an untouched tree, and what takes annotations back: make variables,
// read here by make itself.

import Foundation
import HostSystem
import LinuxBuild
import TestSupport
import Testing

@Suite struct KernelSuiteTests {
  private let integration = Integration(path: Repository.path("Integrations/linux"))

  @Test func everySourceOfTheSuitesIsAnObjectAndOneIsPlain() throws {
    let variables = try KernelSuite.boundaries.makeVariables(integration)
    let objects = try #require(variables.first { $0.hasPrefix("kunit-y=") })
      .dropFirst("kunit-y=".count).split(separator: " ").map(String.init)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: integration.file("boundaries"))
    let sources = names.filter { $0.hasSuffix(".c") }
    #expect(Set(objects) == Set(sources.map { "kmsan/\($0.dropLast(2)).o" }))
    #expect(objects.contains("kmsan/plain.o"))
    #expect(variables.contains("KMSAN_SANITIZE_kmsan/plain.o=n"))
    #expect(try KernelSuite.kernel.makeVariables(integration).isEmpty)
  }

  @Test func aSourceThatDidNotChangeIsNotWrittenAgain() throws {
    let build = NSTemporaryDirectory() + "kmsan-suite-\(UUID().uuidString)"
    defer { try? Files.remove(build) }
    let path = build + "/lib/kunit/kmsan/probe.c"
    func copy() throws -> Date? {
      try KernelSuite.boundaries.copySources(of: integration, to: build)
      return try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    }
    let first = try copy()
    #expect(try copy() == first)
    try Files.write("changed\n", to: path)
    _ = try copy()
    #expect(try Files.text(path) == Files.text(integration.file("boundaries/probe.c")))
  }

  /// Each case that runs in Linux is an object, its header is ours, and frames keep its name.
  @Test func casesBecomeASuite() throws {
    let variables = try KernelSuite.cases.makeVariables(integration)
    let objects = try #require(variables.first).dropFirst("kunit-y=".count)
      .split(separator: " ")
    #expect(variables.count == 1 && objects.count > 100)
    #expect(objects.contains("kmsan_cases/suite.o") && objects.contains("kmsan_cases/padding.o"))
    let build = NSTemporaryDirectory() + "kmsan-cases-\(UUID().uuidString)"
    defer { try? Files.remove(build) }
    try KernelSuite.cases.copySources(of: integration, to: build)
    let folder = build + "/lib/kunit/kmsan_cases"
    let padding = try Files.text(folder + "/padding.c")
    #expect(padding.hasPrefix("#line 1 \"user/padding.c\"\n"))
    #expect(padding.contains("#include \"kmsan_case.h\"\n"))
    #expect(try Files.text(folder + "/kmsan_case.h").contains("kunit/test.h"))
    let table = try Files.text(folder + "/case_table.h")
    #expect(table.contains("{ .run_case = run_padding, .name = \"user/padding\" },"))
    #expect(!table.contains("disk_write"), "what needs a disk does not run in Linux")
  }

  @Test func missingSourcesAreNamed() {
    #expect {
      try KernelSuite.boundaries.makeVariables(Integration(path: "/nowhere"))
    } throws: { "\($0)".contains("/nowhere/boundaries") }
  }
}

@Suite struct AnnotationTests {
  private let integration = Integration(path: "/integration")

  /// The flags that make gives each of `stems`, in a make below the one that gets the variables,
  /// as kbuild has it.
  private func flags(_ variables: [String], _ stems: [String]) async throws -> [String] {
    let directory = NSTemporaryDirectory() + "kmsan-make-\(UUID().uuidString)"
    try Files.makeDirectory(directory)
    defer { try? Files.remove(directory) }
    try Files.write(
      "all: ; @$(MAKE) --no-print-directory -s -f inner.mk\n", to: directory + "/Makefile")
    let objects = stems.map { $0 + ".o" }.joined(separator: " ")
    try Files.write(
      """
      target-stem = $(basename $@)
      .PHONY: all
      all: \(objects)
      %.o: ; @echo '$(strip $(CFLAGS_KMSAN)) $(KMSAN_SANITIZE_$@)'

      """, to: directory + "/inner.mk")
    let output = try await HostCommand(
      "make", ["--no-print-directory", "-s"] + variables,
      environment: ["MAKEFLAGS": nil, "MAKELEVEL": nil, "MFLAGS": nil], directory: directory
    ).output()
    return output.split(separator: "\n").map(String.init)
  }

  @Test func onlyTheFileConcernedGetsAnotherCommand() async throws {
    let pass = ["CFLAGS_KMSAN=-fpass-plugin=p.so"]
    let variables =
      pass
      + Annotation.makeVariables(
        without: [.contextSwitch, .nmi], passVariables: pass, checksParameters: true,
        integration: integration)
    let lines = try await flags(variables, ["process_64", "fork", "nmi"])
    #expect(
      lines == [
        "-fpass-plugin=p.so -include /integration/without/no-checks.h ",
        "-fpass-plugin=p.so ",
        "-fpass-plugin=p.so y",
      ])
  }

  @Test func clangsPassKeepsItsFlags() async throws {
    let variables = Annotation.makeVariables(
      without: [.entryRegisters], passVariables: [], checksParameters: true,
      integration: integration)
    let lines = try await flags(variables, ["fork", "traps"])
    let flags = "-fsanitize=kernel-memory -fsanitize-memory-param-retval"
    #expect(
      lines == [
        "\(flags) ", "\(flags) -include /integration/without/entry-registers.h ",
      ])
  }

  @Test func withoutNothingNothingChanges() {
    #expect(
      Annotation.makeVariables(
        without: [], passVariables: ["A=b"], checksParameters: true, integration: integration
      ).isEmpty)
  }

  @Test func theHeadersAreThere() throws {
    for name in ["no-checks", "entry-registers"] {
      #expect(Files.exists(Repository.path("Integrations/linux/without/\(name).h")))
    }
  }
}
