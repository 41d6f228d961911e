// The root of the `kmsan` command. It lists the subcommands, each of which lives in a file of its
// own under Commands/, and takes the one flag that belongs to none.

import ArgumentParser

/// The command `kmsan`: everything a person does with KMSAN in Swift.
@main
struct Kmsan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kmsan",
    abstract: "Find uses of uninitialized memory in a kernel.",
    version: "0.1.0",
    subcommands: [
      RunCommand.self, CompileSwiftCommand.self, CompileRuntimeCommand.self, DemoCommand.self,
      LinuxCommand.self, ReportCommand.self, TriageCommand.self, FuzzReportsCommand.self,
      DoctorCommand.self, BenchCommand.self, CsmithCommand.self, PeerTestsCommand.self,
      RobustnessCommand.self, RulesCommand.self, ABICommand.self,
    ])

  @OptionGroup var pluginFlags: PluginFlagOptions

  func run() async throws {
    guard pluginFlags.areWanted else { throw CleanExit.helpRequest(self) }
    try pluginFlags.printFlags()
  }
}
