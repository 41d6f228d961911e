// `kmsan boot`: builds the reference kernel, boots it in QEMU, shows what it says.

import ArgumentParser
import Foundation
import HostSystem
import HostedRun
import ReferenceKernel

struct BootCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boot",
    abstract: "Build the reference kernel, boot it in QEMU, show its reports.",
    discussion: """
      The kernel runs its self-test and powers off. Its console goes to standard output, with \
      sources added to stacks. With --soak or --load it runs a long test instead: random \
      interleavings of interrupts, NMIs and context switches with calls, or load on all \
      processors.

      Exit codes: 0 when the self-test passed; 3 when the kernel did not build, a case failed or \
      the machine is too small; 124 when the time is over; 255 when it panicked.
      """)

  @Argument(parsing: .postTerminator, help: "Boot options of the kernel, after --.")
  var bootOptions: [String] = []

  @Option(help: ArgumentHelp("The memory of the machine.", valueName: "MiB"))
  var memory = 128

  @Option(help: "How many processors the machine has, 1 to 8.")
  var processors = 2

  @Option(help: ArgumentHelp("Seconds after which the machine is ended.", valueName: "seconds"))
  var timeLimit = 120.0

  @Option(
    help: ArgumentHelp("Run so many random interleavings, on one processor.", valueName: "count"))
  var soak: Int?

  @Option(help: "Where the sequence of random interleavings begins.")
  var seed = 1

  @Option(help: ArgumentHelp("Put load on all processors for a time.", valueName: "seconds"))
  var load: Int?

  @Flag(help: "Build only, and print the path of the image.")
  var buildOnly = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...8).contains(processors) else { throw ValidationError("--processors is 1 to 8.") }
    guard memory > 0, timeLimit > 0 else {
      throw ValidationError("--memory and --time-limit are greater than 0.")
    }
    guard soak == nil || load == nil else {
      throw ValidationError("--soak and --load exclude each other.")
    }
    // What the kernel reads as a number.
    let numbers = 0...999_999_999
    guard [soak, load, seed].allSatisfy({ $0.map(numbers.contains) ?? true }) else {
      throw ValidationError("--soak, --load and --seed are numbers of up to nine digits.")
    }
  }

  private var longTest: KernelLongTest? {
    soak.map { .interleavings(seed: seed, count: $0) } ?? load.map { .load(seconds: $0) }
  }

  func run() async throws {
    try await runCommand {
      common.progress.status("building the reference kernel")
      let image = try await KernelImage(kit: HostedKit()).build()
      if buildOnly {
        emit("\(image)\n")
        return .clean
      }
      var boot = KernelBoot(image: image)
      boot.memoryMiB = memory
      boot.processors = processors
      boot.arguments = bootOptions
      boot.timeLimitSeconds = timeLimit
      longTest?.prepare(&boot)
      let result = try await boot.run()
      emit(result.console)
      FileHandle.standardError.write(Data("\(result.outcome.text)\n".utf8))
      if let longTest, result.outcome == .passed, !longTest.isPassed(result.console) {
        throw KernelImageError(problem: "The kernel ended without the summary of its test.")
      }
      return result.outcome.status
    }
  }
}
