// `kmsan boot`: builds the reference kernel with the cases, boots it in QEMU, judges what it says.

import ArgumentParser
import CommandSupport
import Foundation
import HostSystem
import HostedRun
import KernelCompilation
import ReferenceKernel

struct BootCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boot",
    abstract: "Build the reference kernel, boot it in QEMU, show and judge its reports.",
    usage: "kmsan boot [<options>] [-- <boot-options> ...]",
    discussion: """
      The kernel runs the cases of Tests/KernelCases and powers off. Its console goes to standard \
      output as it comes, with sources added to stacks; then each report is compared with what its \
      case expects, and what differs goes to standard error. With --ktap, the verdicts go to standard \
      output instead of the console. With --soak or --load it runs a long test instead: random \
      interleavings of interrupts, NMIs and context switches with calls, or load on all processors.

      Kernel/README.md lists the boot options. Those that contradict each other are refused before \
      the boot, with code 64.

      Exit codes: 0 when every case passed; 2 when a long test had reports; 3 when the kernel did \
      not build, a case failed or the kernel refused the machine or an option; 124 when the time is \
      over; 255 when it panicked.
      """)

  @Argument(parsing: .postTerminator, help: "Boot options of the kernel, after --.")
  var bootOptions: [String] = []

  @Option(
    name: .customLong("case"),
    help: ArgumentHelp("Only this case, or family of cases; several times.", valueName: "name"))
  var caseNames: [String] = []

  @Flag(help: "Print the verdicts as KTAP, and not the console.")
  var ktap = false

  @Option(help: ArgumentHelp("The memory of the machine.", valueName: "MiB"))
  var memory = 128

  @Option(
    help: ArgumentHelp(
      "How many processors the machine has, 1 to 8 (default: 2; 1 with --soak).",
      valueName: "count"))
  var processors: Int?

  @Option(
    help: ArgumentHelp(
      "Seconds after which the machine is ended (default: 120, and more for long tests).",
      valueName: "seconds"))
  var timeLimit: Double?

  @Flag(help: "Give the machine no disk, no SCSI controller and no network cards.")
  var noDevices = false

  @Option(
    help: ArgumentHelp("Run so many random interleavings, on one processor.", valueName: "count"))
  var soak: Int?

  @Option(help: "Where the sequence of random interleavings begins (default: 1).")
  var seed: Int?

  @Option(help: ArgumentHelp("Put load on all processors for a time.", valueName: "seconds"))
  var load: Int?

  @Flag(help: "Build only, and print the path of the image.")
  var buildOnly = false

  @Option(
    help: ArgumentHelp(
      "In the debug information, write paths that begin with FROM as beginning with TO.",
      valueName: "from=to", visibility: .hidden))
  var pathMap: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...8).contains(processors ?? 1) else {
      throw ValidationError("--processors is 1 to 8.")
    }
    guard memory >= Self.memoryMinMiB else {
      throw ValidationError(
        "--memory must be at least \(Self.memoryMinMiB) MiB: the image does not fit in less.")
    }
    if let timeLimit, !(timeLimit > 0) {
      throw ValidationError("--time-limit is greater than 0.")
    }
    guard !ktap || longTest == nil else {
      throw ValidationError("--ktap is about cases, which --soak and --load do not run.")
    }
    guard caseNames.isEmpty || longTest == nil else {
      throw ValidationError("--case is for boots without --soak and --load.")
    }
    guard soak == nil || load == nil else {
      throw ValidationError("--soak and --load exclude each other.")
    }
    // What the kernel reads as a number.
    let numbers = 0...999_999_999
    guard [soak, load, seed].allSatisfy({ $0.map(numbers.contains) ?? true }) else {
      throw ValidationError("--soak, --load and --seed are numbers of up to nine digits.")
    }
    guard soak != 0, load != 0 else {
      throw ValidationError("--soak and --load are at least 1: a test of nothing proves nothing.")
    }
    guard seed == nil || soak != nil else {
      throw ValidationError("--seed is about --soak.")
    }
    guard soak == nil || processors == nil || processors == 1 else {
      throw ValidationError("--soak runs on one processor: leave out --processors.")
    }
  }

  private var longTest: KernelLongTest? {
    soak.map { .interleavings(seed: seed ?? 1, count: $0) } ?? load.map { .load(seconds: $0) }
  }

  private static let memoryMinMiB = 8

  func run() async throws { try await runCommand { try await bootAndJudge() } }

  private func bootAndJudge() async throws -> CommandStatus {
    let progress = common.progress
    let machine = boot(image: "")
    try BootOptionCheck.expectAgreement(
      of: machine.arguments, processors: machine.processors,
      flagOfCases: ktap ? "--ktap" : caseNames.isEmpty ? nil : "--case")
    let project = try ProjectFiles()
    let cases = try MachineCases(project: project, names: caseNames, hasDevices: !noDevices)
    let image = try await image(of: project, cases)
    if buildOnly {
      emit("\(image)\n")
      return .clean
    }
    progress.note("booting \(image)")
    let result = try await boot(image: image).run(show: ktap ? nil : StandardStream.output.write)
    return try await conclude(result, cases, image: image)
  }

  /// The kernel with the cases that were asked for. Without Swift's compiler, the one of the package serves
  /// where it has these cases.
  private func image(of project: ProjectFiles, _ cases: MachineCases) async throws -> String {
    let hasSwift = await HostCommand.isInstalled("swiftc")
    if let built = project.builtKernel, Files.exists(built), !hasSwift {
      guard caseNames.isEmpty, longTest == nil, !noDevices else {
        throw KernelImageError(
          problem: "There is no swiftc in PATH, which builds a kernel for these options",
          remedy:
            "Install Swift 6.3 from https://www.swift.org/install, or leave out --case, --soak, --load "
            + "and --no-devices, to boot the kernel of the package.")
      }
      return built
    }
    common.progress.status("building the reference kernel")
    let kernel = KernelImage(
      project: project, cases: longTest == nil ? cases.cases : [], pathMap: pathMap)
    return try await kernel.build { common.progress.status($0) }
  }

  private func boot(image: String) -> KernelBoot {
    var boot = KernelBoot(image: image)
    boot.memoryMiB = memory
    if let processors { boot.processors = processors }
    boot.arguments = bootOptions
    boot.hasDevices = !noDevices
    longTest?.prepare(&boot)
    if let timeLimit { boot.timeLimitSeconds = timeLimit }
    return boot
  }

  /// Says how the boot ended, and how its cases did when they ran to their end.
  private func conclude(
    _ result: KernelBoot.Result, _ cases: MachineCases, image: String
  ) async throws -> CommandStatus {
    var status = result.outcome.status
    if let longTest {
      if result.outcome == .passed {
        if !longTest.isPassed(result.console) {
          throw KernelImageError(problem: "The kernel ended without the summary of its test.")
        }
        // The test itself knows of the reports that it provokes, and of no others.
        if result.console.contains("BUG: KMSAN: ") { status = .reportsFound }
      }
    } else if result.outcome.hasRunCases || ktap && result.hasBegunCases {
      let summary = try await cases.judge(result.console, image: image)
      // Reports that differ name functions of Swift.
      let text = await SwiftNames.demangled(ktap ? summary.text : summary.textOfFailures)
      if ktap { emit(text) } else { StandardStream.error.write(text) }
      if !summary.failures.isEmpty, status == .clean { status = .buildOrBootFailed }
    }
    let seconds = (result.duration.inSeconds * 10).rounded() / 10
    StandardStream.error.write("\(result.outcome.text); the machine ran for \(seconds) s\n")
    if status == .timeLimit || ktap && !result.outcome.hasRunCases {
      // As many as a refusal takes that lists every option.
      let lines = result.lastLines(max: 20).map { "  \($0)\n" }.joined()
      StandardStream.error.write("The last lines of the kernel:\n\(lines)")
    }
    return status
  }
}
