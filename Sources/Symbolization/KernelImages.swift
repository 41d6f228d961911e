// The files with the symbols: the kernel and its modules, checked against what the log says.

import Foundation
import HostSystem
import KMSANReport

/// The kernel and its modules.
public struct KernelImages: Sendable {
  /// A file with symbols.
  struct Image: Sendable {
    let file: ELFFile
    let symbols: SymbolTable

    init(path: String) throws {
      file = try ELFFile(path: path)
      symbols = SymbolTable(file)
    }
  }

  let kernel: Image
  /// Modules by name, with `-` as `_`.
  private var modules: [String: Image] = [:]
  /// What a person should know: files that do not fit, modules that were not found.
  public internal(set) var warnings: [String] = []
  /// What KASLR added to addresses, in bytes.
  let offset: UInt64

  /// Opens the kernel, and the modules that reports name, from below the folders.
  public init(
    kernel path: String, moduleFolders: [String] = [], offset: UInt64 = 0,
    for reports: [Report] = []
  ) throws {
    kernel = try Image(path: path)
    self.offset = offset
    guard !kernel.file.functions.isEmpty else {
      throw ELFError(
        problem: "\(path) has no symbols",
        remedy: "Give the unstripped vmlinux of the build with --vmlinux.")
    }
    if !kernel.file.hasDebugInformation {
      warnings.append(
        "\(path) has no debug information: build the kernel with CONFIG_DEBUG_INFO_DWARF5=y")
    }
    try openModules(moduleFolders, reports)
    checkSizes(reports, path)
    checkAddresses(reports, path)
  }

  /// The image that a frame is of; nil when it is not at hand.
  func image(of frame: StackFrame) -> Image? {
    guard let module = frame.module else { return kernel }
    // NetBSD names the kernel itself as a module.
    return module == "netbsd" ? kernel : modules[KernelImages.key(module)]
  }

  private static func key(_ module: String) -> String { module.replacing("-", with: "_") }

  private mutating func openModules(_ folders: [String], _ reports: [Report]) throws {
    let frames = reports.flatMap { report in
      report.use + report.origins.flatMap(\.stack)
    }.filter { $0.module != nil && $0.module != "netbsd" }
    let wanted = Dictionary(grouping: frames) { KernelImages.key($0.module ?? "") }
    guard !wanted.isEmpty else { return }
    var paths: [String: String] = [:]
    for path in try folders.flatMap({ try Files.filesBelow($0) }) {
      let name = path.split(separator: "/").last ?? ""
      for ending in [".ko.debug", ".ko"] where name.hasSuffix(ending) {
        paths[KernelImages.key(String(name.dropLast(ending.count)))] = path
        break
      }
    }
    for (module, frames) in wanted.sorted(by: { $0.key < $1.key }) {
      guard let path = paths[module] else {
        warnings.append("there is no \(module).ko: its frames stay without sources; see --modules")
        continue
      }
      let image = try Image(path: path)
      let printed = frames.lazy.compactMap(\.buildID).first
      if let printed, let own = image.file.buildID, own != printed {
        warnings.append("\(path) has build id \(own), the log's \(module) had \(printed): not used")
      } else {
        modules[module] = image
      }
    }
  }

  /// Functions of another build have other sizes.
  private mutating func checkSizes(_ reports: [Report], _ path: String) {
    var (found, other) = (0, 0)
    for frame in reports.flatMap({ $0.use + $0.origins.flatMap(\.stack) })
    where frame.module == nil && frame.size ?? 0 > 0 {
      switch kernel.symbols.match(frame) {
      case .found, .ambiguous: found += 1
      case .otherSize, .unknownName: other += 1
      }
    }
    if other > found {
      warnings.append(
        "\(path) is of another build: \(other) of \(found + other) frames are not in it")
    }
  }
}
