// `kmsan doctor`: what is wrong with this machine or with a kernel's configuration.

import ArgumentParser
import Foundation
import HostSystem
import KernelBuild
import ReportDocuments

/// `kmsan doctor`.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check toolchain, packages, room, plugin, and a kernel's configuration.",
    discussion: "Each problem is shown with its fix. Exit code 1 when something will not work.")

  @OptionGroup var source: SourceOptions
  @Option(
    help: ArgumentHelp("Check this .config, too.", valueName: "file"))
  var kernelConfig: String?
  @Option(help: "The format of the findings.")
  var format = OutputFormat.text

  func run() async throws {
    try await runCommand { [self] in
      let doctor = HostDoctor(
        work: source.work, package: SourcePackage(path: source.sourcePackage),
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
