// A drop-in clang that loads the pass.
//
// CompilerDriver decides what to run; this file looks at the machine: it reads response files,
// finds the compiler and the plugin, and gives its place to clang.

import CompilerDriver
import Instrumentation
import PassDriver

#if canImport(Glibc)
  import Glibc
#endif

@main
enum KmsanCC {
  static func main() {
    do {
      exit(try run(arguments: Array(CommandLine.arguments.dropFirst())))
    } catch let error as UsageError {
      complain(error.description)
      exit(64)
    } catch {
      complain("\(error)")
      exit(1)
    }
  }

  private static func run(arguments: [String]) throws -> Int32 {
    let expanded = try ResponseFile.expand(arguments) { try? readFile($0) }
    let names = PassFlag.all.map(\.name)
    let (options, rest) = try DriverOptions.extract(from: expanded, passFlagNames: names)
    // Response files pass through unread, unless options of ours are in them.
    let own = arguments.filter { $0.hasPrefix("--kmsan-") }.count
    let isPlain = own == expanded.count - rest.count
    let passed = isPlain ? arguments.filter { !$0.hasPrefix("--kmsan-") } : rest

    let command = ClangCommand(rest)
    if options.answer == .help {
      print(
        DriverOptions.help(
          passFlags: PassFlag.all.map { (name: $0.name, values: $0.forms, help: $0.help) }))
      return 0
    }
    let compiler = try Compiler.find(options)
    if options.answer == .identity {
      print(try Identity.text(compiler, pluginFlags(options, command)))
      return 0
    }
    let line = try compiler.line(
      Plan.arguments(options, command, arguments: passed) {
        try pluginFlags(options, command).clangArguments
      })
    if options.answer == .command {
      print(line.map(Compiler.quoted).joined(separator: " "))
      return 0
    }
    throw execute(line)
  }

  private static func pluginFlags(
    _ options: DriverOptions, _ command: ClangCommand
  ) throws -> PluginFlags {
    var passOptions = Options()
    passOptions.parameterChecks = command.checksParameters
    for flag in options.passFlags {
      do { try passOptions.set(flag) } catch { throw UsageError(error.description) }
    }
    return try PluginFlags(options: passOptions)
  }

  private static func complain(_ text: String) {
    printToStandardError("kmsan-cc: error: \(text)")
  }
}
