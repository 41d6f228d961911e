// What `kmsan linux test` ends with: a KTAP document for people and machines, or JSON.

import Foundation
import HostSystem
import KMSANReport
import VirtualMachine

/// The outcome of a build and a boot.
public struct KernelTestSummary: Sendable, Codable {
  public struct Tool: Sendable, Codable {
    public var name = "kmsan"
    public var version: String
  }

  public struct Kernel: Sendable, Codable {
    public var version: String
    public var configuration: String
    public var pass: String
    public var suite: String
    /// What Linux says to KMSAN by hand and the kernel was built without.
    public var withoutAnnotations: [String]
    public var processors: Int
    public var objectsCompiled: Int?
    public var buildWarnings: Int?
    public var buildSeconds: Double?
    public var bootSeconds: Double
  }

  public struct Source: Sendable, Codable {
    /// Files that differ from the package; nil when the tree is the user's own.
    public var changedFiles: [String]?
  }

  public var schemaVersion = 1
  public var tool: Tool
  public var kernel: Kernel
  public var source: Source
  public var suites: [KTAPTest]
  public var totals: KTAPTotals
  public var reports: [ObservedReport]
  public var kernelWarnings: [String]
  public var log: String
  public var verdict: String
  public var exitCode: Int32

  /// Gathers the outcome.
  public init(
    session: KernelSession, version: KernelVersion, toolVersion: String, build: BuildResult?,
    boot: BootResult, verdict: BootVerdict, changedFiles: [String]?
  ) {
    tool = Tool(version: toolVersion)
    kernel = Kernel(
      version: version.description, configuration: session.configuration.name,
      pass: session.pass.name, suite: session.suite.rawValue,
      withoutAnnotations: session.withoutAnnotations.map(\.rawValue),
      processors: session.configuration.processors,
      objectsCompiled: build?.compiled, buildWarnings: build?.warnings.count,
      buildSeconds: build?.duration.inSeconds,
      bootSeconds: boot.duration.inSeconds)
    source = Source(changedFiles: changedFiles)
    suites = boot.console.suites
    totals = KTAPTotals(of: boot.console.suites)
    reports = boot.console.reports
    kernelWarnings = boot.console.warnings
    log = boot.log
    self.verdict = verdict.text
    exitCode = verdict.exitStatus.code
  }

  private var unexpected: [ObservedReport] { reports.filter { !$0.isExpected } }

  /// The summary as KTAP: the guest's suites, and everything else as comments.
  public var text: String {
    var lines = ["KTAP version 1", "1..\(suites.count)"]
    for (index, suite) in suites.enumerated() {
      lines += KernelTestSummary.lines(suite, number: index + 1, indent: "")
    }
    for observed in unexpected {
      lines += ["#", "# Report outside of the KMSAN suite:"]
      lines += observed.report.listing().split(separator: "\n").map { "#   \($0)" }
    }
    for warning in kernelWarnings { lines.append("# Kernel: \(warning)") }
    lines.append(
      "# Cases: \(totals.passed) passed, \(totals.failed) failed, \(totals.skipped) skipped"
        + (totals.missing > 0 ? ", \(totals.missing) without result" : ""))
    lines.append(
      "# Reports: \(reports.count - unexpected.count) inside the KMSAN suite, "
        + "\(unexpected.count) outside")
    lines.append("# Kernel: " + kernelLine)
    lines.append("# Source: " + sourceLine)
    lines.append("# Log: \(log)")
    lines.append("# Result: \(verdict)")
    return lines.joined(separator: "\n") + "\n"
  }

  private var kernelLine: String {
    var line =
      "Linux \(kernel.version), configuration \(kernel.configuration), "
      + "pass \(kernel.pass), suite \(kernel.suite), "
      + (kernel.withoutAnnotations.isEmpty
        ? "" : "without annotations \(kernel.withoutAnnotations.joined(separator: " ")), ")
      + "\(kernel.processors) "
      + (kernel.processors == 1 ? "processor" : "processors")
    if let compiled = kernel.objectsCompiled, let seconds = kernel.buildSeconds {
      line += "; \(compiled) objects compiled in \(Duration.seconds(seconds).forPeople)"
    }
    return line + "; run took \(Duration.seconds(kernel.bootSeconds).forPeople)"
  }

  private var sourceLine: String {
    guard let changed = source.changedFiles else { return "a tree of the user's, not compared" }
    if changed.isEmpty { return "no source file of Linux changed" }
    let names = changed.prefix(5).joined(separator: ", ")
    return "\(changed.count) files differ from the package: \(names)"
      + (changed.count > 5 ? ", …" : "")
  }

  private static func lines(_ test: KTAPTest, number: Int, indent: String) -> [String] {
    var lines: [String] = []
    if !test.tests.isEmpty {
      let inner = indent + "    "
      lines += ["\(inner)KTAP version 1", "\(inner)# Subtest: \(test.name)"]
      lines.append("\(inner)1..\(max(test.planned ?? 0, test.tests.count))")
      for (index, child) in test.tests.enumerated() {
        lines += self.lines(child, number: index + 1, indent: inner)
      }
    }
    lines += (test.differences ?? []).map { "\(indent)# \($0)" }
    let verdict = test.result == .failed || test.result == .unfinished ? "not ok" : "ok"
    var line = "\(indent)\(verdict) \(number) \(test.name)"
    if test.result == .skipped { line += " # SKIP" + (test.reason.map { " " + $0 } ?? "") }
    if test.result == .unfinished { line += " # no result" }
    lines.append(line)
    return lines
  }
}
