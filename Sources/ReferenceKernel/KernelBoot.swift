// A boot of the reference kernel: the machine, the console with sources, the outcome.

import Foundation
import HostSystem
import HostedRun
import VirtualMachine

/// How a boot ended.
public enum KernelOutcome: Sendable, Equatable {
  case passed
  /// Reports where a run was to be silent.
  case reports
  /// Cases of the self-test failed.
  case failed
  case panicked
  /// The machine is not one that the kernel can run on.
  case refused
  case timeLimit(seconds: Double)
  /// The machine ended in another way.
  case ended(code: Int32, words: String?)

  /// The codes are those of `enum outcome` in Kernel/Include/kernel.h, as isa-debug-exit gives
  /// them.
  init(_ result: BootResult) {
    self =
      switch result.machineCode {
      case nil: .timeLimit(seconds: result.timeLimitSeconds)
      case 33: .passed
      case 35: .reports
      case 37: .failed
      case 39: .panicked
      case 41: .refused
      case let code?: .ended(code: code, words: result.machineWords)
      }
  }

  /// What a command ends with.
  public var status: CommandStatus {
    switch self {
    case .passed: .clean
    case .reports: .reportsFound
    case .failed, .refused, .ended: .buildOrBootFailed
    case .panicked: .guestPanic
    case .timeLimit: .timeLimit
    }
  }

  /// Whether the self-test ran to its end.
  public var hasRunCases: Bool { self == .passed || self == .failed }

  /// One line for a person.
  public var text: String {
    switch self {
    case .passed: "the kernel ran to the end"
    case .reports: "the kernel made reports"
    case .failed: "the kernel failed: a case, or a long test"
    case .panicked: "the kernel panicked"
    case .refused: "the kernel refused this machine, or a boot option"
    case .timeLimit(let seconds): "the time limit of \(Int(seconds)) s passed"
    case .ended(let code, let words):
      "the machine ended with code \(code)" + (words.map { ":\n\($0)" } ?? "")
    }
  }
}

/// One boot.
public struct KernelBoot: Sendable {
  public var memoryMiB = 128
  public var processors = 2
  public var arguments: [String] = []
  public var timeLimitSeconds = 120.0
  /// Whether the machine has the devices of ``KernelDevices``.
  public var hasDevices = true
  /// Whether the clocks of the kernel count instructions, on one processor.
  public var countsInstructions = false
  private let image: String

  public init(image: String) { self.image = image }

  private func newMachine() throws -> QEMU {
    var machine = QEMU(kernel: image, machine: "microvm,acpi=off,pit=on,rtc=off")
    machine.memoryMiB = memoryMiB
    machine.processors = processors
    machine.kernelArguments = arguments
    machine.countsInstructions = countsInstructions
    machine.waitsInRealTime = hasDevices
    machine.devices = ["isa-debug-exit,iobase=0xf4,iosize=4"]
    if hasDevices {
      KernelDevices(disk: try KernelDevices.diskImage()).attach(to: &machine)
    }
    return machine
  }

  /// What a boot left.
  public struct Result: Sendable {
    public let outcome: KernelOutcome
    /// All that the kernel wrote.
    public let console: String
    public let duration: Duration

    /// Whether the self-test began with a case.
    public var hasBegunCases: Bool { console.contains("# begin ") }

    /// The last lines of the console that say something.
    public func lastLines(max: Int) -> [Substring] {
      console.split(separator: "\n").suffix(max)
    }
  }

  /// Boots the kernel and waits for its end. `show` gets the console as it comes: whole reports, with
  /// sources added to stacks.
  public func run(show: (@Sendable (String) -> Void)? = nil) async throws -> Result {
    let machine = try newMachine()
    try await Self.expectQEMU(machine.program)
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let log = "\(directory.path)/console"
    let run = VirtualMachine(qemu: machine, log: log, timeLimitSeconds: timeLimitSeconds)
    let display = show.map { ConsoleDisplay(program: image, show: $0) }
    async let shown: Void? = display?.run()
    let result: BootResult
    do {
      result = try await run.run(line: { display?.take($0) }) { _, _, _ in }
    } catch {
      display?.finish()
      throw error
    }
    display?.finish()
    try await shown
    return Result(
      outcome: KernelOutcome(result), console: try Files.text(log), duration: result.duration)
  }

  private static func expectQEMU(_ program: String) async throws {
    do {
      try await HostCommand(program, ["--version"]).output()
    } catch is HostCommandError {
      throw MissingQEMUError(program: program)
    }
  }
}

/// There is no QEMU.
public struct MissingQEMUError: ExplainedError {
  public let program: String
  public var problem: String { "Cannot run \(program), in which the kernel boots" }
  public var remedy: String? { "Install the Debian package qemu-system-x86." }
}
