// `kmsan doctor`: what is wrong with this machine or with a kernel's configuration.

import ArgumentParser
import CommandSupport
import Foundation
import HostSystem
import LinuxBuild
import ReportDocuments

/// `kmsan doctor`.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check toolchain, packages, room, caches, plugin, and a kernel's configuration.",
    discussion: """
      Each problem is shown with its fix. Exit code 1 when something will not work.

      Compiled parts of the reference kernel, fast paths and the modules that carry flags of the pass are \
      kept in $XDG_CACHE_HOME/kmsan, or ~/.cache/kmsan. Each of these caches has a limit, above which \
      goes what was not used for longest. KMSAN_CACHE_LIMIT sets another limit, such as 500M, for each.
      """)

  @OptionGroup var source: SourceOptions
  @Option(
    help: ArgumentHelp("Check this .config, too.", valueName: "file"))
  var kernelConfig: String?
  @Flag(
    help: "Empty the caches, but for what running commands use, instead of checking anything.")
  var emptyCaches = false

  @Option(help: "The format of the findings.")
  var format = OutputFormat.text

  func validate() throws {
    guard !emptyCaches || kernelConfig == nil && format == .text else {
      throw ValidationError(
        "--empty-caches checks nothing: leave out --kernel-config and --format.")
    }
  }

  func run() async throws {
    try await runCommand { [self] in
      if emptyCaches {
        emit(try CacheDoctor(work: source.work).empty())
        return .clean
      }
      let doctor = HostDoctor(
        work: source.work, package: source.package,
        environment: ProcessInfo.processInfo.environment)
      var diagnosis = await doctor.examine()
      if let kernelConfig {
        let examination = try ConfigurationDoctor(
          try Files.text(kernelConfig), name: kernelConfig)
        diagnosis.findings += examination.examine()
      }
      switch format {
      case .text: emit(diagnosis.text)
      case .json: emit(try JSONText.encode(diagnosis))
      }
      return diagnosis.hasErrors ? .toolError : .clean
    }
  }
}
