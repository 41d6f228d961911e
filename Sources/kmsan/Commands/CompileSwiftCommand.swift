// `kmsan compile-swift`: Swift sources to one instrumented object.

import ArgumentParser
import CommandSupport
import HostSystem
import HostedRun
import Instrumentation
import KernelCompilation

struct CompileSwiftCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile-swift",
    abstract: "Compile Swift sources to one instrumented object.",
    discussion: """
      The sources are one module of Embedded Swift, so that what is linked is what is \
      instrumented. swiftc writes IR, kmsan-opt instruments it, clang generates code.
      """)

  @Argument(help: "Swift sources.", completion: .file(extensions: ["swift"]))
  var files: [String]

  @Argument(parsing: .postTerminator, help: "More arguments for swiftc, after --.")
  var swiftArguments: [String] = []

  @Option(name: .shortAndLong, help: "The object.")
  var output: String

  @Option(name: .customShort("O"), help: "The level of optimization: 0, s or 2.")
  var optimization = "2"

  @Option(
    help: ArgumentHelp(
      "A flag of the pass, as kmsan-opt takes them; may be repeated.", valueName: "name=value"))
  var passOption: [String] = []

  @Flag(help: "Some other file defines main.")
  var library = false

  func run() async throws {
    try await runCommand {
      var compilation = SwiftCompilation()
      compilation.optimization = optimization
      compilation.compilerArguments = swiftArguments
      compilation.mayLackMain = library
      for option in passOption {
        do { try compilation.passOptions.set(option) } catch let error as OptionError {
          throw ValidationError(error.description)
        }
      }
      let directory = try TemporaryDirectory()
      defer { directory.remove() }
      try await compilation.compile(files, to: output, in: directory.path)
      return .clean
    }
  }
}
