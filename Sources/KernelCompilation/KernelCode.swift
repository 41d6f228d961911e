// What the code of a kernel on x86-64 must not do, as flags of the compilers: no heap, no vector
// registers, no red zone, no thread-local storage, no guards of stacks, and C's code model for
// kernels, which also suits a static program whose addresses have 31 bits. Frames stay walkable.

/// Flags for code of kernels.
public enum KernelCode {
  private static let flags = [
    "-mno-red-zone", "-mcmodel=kernel", "-mno-sse", "-mno-mmx", "-msoft-float",
    "-fno-stack-protector", "-fno-omit-frame-pointer",
  ]

  /// For clang. What it includes is given to it, and nothing of this machine.
  public static let clangArguments =
    [
      "--target=x86_64-unknown-linux-gnu", "-nostdlibinc", "-std=gnu17", "-O2", "-g", "-fno-pic",
      "-fno-optimize-sibling-calls", "-fno-asynchronous-unwind-tables",
    ] + flags

  /// For swiftc, beside what every module in Embedded Swift needs.
  public static let swiftArguments =
    [
      "-target", "x86_64-unknown-none-elf", "-swift-version", "6",
      "-Xfrontend", "-no-allocations", "-Xfrontend", "-function-sections",
    ] + (["-ffreestanding"] + flags).flatMap { ["-Xcc", $0] }

  /// For swiftc that makes an object which is not instrumented.
  public static let swiftModuleArguments =
    [
      "-enable-experimental-feature", "Embedded", "-wmo", "-parse-as-library", "-Xfrontend",
      "-disable-stack-protector",
    ] + swiftArguments

  /// For clang that makes an object of IR.
  public static let codeArguments = ["-mcmodel=kernel", "-fno-pic"]
}
