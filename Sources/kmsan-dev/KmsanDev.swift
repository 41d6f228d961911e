// The root of the `kmsan-dev` command. It lists the subcommands, each of which has a file of its own under
// Commands/.

import ArgumentParser
import CommandSupport

/// The command `kmsan-dev`: what is needed to work on the pass, its rules, the runtime and the report tools.
@main
struct KmsanDev: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kmsan-dev",
    abstract: "Test and measure the pass, its rules, the runtime and the report tools.",
    discussion: """
      For developers of this project; `kmsan` is the program for its users. Results go to standard \
      output, progress and warnings to standard error.

      Exit codes: 0 success; 1 the tool, its environment or its input failed; 3 something that must \
      hold does not; 64 the command line was wrong; 124 a time limit passed; 128 and the number of a \
      signal that ended the command.
      """,
    version: toolVersion,
    subcommands: [
      BenchCommand.self, BoundariesCommand.self, CsmithCommand.self, PeerTestsCommand.self,
      RobustnessCommand.self, DigestCommand.self, FuzzReportsCommand.self, RulesCommand.self,
      ABICommand.self,
    ])

  static func main() async {
    if let problem = RepeatedOptions.problem(
      in: Array(CommandLine.arguments.dropFirst()), of: Self.self)
    {
      exit(withError: ValidationError(problem))
    }
    await main(nil)
  }
}
