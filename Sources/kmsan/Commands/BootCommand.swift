// `kmsan boot`: builds the reference kernel with the cases, boots it in QEMU, judges what it says.

import ArgumentParser
import Foundation
import HostSystem
import HostedRun
import ReferenceKernel

struct BootCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boot",
    abstract: "Build the reference kernel, boot it in QEMU, show and judge its reports.",
    discussion: """
      The kernel runs the cases of Tests/KernelCases and powers off. Its console goes to standard \
      output as it comes, with sources added to stacks; then each report is compared with what its \
      case expects, and what differs goes to standard error. With --ktap, the verdicts go to standard \
      output instead of the console.

      Exit codes: 0 when every case passed; 3 when the kernel did not build, a case failed or the \
      machine is too small; 124 when the time is over; 255 when it panicked.
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

  @Option(help: "How many processors the machine has, 1 to 8.")
  var processors = 2

  @Option(help: ArgumentHelp("Seconds after which the machine is ended.", valueName: "seconds"))
  var timeLimit = 120.0

  @Flag(help: "Give the machine no disk, no SCSI controller and no network cards.")
  var noDevices = false

  @Flag(help: "Build only, and print the path of the image.")
  var buildOnly = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...8).contains(processors) else { throw ValidationError("--processors is 1 to 8.") }
    guard memory >= Self.memoryMinMiB, timeLimit > 0 else {
      throw ValidationError(
        "--memory is at least \(Self.memoryMinMiB): the image itself has no place in less. "
          + "--time-limit is greater than 0.")
    }
  }

  private static let memoryMinMiB = 8

  func run() async throws { try await runCommand { try await bootAndJudge() } }

  private func bootAndJudge() async throws -> CommandStatus {
    let progress = common.progress
    let kit = try HostedKit()
    let cases = try MachineCases(kit: kit, names: caseNames, hasDevices: !noDevices)
    progress.status("building the reference kernel")
    let kernel = try KernelImage(kit: kit, cases: cases.cases)
    let image = try await kernel.build { progress.status($0) }
    if buildOnly {
      emit("\(image)\n")
      return .clean
    }
    progress.note("booting \(image)")
    let result = try await boot(image).run(show: ktap ? nil : StandardStream.output.write)
    return try await conclude(result, cases, image: image)
  }

  private func boot(_ image: String) -> KernelBoot {
    var boot = KernelBoot(image: image)
    boot.memoryMiB = memory
    boot.processors = processors
    boot.arguments = bootOptions
    boot.hasDevices = !noDevices
    boot.timeLimitSeconds = timeLimit
    return boot
  }

  /// Says how the boot ended, and how its cases did when they ran to their end.
  private func conclude(
    _ result: KernelBoot.Result, _ cases: MachineCases, image: String
  ) async throws -> CommandStatus {
    var status = result.outcome.status
    if ktap || result.outcome.hasRunCases {
      let summary = try await cases.judge(result.console, image: image)
      if ktap { emit(summary.text) } else { StandardStream.error.write(summary.textOfFailures) }
      if !summary.failures.isEmpty, status == .clean { status = .buildOrBootFailed }
    }
    let seconds = (result.duration.inSeconds * 10).rounded() / 10
    StandardStream.error.write("\(result.outcome.text); the machine ran for \(seconds) s\n")
    if status == .timeLimit {
      let lines = result.lastLines(max: 10).map { "  \($0)\n" }.joined()
      StandardStream.error.write("The last lines of the kernel:\n\(lines)")
    }
    return status
  }
}
