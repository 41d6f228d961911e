// The command lines that kbuild used, from the `.cmd` files that it keeps beside each object. They
// say exactly how an object of a configured kernel is compiled.
// Source of the format: Linux, scripts/Kbuild.include (`make-cmd`, `savecmd`).

import Foundation
import HostSystem
import PassDriver

/// How one object of a built kernel is compiled.
public struct CompileCommand: Sendable, Equatable {
  /// The object, relative to the build directory.
  public let object: String
  /// The shell command up to what follows the compiler (objtool and the like).
  let command: String

  /// Whether KMSAN instruments the object.
  public var isSanitized: Bool { command.contains(" -fsanitize=kernel-memory ") }

  /// Reads the text of a `.cmd` file. Returns nil when it is not the compilation of a C file.
  public init?(_ text: String) {
    guard let line = text.split(separator: "\n").first,
      let assignment = line.range(of: " := "), line.hasPrefix("savedcmd_")
    else { return nil }
    object = String(line[..<assignment.lowerBound].dropFirst("savedcmd_".count))
    // What make had to escape.
    let saved = line[assignment.upperBound...]
      .replacing("$(pound)", with: "#").replacing("$$", with: "$")
    let compilation = saved.split(separator: ";", maxSplits: 1).first.map(String.init) ?? ""
    command = String(compilation.reversed().drop { $0 == " " }.reversed())
    guard command.hasSuffix(".c"), command.contains(" -c -o \(object) ") else { return nil }
  }

  /// The command with another output and `extra` arguments, without the list of dependencies, and for
  /// bitcode without our pass, which would instrument it. The words belong in a shell, in the build
  /// directory.
  public func shellText(output: String, emitsBitcode: Bool, extra: [String] = []) -> String {
    let words = command.split(separator: " ").filter {
      !$0.hasPrefix("-Wp,-MMD,") && !(emitsBitcode && $0.hasPrefix(PluginFlags.pluginOption))
    }
    let target =
      (emitsBitcode ? "-emit-llvm " : "") + "-c -o \(HostCommand.quoted(output)) "
      + extra.map { HostCommand.quoted($0) + " " }.joined()
    return words.joined(separator: " ").replacing("-c -o \(object) ", with: target)
  }
}

extension KernelTree {
  /// The compilations of all C objects that were built for the kernel itself, by object.
  public func compileCommands() throws -> [CompileCommand] {
    guard Files.exists(linkedKernel) else { throw KernelSessionError.notBuilt(directory) }
    guard let walk = FileManager.default.enumerator(atPath: directory) else { return [] }
    var commands: [CompileCommand] = []
    while let path = walk.nextObject() as? String {
      guard path.hasSuffix(".o.cmd"), let text = try? Files.text("\(directory)/\(path)"),
        let command = CompileCommand(text)
      else { continue }
      commands.append(command)
    }
    return commands.sorted { $0.object < $1.object }
  }
}
