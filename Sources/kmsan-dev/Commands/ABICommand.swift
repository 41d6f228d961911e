// `kmsan-dev abi`: prints the ABI between instrumented code and a runtime.

import ABIDocument
import ArgumentParser
import CommandSupport

/// Prints the page that Docs/ABI.md holds.
struct ABICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "abi",
    abstract: "Print the ABI between instrumented code and a runtime.",
    discussion: """
      The page is in Markdown: the layout of the context state, the functions that a runtime \
      provides, and the kinds of report. It is generated from the module that the pass itself uses.
      """)

  func run() {
    print(ABIDocument.markdown, terminator: "")
  }
}
