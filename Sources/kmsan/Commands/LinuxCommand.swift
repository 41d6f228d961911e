// `kmsan linux`: Debian's Linux source, with our pass.

import ArgumentParser

/// Groups the steps from Linux's source package to a booted kernel.
struct LinuxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "linux",
    abstract: "Fetch, configure, build, boot and test Linux 6.12 with the pass.")
}
