// `kmsan compile-runtime`: the runtime as an object for a kernel.

import ArgumentParser
import CommandSupport
import HostSystem
import HostedRun
import KernelCompilation

struct CompileRuntimeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile-runtime",
    abstract: "Make one object of the runtime, for a kernel to link.",
    discussion: """
      The object is for x86-64 kernels, and for static programs below 2 GiB. It needs memset, memmove \
      and the functions of <kmsan_port.h>; Docs/Porting.md says how a kernel gives them.
      """)

  @Option(
    name: .customShort("I"),
    help: ArgumentHelp("The folder with the port's kmsan_machine.h.", valueName: "folder"),
    completion: .directory)
  var machineFolder: String

  @Option(
    name: .customShort("o"), help: ArgumentHelp("The object to write.", valueName: "file"),
    completion: .file())
  var output: String

  func run() async throws {
    try await runCommand {
      let compilation = RuntimeCompilation(
        machineFolder: machineFolder, project: try ProjectFiles())
      try await compilation.compile(to: output)
      return .clean
    }
  }
}
