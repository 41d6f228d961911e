// IR in, IR out: the door for tests and for bitcode that other compilers make.

import ArgumentParser
import Instrumentation
import LLVMIR

#if canImport(Glibc)
  import Glibc
#endif

@main
struct KmsanOpt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kmsan-opt",
    abstract: "Instrument LLVM IR or bitcode.",
    discussion: "The flags of the pass, with the default first:\n" + flagTable)

  @Argument(help: "IR text or bitcode; - for standard input.")
  var input = "-"

  @Option(name: .shortAndLong, help: "Where to write; - for standard output.")
  var output = "-"

  @Flag(name: .customShort("S"), help: "Write IR text instead of bitcode.")
  var text = false

  @Option(
    name: .customLong("flag"),
    help: ArgumentHelp(
      "A flag of the pass, as NAME=VALUE; may be repeated.", valueName: "name=value"))
  var flags: [String] = []

  @Flag(
    help: """
      Only check that the code suits a kernel on x86-64: no red zone, no SSE registers. Writes no code; \
      the exit code is 1 when it does not suit.
      """)
  var checkKernelCode = false

  private static var flagTable: String {
    PassFlag.all.map { "  \($0.name)=\($0.forms.joined(separator: "|"))  \($0.help)" }
      .joined(separator: "\n")
  }

  func run() throws {
    var options = Options()
    for flag in flags {
      do { try options.set(flag) } catch { throw ValidationError(error.description) }
    }
    let module: Module
    let damage = "cannot read '\(input)': LLVM's reader crashed; the file is damaged"
    do { module = try CrashMessage.explained(damage) { try Module.read(path: input) } } catch {
      throw failure("cannot read '\(input)': \(error)")
    }
    let defect = CrashMessage.explained(damage) { module.defect }
    if let defect { throw failure(PassError.brokenInput(defect).description) }
    if checkKernelCode {
      let problems = KernelCodeCheck(of: module).problems
      for problem in problems { note("\(input): \(problem)") }
      if !problems.isEmpty { throw ExitCode.failure }
      return
    }
    let report: PassReport
    do {
      let crash = "the pass crashed on '\(input)'; this is a defect of the pass, not of the file"
      report = try CrashMessage.explained(crash) {
        try InstrumentationPass.run(on: module, options: options)
      }
    } catch {
      throw failure("\(input): \(error)")
    }
    if options.listHeuristics {
      for name in report.unknownIntrinsics { note("no rule for \(name)") }
    }
    try write(module)
  }

  private func write(_ module: Module) throws {
    if output == "-" {
      if text { return print(module.text, terminator: "") }
      if isatty(STDOUT_FILENO) != 0 {
        throw failure("bitcode is not for terminals; give -S for text, or -o FILE")
      }
      return try module.writeBitcode(path: "/dev/stdout")
    }
    // A device or a pipe is written to; a file appears as a whole.
    var status = stat()
    let isFile = stat(output, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    let path = isFile ? "\(output).\(getpid())" : output
    do {
      if text { try Self.write(module.text, to: path) } else { try module.writeBitcode(path: path) }
      if isFile, rename(path, output) != 0 { throw WriteError(number: errno) }
    } catch {
      if isFile { unlink(path) }
      throw failure("cannot write '\(output)': \(error)")
    }
  }

  private static func write(_ text: String, to path: String) throws(WriteError) {
    guard let file = fopen(path, "w") else { throw WriteError(number: errno) }
    let written = fputs(text, file)
    guard fclose(file) == 0, written >= 0 else { throw WriteError(number: errno) }
  }

  /// A system call on the output failed.
  private struct WriteError: Error, CustomStringConvertible {
    let number: Int32
    var description: String { String(cString: strerror(number)) }
  }

  private func note(_ text: String) { printToStandardError("kmsan-opt: \(text)") }

  private func failure(_ text: String) -> ExitCode {
    note(text)
    return .failure
  }
}
