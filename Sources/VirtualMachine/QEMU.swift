// QEMU's command line for a kernel with an initial RAM disk. Always the TCG accelerator: results
// do not depend on the host's processor, and instruction counting needs it.

import HostSystem

/// A virtual machine: what QEMU is asked to emulate.
public struct QEMU: Sendable, Equatable {
  /// The program; a name or a path.
  public var program = "qemu-system-x86_64"
  /// The kernel image (bzImage).
  public var kernel: String
  /// The initial RAM disk.
  public var initialRAMDisk: String
  public var memoryMiB = 1024
  public var processors = 1
  /// Words added to the kernel's command line.
  public var kernelArguments: [String] = []
  /// Whether one guest instruction takes one nanosecond of guest time, always. Time stamps and
  /// clocks of the guest are instruction counts then. Implies one processor at a time.
  public var countsInstructions = false

  public init(kernel: String, initialRAMDisk: String) {
    self.kernel = kernel
    self.initialRAMDisk = initialRAMDisk
  }

  /// What the kernel is always told: the serial console, and to reset at once on a panic, which
  /// ends QEMU.
  public var kernelCommandLine: String {
    (["console=ttyS0", "panic=-1"] + kernelArguments).joined(separator: " ")
  }

  /// The command that runs the machine with its console on standard output.
  public var command: HostCommand {
    var arguments = [
      "-accel", countsInstructions || processors == 1 ? "tcg" : "tcg,thread=multi",
      "-m", String(memoryMiB), "-smp", String(processors),
      "-display", "none", "-serial", "stdio", "-monitor", "none", "-nodefaults",
      "-no-reboot", "-kernel", kernel, "-initrd", initialRAMDisk, "-append", kernelCommandLine,
    ]
    if countsInstructions { arguments += ["-icount", "shift=0,sleep=off"] }
    return HostCommand(program, arguments)
  }
}
