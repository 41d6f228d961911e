// What the subcommands of both programs share: errors as text and exit codes, Ctrl-C, progress, formats.

import ArgumentParser
import Foundation
import HostSystem
import Instrumentation
import PassDriver

/// The version that documents and `--version` show.
package let toolVersion = "\(InstrumentationPass.version)"

/// The formats of a result on standard output.
package enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// Options that every subcommand takes.
package struct CommonOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Show no progress, only warnings and the result.")
  package var quiet = false

  package init() {}

  package var progress: ProgressDisplay {
    ProgressDisplay(style: quiet ? .quiet : ProgressDisplay.automaticStyle)
  }
}

/// Runs the body of a subcommand. Errors are explained on standard error and end the command with
/// their exit code; so do signals. The body returns the status of a command without errors.
package func runCommand(_ body: @escaping @Sendable () async throws -> CommandStatus) async throws {
  expectBrokenPipes()
  let status: CommandStatus
  do {
    let (result, signal) = try await withInterrupts(body)
    status = signal.map { .signal($0) } ?? result
  } catch let error as ExplainedError {
    StandardStream.error.write("error: \(error.description)\n")
    status = error.exitStatus
  } catch let error as DriverError {
    StandardStream.error.write("error: \(error.description)\n")
    status = .toolError
  } catch is CancellationError {
    StandardStream.error.write("error: cancelled\n")
    status = .toolError
  }
  if status != .clean { throw ExitCode(status.code) }
}

/// Writes text to standard output.
package func emit(_ text: String) { StandardStream.output.write(text) }
