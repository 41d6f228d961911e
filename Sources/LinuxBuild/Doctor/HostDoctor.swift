// Examines the machine that builds: programs and their packages, memory, disk, the plugin.

import Foundation
import HostSystem
import PassDriver
import UserCache

/// Examines a machine.
public struct HostDoctor: Sendable {
  private static let headers = [
    ("/usr/include/gelf.h", "libelf-dev"),
    ("/usr/include/openssl/opensslv.h", "libssl-dev"),
    ("/usr/include/stdlib.h", "libc6-dev"),
  ]
  /// What a build and a boot of the wide configuration take at the same time.
  private static let memoryBytesMin: UInt64 = 3 << 30
  /// The source, and two builds.
  private static let diskBytesMin: UInt64 = 4 << 30
  private static let compilerMajor = "22"

  public let work: WorkDirectory
  public let package: SourcePackage
  private let searchPath: [String]

  /// Looks for programs in the directories of `environment`'s PATH and where root has more.
  public init(work: WorkDirectory, package: SourcePackage, environment: [String: String]) {
    self.work = work
    self.package = package
    let path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    searchPath = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"]
  }

  /// Examines everything. Starts a few processes; takes about a second.
  public func examine() async -> Diagnosis {
    var diagnosis = Diagnosis()
    examineTools(&diagnosis)
    await examineCompiler(&diagnosis)
    examineSource(&diagnosis)
    examineRoom(&diagnosis)
    CacheDoctor(work: work).examine(&diagnosis)
    // Its flag module lies in a cache, whose own error is told above.
    if (try? UserCaches.flagModules.limitBytes()) != nil { await examinePlugin(&diagnosis) }
    return diagnosis
  }

  private func find(_ program: String) -> String? {
    searchPath.map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private func miss(_ package: String, _ subject: String, _ diagnosis: inout Diagnosis) {
    diagnosis.findings.append(
      Finding(.error, subject, "is missing", remedy: "apt-get install \(package)"))
    if !diagnosis.missingPackages.contains(package) { diagnosis.missingPackages.append(package) }
  }

  private func examineTools(_ diagnosis: inout Diagnosis) {
    for tool in DebianPackages.ofLinux {
      guard let path = find(tool.program) else {
        miss(tool.package, tool.program, &diagnosis)
        continue
      }
      // The compiler's version is told apart.
      if tool.program != "clang-22" {
        diagnosis.findings.append(Finding(.good, tool.program, path))
      }
    }
    for (header, package) in HostDoctor.headers {
      let candidates = [
        header, header.replacing("/usr/include", with: "/usr/include/x86_64-linux-gnu"),
      ]
      if candidates.contains(where: Files.exists) {
        diagnosis.findings.append(Finding(.good, package, header))
      } else {
        miss(package, package, &diagnosis)
      }
    }
  }

  private func examineCompiler(_ diagnosis: inout Diagnosis) async {
    guard let path = find("clang-22") else { return }
    let words = (try? await HostCommand(path, ["--version"]).output()) ?? ""
    let version = words.firstMatch(of: #/version (\d+)\.(\d+)\.(\d+)/#)
    guard let version, version.output.1 == HostDoctor.compilerMajor else {
      let found = words.split(separator: "\n").first.map(String.init) ?? "no answer"
      diagnosis.findings.append(
        Finding(
          .error, "clang-22", "is not version \(HostDoctor.compilerMajor): \(found)",
          remedy: "apt-get install --reinstall clang-22, and take other clang-22 out of PATH"))
      return
    }
    let number = "\(version.output.1).\(version.output.2).\(version.output.3)"
    diagnosis.findings.append(Finding(.good, "clang-22", "\(path), version \(number)"))
  }

  private func examineSource(_ diagnosis: inout Diagnosis) {
    let archive = package.archive(in: work)
    let finding: Finding
    if Files.exists(archive) {
      finding = Finding(.good, "Linux's source", archive)
    } else if package.ownArchive == nil {
      finding = Finding(
        .good, "Linux's source", "\(package.release.packageName) is downloaded when it is needed")
    } else {
      finding = Finding(
        .error, "Linux's source", "is not at \(archive)",
        remedy: "Name an archive that exists, or leave --source-package out.")
    }
    diagnosis.findings.append(finding)
  }

  private func examineRoom(_ diagnosis: inout Diagnosis) {
    if let memory = HostDoctor.availableMemoryBytes() {
      let text = "\(memory >> 20) MB available"
      diagnosis.findings.append(
        memory >= HostDoctor.memoryBytesMin
          ? Finding(.good, "memory", text)
          : Finding(
            .warning, "memory", text + "; a build and a guest take 3 GB",
            remedy: "Close other programs, or build with --jobs 1."))
    }
    // The directory may not be there yet; what is above it is on the same file system.
    var place = work.path
    while !Files.exists(place), place != "/" {
      place = URL(fileURLWithPath: place).deletingLastPathComponent().path
    }
    if let free = Files.freeBytes(at: place) {
      let text = "\(free >> 20) MB free at \(place)"
      diagnosis.findings.append(
        free >= HostDoctor.diskBytesMin
          ? Finding(.good, "disk", text)
          : Finding(
            .error, "disk", text + "; source and builds take 4 GB",
            remedy: "Free some space, or choose another --work-directory."))
    }
  }

  private static func availableMemoryBytes() -> UInt64? {
    guard let text = try? Files.text("/proc/meminfo") else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
      return line.split(separator: " ").dropFirst().first.flatMap { UInt64($0) }.map { $0 << 10 }
    }
    return nil
  }

  /// Compiles a function with the plugin and looks for what the pass must have added.
  private func examinePlugin(_ diagnosis: inout Diagnosis) async {
    let remedy = "Build it with `swift build -c release`, or install it with `make install`."
    let flags: PluginFlags
    do { flags = try PluginFlags() } catch {
      diagnosis.findings.append(
        Finding(.error, "plugin", error.description, remedy: remedy))
      return
    }
    guard find("clang-22") != nil, find("llvm-nm-22") != nil else { return }
    let stem = NSTemporaryDirectory() + "kmsan-doctor-\(getpid())"
    defer { for ending in [".c", ".o"] { try? Files.remove(stem + ending) } }
    do {
      try Files.write("int read(int *p) { return *p; }\n", to: stem + ".c")
      let compile = HostCommand(
        "clang-22", flags.clangArguments + ["-O2", "-c", stem + ".c", "-o", stem + ".o"])
      try await compile.output()
      let symbols = try await HostCommand("llvm-nm-22", [stem + ".o"]).output()
      diagnosis.findings.append(
        symbols.contains("__msan_metadata_ptr_for_load_4")
          ? Finding(.good, "plugin", flags.plugin)
          : Finding(
            .error, "plugin", "\(flags.plugin) loads, but does not instrument", remedy: remedy))
    } catch {
      diagnosis.findings.append(
        Finding(.error, "plugin", "\(flags.plugin) does not work: \(error)", remedy: remedy))
    }
  }
}
