// Which pass instruments a kernel, as make variables. Files that the compiler reads (the plugin and
// its flags) are copied to a path that holds a digest of their content: kbuild compares command
// lines, so new content means new objects, and a build never sees a plugin change under it.

import HostSystem
import UserCache

/// The pass that instruments the kernel's objects.
public enum PassSelection: String, Sendable, CaseIterable {
  /// Our pass, as a plugin.
  case ours
  /// Clang's own pass; nothing of ours takes part.
  case stock
  /// Our pass for about half of the objects, clang's for the others: they share an ABI.
  case half
}

/// A pass ready for a build.
public struct PreparedPass: Sendable, Equatable {
  /// Part of the build directory's name.
  public let name: String
  public let makeVariables: [String]
  /// What is missing when the fast path is asked for: it is compiled in the build directory.
  let pending: PendingFastPath?

  /// The pass that a kernel without KMSAN gets.
  public static let none = PreparedPass(name: "none", makeVariables: [])
  public static let stock = PreparedPass(name: "stock", makeVariables: [])

  init(name: String, makeVariables: [String], pending: PendingFastPath? = nil) {
    self.name = name
    self.makeVariables = makeVariables
    self.pending = pending
  }

  /// Prepares our pass for all objects. `compilerArguments` load the plugin and name its options;
  /// `variant` tells apart builds with other options than the default ones, and is empty for those.
  public static func ours(
    compilerArguments: [String], variant: String, work: WorkDirectory
  ) throws -> PreparedPass {
    let arguments = try pinned(compilerArguments, in: work)
    return PreparedPass(
      name: "ours" + variant, makeVariables: ["CFLAGS_KMSAN=" + arguments.joined(separator: " ")])
  }

  /// Prepares our pass for half of the objects. Kbuild has no variable per object, so a wrapper
  /// around the compiler chooses, by a checksum of the object's path.
  public static func half(
    compilerArguments: [String], variant: String, work: WorkDirectory
  ) throws -> PreparedPass {
    let arguments = try pinned(compilerArguments, in: work)
    let script = wrapper(arguments: arguments)
    let directory = "\(work.plugins)/wrapper-\(ContentDigest(of: script).text)"
    let path = directory + "/clang-22"
    if !Files.exists(path) {
      try Files.makeDirectory(directory)
      try Files.write(script, to: path)
      try Files.makeExecutable(path)
    }
    return PreparedPass(name: "half" + variant, makeVariables: ["CC=" + path])
  }

  /// The arguments with every file replaced by a copy under a name made from its content.
  static func pinned(_ arguments: [String], in work: WorkDirectory) throws -> [String] {
    try arguments.map { argument in
      guard let start = argument.firstIndex(of: "/"),
        argument.hasSuffix(".so") || argument.hasSuffix(".bc")
      else { return argument }
      let path = String(argument[start...])
      let bytes = try Files.bytes(path)
      var digest = ContentDigest()
      digest.update(bytes)
      let directory = "\(work.plugins)/\(digest.text)"
      let copy = directory + "/" + (path.split(separator: "/").last ?? "plugin")
      if !Files.exists(copy) {
        try Files.makeDirectory(directory)
        try Files.write(bytes, to: copy)
      }
      return argument[..<start] + copy
    }
  }

  private static func wrapper(arguments: [String]) -> String {
    """
    #!/bin/sh
    # Made by `kmsan linux build --pass half`: adds our pass for every second object or so.
    previous=
    object=
    sanitized=
    for word do
      if [ "$previous" = -o ]; then object=$word; fi
      if [ "$word" = -fsanitize=kernel-memory ]; then sanitized=yes; fi
      previous=$word
    done
    if [ -n "$sanitized" ]; then
      sum=$(printf %s "$object" | cksum)
      case ${sum%% *} in
        *[13579]) exec clang-22 "$@" \(arguments.map(HostCommand.quoted).joined(separator: " ")) ;;
      esac
    fi
    exec clang-22 "$@"

    """
  }
}
