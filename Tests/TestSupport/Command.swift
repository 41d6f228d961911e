// Processes, as tests start them.

import Foundation
import Subprocess
import SystemPackage

/// What a process left behind.
public struct CommandResult: Sendable {
  /// Its exit code, or 128 and the signal that ended it.
  public let status: Int
  /// What it wrote to standard output.
  public let output: String
  /// What it wrote to standard error.
  public let error: String
}

/// Runs a program found on PATH, or at an absolute path, to its end. Its input is a file, because a
/// program need not read it, and writing to a pipe that nobody reads would end the tests.
public func runCommand(
  _ program: String, _ arguments: [String], input: String = ""
) async throws -> CommandResult {
  let limit = 64 << 20
  let path = FileManager.default.temporaryDirectory.appending(path: "input-\(UUID())").path
  try Data(input.utf8).write(to: URL(filePath: path))
  let file = try FileDescriptor.open(FilePath(path), .readOnly)
  try FileManager.default.removeItem(atPath: path)
  let result = try await run(
    program.hasPrefix("/") ? .path(.init(program)) : .name(program),
    arguments: Arguments(arguments), input: .fileDescriptor(file, closeAfterSpawningProcess: true),
    output: .string(limit: limit), error: .string(limit: limit))
  let status =
    switch result.terminationStatus {
    case .exited(let code): Int(code)
    case .signaled(let signal): 128 + Int(signal)
    }
  return CommandResult(
    status: status, output: result.standardOutput, error: result.standardError)
}
