// Subcommands that are in `kmsan-dev` now: `kmsan` names the place.

import TestSupport
import Testing

@Suite struct MovedCommandTests {
  @Test(arguments: [
    "abi", "bench", "boundaries", "csmith", "fuzz-reports", "peer-tests", "robustness", "rules",
  ])
  func theOldNamePrintsTheNewPlace(name: String) async throws {
    for words in [[name], ["help", name], [name, "--help"]] {
      let result = try await runCommand(Products.path("kmsan"), words)
      #expect(result.status == 64)
      #expect(result.error.contains("'\(name)' is now 'kmsan-dev \(name)'"), "\(result.error)")
    }
    let help = try await runCommand(Products.path("kmsan-dev"), ["help", name])
    #expect(help.status == 0 && help.output.contains("USAGE: kmsan-dev \(name)"))
  }
}
