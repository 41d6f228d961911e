// `kmsan --print-plugin-flags`: the pass for build systems that know neither `kmsan` nor
// `kmsan-cc`.

import ArgumentParser
import CommandSupport
import Foundation
import HostSystem
import Instrumentation
import PassDriver

/// The flag and what belongs to it.
struct PluginFlagOptions: ParsableArguments {
  @Flag(
    name: .customLong("print-plugin-flags"),
    help: "Print the arguments that make clang 22 run the pass, for another build system.")
  var areWanted = false

  // Not named as the options of subcommands are: the root takes its options wherever they stand.
  @Option(
    help: ArgumentHelp(
      "An option of the pass for --print-plugin-flags, as kmsan-opt takes them; may be repeated.",
      valueName: "name=value"))
  var pluginOption: [String] = []

  func validate() throws {
    guard areWanted || pluginOption.isEmpty else {
      throw ValidationError("--plugin-option needs --print-plugin-flags")
    }
    do { _ = try options() } catch { throw ValidationError("\(error)") }
  }

  /// Prints one line, quoted for a shell.
  func printFlags() throws {
    let flags: PluginFlags
    do { flags = try PluginFlags(options: options()) } catch {
      StandardStream.error.write("error: \(error)\n")
      throw ExitCode(CommandStatus.toolError.code)
    }
    emit(flags.clangArguments.map(Self.quoted).joined(separator: " ") + "\n")
  }

  private func options() throws -> Options {
    var options = Options()
    try options.set(all: pluginOption)
    return options
  }

  private static func quoted(_ argument: String) -> String {
    let plain = argument.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_=+/.,:@%".contains($0))
    }
    return plain ? argument : "'\(argument.replacing("'", with: "'\\''"))'"
  }
}
