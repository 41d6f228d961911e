// Where a document goes, and whether text gets colours.

import ArgumentParser
import CommandSupport
import Foundation
import HostSystem
import KMSANReport

/// When text has colours.
enum ColourChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}

/// Options of commands that write a document.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"),
    completion: .file())
  var path: String?

  @Option(help: "Colour the text: auto, always or never.")
  var color = ColourChoice.auto

  /// The style of text that goes to standard output: `--color`, then FORCE_COLOR, NO_COLOR,
  /// TERM=dumb, then whether standard output is a terminal.
  var style: TerminalStyle {
    TerminalStyle(isColoured: isColoured(ProcessInfo.processInfo.environment))
  }

  private func isColoured(_ environment: [String: String]) -> Bool {
    switch color {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    if let force = environment["FORCE_COLOR"], !force.isEmpty { return force != "0" }
    if let no = environment["NO_COLOR"], !no.isEmpty { return false }
    if environment["TERM"] == "dumb" || path != nil { return false }
    return isatty(STDOUT_FILENO) != 0
  }

  /// Writes a document.
  func write(_ text: String) throws {
    if let path { try Files.write(text, to: path) } else { emit(text) }
  }
}
