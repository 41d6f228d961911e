// -emit-llvm: clang does not call a plugin's pass when it emits LLVM IR, so the files are
// instrumented after clang wrote them. A file that could not be instrumented is removed.

import CompilerDriver
import Instrumentation
import LLVMIR
import PassDriver

#if canImport(Glibc)
  import Glibc
#endif

/// One command that emits LLVM IR.
struct Emission {
  let compiler: Compiler
  let arguments: [String]
  let files: [String]
  let isText: Bool
  let flags: PluginFlags

  /// Runs clang and instruments what it wrote. Returns clang's code when that is not 0.
  func run(printsOnly: Bool) throws -> Int32 {
    let writesToOutput = files == ["-"]
    let temporary = writesToOutput ? try Self.temporaryFile() : ""
    // The last -o counts.
    let arguments = writesToOutput ? self.arguments + ["-o", temporary] : self.arguments
    let line = try compiler.line(arguments)
    if printsOnly {
      print(line.map(Compiler.quoted).joined(separator: " "))
      return 0
    }
    defer { if writesToOutput { unlink(temporary) } }
    let code = try start(line)
    guard code == 0 else { return code }
    if writesToOutput {
      try instrument(temporary, to: "/dev/stdout")
    } else {
      for file in files { try instrument(file, to: file) }
    }
    return 0
  }

  private func instrument(_ input: String, to output: String) throws {
    do {
      let module = try Module.read(path: input)
      try InstrumentationPass.run(on: module, options: flags.options)
      if isText {
        try Self.write(module.text, to: output)
      } else {
        try module.writeBitcode(path: output)
      }
    } catch {
      unlink(input)
      throw DriverError("\(input): \(error)")
    }
  }

  /// Makes an empty file that nobody else can have made.
  private static func temporaryFile() throws -> String {
    let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var path = Array("\(directory)/kmsan-cc.XXXXXX.bc".utf8CString)
    let descriptor = mkstemps(&path, 3)
    guard descriptor >= 0 else {
      throw DriverError(
        "cannot make a file in \(directory): \(String(cString: strerror(errno)));"
          + " set TMPDIR to a directory that you can write to")
    }
    close(descriptor)
    return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else {
      throw DriverError("cannot write: \(String(cString: strerror(errno)))")
    }
    let written = fputs(text, file)
    guard fclose(file) == 0, written >= 0 else {
      throw DriverError("cannot write: \(String(cString: strerror(errno)))")
    }
  }

  /// Runs a command to its end; a signal's number is added to 128.
  private func start(_ line: [String]) throws -> Int32 {
    var words: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let failure = posix_spawn(&process, line[0], nil, nil, words, environ)
    guard failure == 0 else {
      throw DriverError("cannot run \(line[0]): \(String(cString: strerror(failure)))")
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }
}
