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
    do { module = try ReaderCrash.explained(input) { try Module.read(path: input) } } catch {
      throw failure("cannot read '\(input)': \(error)")
    }
    let defect = ReaderCrash.explained(input) { module.defect }
    if let defect { throw failure(PassError.brokenInput(defect).description) }
    do {
      let report = try InstrumentationPass.run(on: module, options: options)
      if options.listHeuristics {
        for name in report.unknownIntrinsics { note("no rule for \(name)") }
      }
      try write(module)
    } catch {
      throw failure("\(input): \(error)")
    }
  }

  private func write(_ module: Module) throws {
    if !text, output != "-" {
      let temporary = "\(output).\(getpid())"
      try module.writeBitcode(path: temporary)
      guard rename(temporary, output) == 0 else {
        unlink(temporary)
        throw failure("cannot write '\(output)': \(String(cString: strerror(errno)))")
      }
      return
    }
    if !text {
      if isatty(STDOUT_FILENO) != 0 {
        throw failure("bitcode is not for terminals; give -S for text, or -o FILE")
      }
      return try module.writeBitcode(path: "/dev/stdout")
    }
    guard output != "-" else { return print(module.text, terminator: "") }
    guard let file = fopen(output, "w") else {
      throw failure("cannot write '\(output)': \(String(cString: strerror(errno)))")
    }
    let written = fputs(module.text, file)
    guard fclose(file) == 0, written >= 0 else {
      unlink(output)
      throw failure("cannot write '\(output)': \(String(cString: strerror(errno)))")
    }
  }

  private func note(_ text: String) { printToStandardError("kmsan-opt: \(text)") }

  private func failure(_ text: String) -> ExitCode {
    note(text)
    return .failure
  }
}
