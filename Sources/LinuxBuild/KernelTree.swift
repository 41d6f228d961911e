// A source tree together with one build directory of it, and how `make` is called on the two. The
// source is only read: every build is out of tree and changes nothing but make variables.

import HostSystem

/// A kernel to build: source, build directory, make variables.
public struct KernelTree: Sendable, Equatable {
  public let source: String
  public let directory: String
  /// `NAME=value` words that say which pass instruments the objects.
  public let passVariables: [String]
  /// `NAME=value` words that change single objects, and nothing of the configuration.
  let objectVariables: [String]

  public init(
    source: String, directory: String, passVariables: [String] = [], objectVariables: [String] = []
  ) {
    self.source = source
    self.directory = directory
    self.passVariables = passVariables
    self.objectVariables = objectVariables
  }

  /// The variables that the configuration may depend on.
  var configurationVariables: [String] { ["LLVM=-22", "ARCH=x86_64"] + passVariables }
  /// All variables of this build. A later one wins.
  private var makeVariables: [String] { configurationVariables + objectVariables }

  /// A call of make in the build directory.
  func make(_ targets: [String], jobs: Int? = nil) -> HostCommand {
    var arguments = ["-C", source, "O=\(directory)"] + makeVariables
    if let jobs { arguments.append("-j\(jobs)") }
    // Variables of a make that started us would change the kernel's build.
    return HostCommand(
      "make", arguments + targets,
      environment: ["MAKEFLAGS": nil, "MAKELEVEL": nil, "MFLAGS": nil, "LC_ALL": "C"])
  }

  public var kernelImage: String { directory + "/arch/x86/boot/bzImage" }
  public var linkedKernel: String { directory + "/vmlinux" }
}
