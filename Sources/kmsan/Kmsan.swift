// The root of the `kmsan` command. It lists the subcommands, each of which lives in a file of its
// own under Commands/, and takes the one flag that belongs to none.

import ArgumentParser
import CommandSupport

/// The command `kmsan`: everything a person does with KMSAN in Swift.
@main
struct Kmsan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kmsan",
    abstract: "Find uses of uninitialized memory in a kernel.",
    discussion: """
      Results go to standard output, progress and warnings to standard error.

      Exit codes: 0 no report; 1 the tool, its environment or its input failed; 2 reports were \
      found; 3 a build, a boot or a test failed; 64 the command line was wrong; 124 a time limit \
      passed; 128 and the number of a signal that ended the command; 255 the guest panicked \
      without a report.

      Environment: FORCE_COLOR, NO_COLOR and TERM=dumb decide on colours where --color does not; \
      BROWSER names what opens pages; XDG_CACHE_HOME is where things are kept for later, and \
      KMSAN_CACHE_LIMIT how large each cache there may become (`kmsan doctor` shows them).
      """,
    version: toolVersion,
    subcommands: [
      RunCommand.self, CompileSwiftCommand.self, CompileRuntimeCommand.self, DemoCommand.self,
      BootCommand.self, LinuxCommand.self, CasesCommand.self, ReportCommand.self,
      TriageCommand.self, ExplainCommand.self, DoctorCommand.self,
    ])

  static func main() async {
    let words = Array(CommandLine.arguments.dropFirst())
    if let problem = MovedCommands.problem(in: words)
      ?? RepeatedOptions.problem(in: words, of: Self.self)
    {
      exit(withError: ValidationError(problem))
    }
    await main(nil)
  }

  @OptionGroup var pluginFlags: PluginFlagOptions

  func run() async throws {
    guard pluginFlags.areWanted else { throw CleanExit.helpRequest(self) }
    try pluginFlags.printFlags()
  }
}
