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

  /// One line for a person.
  public var text: String {
    switch self {
    case .passed: "the kernel passed"
    case .reports: "the kernel made reports"
    case .failed: "the kernel failed: a case, or a long test"
    case .panicked: "the kernel panicked"
    case .refused: "the kernel refused this machine"
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
  /// Whether the clocks of the kernel count instructions, on one processor.
  public var countsInstructions = false
  private let image: String

  public init(image: String) { self.image = image }

  private var machine: QEMU {
    var machine = QEMU(kernel: image, machine: "microvm,acpi=off,pit=on,rtc=off")
    machine.memoryMiB = memoryMiB
    machine.processors = processors
    machine.kernelArguments = arguments
    machine.countsInstructions = countsInstructions
    machine.devices = ["isa-debug-exit,iobase=0xf4,iosize=4"]
    return machine
  }

  /// What a boot left.
  public struct Result: Sendable {
    public let outcome: KernelOutcome
    /// All that the kernel wrote, with sources added to stacks.
    public let console: String
    public let duration: Duration
  }

  /// Boots the kernel and waits for its end.
  public func run() async throws -> Result {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let log = "\(directory.path)/console"
    let run = VirtualMachine(qemu: machine, log: log, timeLimitSeconds: timeLimitSeconds)
    let result = try await run.run { _, _, _ in }
    let text = try Files.text(log)
    let frames = try await SourceFrames(of: text, program: image)
    var report = AnnotatedReport(frames: frames)
    return Result(
      outcome: KernelOutcome(result), console: await SwiftNames.demangled(report.annotate(text)),
      duration: result.duration)
  }
}
