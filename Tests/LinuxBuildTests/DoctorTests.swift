// What the doctor says of machines that lack something and of configurations with traps.

import Foundation
import HostSystem
import LinuxBuild
import Testing

@Suite struct HostDoctorTests {
  private func diagnosis(path: String, package: String) async -> Diagnosis {
    let work = WorkDirectory(option: NSTemporaryDirectory(), environment: [:])
    return await HostDoctor(
      work: work, package: SourcePackage(archive: package), environment: ["PATH": path]
    ).examine()
  }

  @Test func everyMissingProgramNamesItsPackage() async throws {
    let diagnosis = await diagnosis(path: "/nowhere", package: "/nowhere/linux.tar.xz")
    #expect(diagnosis.hasErrors)
    let line = try #require(diagnosis.installLine)
    for package in ["clang-22", "lld-22", "llvm-22", "qemu-system-x86"] {
      #expect(line.contains(" \(package)"))
    }
    for program in ["llvm-symbolizer-22", "llvm-dwarfdump-22"] {
      #expect(diagnosis.findings.contains { $0.subject == program && $0.level == .error })
    }
    #expect(diagnosis.findings.contains { $0.subject == "Linux's source" && $0.level == .error })
    #expect(Set(diagnosis.missingPackages).count == diagnosis.missingPackages.count)
    #expect(diagnosis.text.hasSuffix(line + "\n"))
  }

  @Test func aCompilerOfAnotherVersionIsAnError() async throws {
    let directory = NSTemporaryDirectory() + "kmsan-doctor-\(UUID().uuidString)"
    try Files.makeDirectory(directory)
    let compiler = directory + "/clang-22"
    try Files.write("#!/bin/sh\necho 'clang version 19.1.7'\n", to: compiler)
    try Files.makeExecutable(compiler)
    let diagnosis = await diagnosis(path: directory + ":/usr/bin:/bin", package: "/nowhere")
    let finding = try #require(diagnosis.findings.first { $0.subject == "clang-22" })
    #expect(finding.level == .error && finding.message.contains("19.1.7"))
  }
}

@Suite struct ConfigurationDoctorTests {
  private static let sound = """
    CONFIG_KMSAN=y
    CONFIG_KMSAN_CHECK_PARAM_RETVAL=y
    CONFIG_CC_IS_CLANG=y
    CONFIG_CLANG_VERSION=220108
    CONFIG_FRAME_WARN=0

    """

  private func findings(_ more: String) throws -> [Finding] {
    try ConfigurationDoctor(ConfigurationDoctorTests.sound + more, name: ".config").examine()
  }

  @Test func aSoundConfigurationHasNoProblem() throws {
    #expect(try findings("").map(\.level) == [.good])
  }

  @Test(arguments: [
    "CONFIG_KASAN=y", "CONFIG_KCSAN=y", "CONFIG_PREEMPT_RT=y", "CONFIG_INIT_STACK_ALL_ZERO=y",
    "CONFIG_KMSAN=n", "CONFIG_CC_IS_CLANG=n", "CONFIG_CLANG_VERSION=190107",
    "CONFIG_FRAME_WARN=2048\nCONFIG_WERROR=y",
  ])
  func errorsComeWithAFix(_ line: String) throws {
    let errors = try findings(line).filter { $0.level == .error }
    #expect(errors.count == 1)
    #expect(errors.first?.remedy != nil)
  }

  @Test(arguments: [
    "CONFIG_LOCKDEP=y", "CONFIG_DEBUG_PREEMPT=y", "CONFIG_UNWINDER_ORC=y",
    "CONFIG_FRAME_WARN=2048", "CONFIG_KMSAN_CHECK_PARAM_RETVAL=n", "CONFIG_LTO_CLANG_THIN=y",
    "CONFIG_LTO_CLANG_FULL=y",
  ])
  func warningsComeWithAFix(_ line: String) throws {
    let problems = try findings(line).filter { $0.level != .good }
    #expect(problems.map(\.level) == [.warning])
    #expect(problems.first?.remedy != nil)
  }
}
