// The files that symbolization needs, as options of the commands that show reports.

import ArgumentParser
import HostSystem
import KMSANReport
import Symbolization

/// Options for symbolization.
struct SymbolOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The unstripped kernel with debug information: adds sources.", valueName: "file"),
    completion: .file())
  var vmlinux: String?

  @Option(
    help: ArgumentHelp("A folder with the kernel's modules (.ko).", valueName: "folder"),
    completion: .directory)
  var modules: [String] = []

  @Option(
    help: ArgumentHelp("A folder with the kernel's sources, for excerpts.", valueName: "folder"),
    completion: .directory)
  var source: [String] = []

  @Option(
    help: ArgumentHelp(
      "What KASLR added to addresses without symbols, such as 0x1a000000.", valueName: "bytes"))
  var kaslrOffset = "0"

  func validate() throws {
    guard offset != nil else {
      throw ValidationError("--kaslr-offset takes a number, not '\(kaslrOffset)'")
    }
    if vmlinux == nil, !modules.isEmpty {
      throw ValidationError("--modules needs --vmlinux")
    }
  }

  private var offset: UInt64? {
    kaslrOffset.hasPrefix("0x")
      ? UInt64(kaslrOffset.dropFirst(2), radix: 16) : UInt64(kaslrOffset)
  }

  /// The reports with sources; as they are where no kernel was given.
  func symbolized(_ reports: [Report], progress: ProgressDisplay) async throws -> [Report] {
    guard let images = try images(for: reports, progress: progress) else { return reports }
    let symbolizer = ReportSymbolizer(images: images, sourceFolders: source)
    return try await symbolizer.symbolize(reports) { done, all in
      progress.status("symbolizing: \(done) of \(all) addresses")
    }
  }

  /// The kernel and its modules; nil where none was given. Warnings go to standard error.
  func images(for reports: [Report], progress: ProgressDisplay) throws -> KernelImages? {
    guard let vmlinux else { return nil }
    let images = try KernelImages(
      kernel: vmlinux, moduleFolders: modules, offset: offset ?? 0, for: reports)
    for warning in images.warnings { progress.warn(warning) }
    return images
  }
}
