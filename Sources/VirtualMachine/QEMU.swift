// QEMU's command line for a kernel, Linux or another. Always the TCG accelerator: results
// do not depend on the host's processor, and instruction counting needs it.

import HostSystem

/// A virtual machine: what QEMU is asked to emulate.
public struct QEMU: Sendable, Equatable {
  /// The program; a name or a path.
  public var program = "qemu-system-x86_64"
  /// The kernel image: a bzImage, or an ELF file with a PVH entry.
  public var kernel: String
  /// The initial RAM disk; nil for none.
  public var initialRAMDisk: String?
  /// The kind of machine; nil for QEMU's own choice.
  public var machine: String?
  /// More devices, each as after `-device`, and what is behind them outside of the machine: files
  /// as after `-drive`, networks as after `-netdev`.
  public var devices: [String] = []
  public var drives: [String] = []
  public var networks: [String] = []
  /// Properties of all devices of a kind, each as after `-global`.
  public var properties: [String] = []
  public var memoryMiB = 1024
  public var processors = 1
  /// Words added to the kernel's command line.
  public var kernelArguments: [String] = []
  /// Whether one guest instruction takes one nanosecond of guest time, always. Time stamps and
  /// clocks of the guest are instruction counts then. Implies one processor at a time.
  public var countsInstructions = false

  /// What the kernel is always told.
  private let fixedArguments: [String]

  /// A machine for Linux, which is told to use the serial console, and to reset at once on a panic:
  /// that ends QEMU.
  public init(kernel: String, initialRAMDisk: String) {
    self.kernel = kernel
    self.initialRAMDisk = initialRAMDisk
    fixedArguments = ["console=ttyS0", "panic=-1"]
  }

  /// A machine of this kind for another kernel.
  public init(kernel: String, machine: String) {
    self.kernel = kernel
    self.machine = machine
    fixedArguments = []
  }

  public var kernelCommandLine: String {
    (fixedArguments + kernelArguments).joined(separator: " ")
  }

  /// A value inside of an option: commas in it are doubled.
  public static func value(_ text: String) -> String {
    text.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
  }

  /// The command that runs the machine with its console on standard output.
  public var command: HostCommand {
    var arguments = [
      "-accel", countsInstructions || processors == 1 ? "tcg" : "tcg,thread=multi",
      "-m", String(memoryMiB), "-smp", String(processors),
      "-display", "none", "-serial", "stdio", "-monitor", "none", "-nodefaults",
      "-no-reboot", "-kernel", kernel,
    ]
    if let initialRAMDisk { arguments += ["-initrd", initialRAMDisk] }
    arguments += ["-append", kernelCommandLine]
    if let machine { arguments += ["-machine", machine] }
    let lists = [
      ("-global", properties), ("-drive", drives), ("-netdev", networks), ("-device", devices),
    ]
    for (option, values) in lists { arguments += values.flatMap { [option, $0] } }
    if countsInstructions { arguments += ["-icount", "shift=0,sleep=off"] }
    return HostCommand(program, arguments)
  }
}
