// The initial RAM disk: our init program, compiled on the spot, and the few nodes that it needs.

import HostSystem

/// Makes the initial RAM disk.
public enum InitialRAMDisk {
  private static let compilerFlags = [
    "--target=x86_64-linux-gnu", "-O2", "-Wall", "-Werror", "-std=gnu11", "-ffreestanding",
    "-fno-stack-protector", "-fno-pic", "-static", "-nostdlib", "-fuse-ld=lld",
  ]

  /// Compiles `init.c` of the integration and packs it. Returns the path of the archive.
  public static func make(in work: WorkDirectory, integration: Integration) async throws -> String {
    let directory = work.path + "/init"
    try Files.makeDirectory(directory)
    let lock = try work.lock("init")
    defer { withExtendedLifetime(lock) {} }
    let program = directory + "/init"
    try await HostCommand(
      "clang-22", compilerFlags + ["-o", program, integration.file("init.c")]
    ).output()

    var archive = CPIOArchive()
    for path in ["dev", "proc", "sys", "tmp"] { archive.addDirectory(path) }
    archive.addCharacterDevice("dev/console", major: 5, minor: 1)
    archive.addFile("init", content: try Files.bytes(program), isExecutable: true)
    let path = directory + "/initrd"
    try Files.write(archive.finished(), to: path)
    return path
  }
}
