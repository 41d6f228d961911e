// A guest's console, QEMU's command line, and the verdict with its exit code.

import Foundation
import HostSystem
import KMSANReport
import Testing
import VirtualMachine

/// A boot in which everything goes as it should.
private let goodBoot = """
  [    0.100000] Linux version 6.12.117
  [    1.000000] KTAP version 1
  [    1.000001] 1..1
  [    1.000002]     KTAP version 1
  [    1.000003]     # Subtest: kmsan
  [    1.000004]     1..1
  [    1.100000] =====================================================
  [    1.100001] BUG: KMSAN: uninit-value in test_uninit_kmalloc+0x1/0x2
  [    1.100002]  test_uninit_kmalloc+0x1/0x2
  [    1.100003] =====================================================
  [    1.200000]     ok 1 test_uninit_kmalloc
  [    1.200001] ok 1 kmsan
  [    2.500000] Run /init as init process
  kmsan-init: done
  """

private let lateReport = """

  [    2.600000] BUG: KMSAN: uninit-value in vfs_read+0x1/0x2
  [    2.600001]  vfs_read+0x1/0x2
  [    2.600002] =====================================================
  """

private func result(
  of text: String, hitTimeLimit: Bool = false, machineCode: Int32? = 0
) -> BootResult {
  var console = GuestConsole()
  for line in text.split(separator: "\n") { console.consume(String(line)) }
  console.finish()
  return BootResult(
    console: console, machineCode: machineCode, hitTimeLimit: hitTimeLimit,
    timeLimitSeconds: 300, duration: .seconds(1), log: "log")
}

private func verdict(of result: BootResult) -> BootVerdict {
  BootVerdict(result, expecting: .init(tests: true))
}

@Suite struct GuestConsoleTests {
  @Test func aReportBelongsToTheSuiteInWhichItBegan() {
    let console = result(of: goodBoot + lateReport).console
    #expect(console.reports.map(\.suite) == ["kmsan", nil])
    #expect(console.reports.map(\.isExpected) == [true, false])
    #expect(console.initStartNanoseconds == 2_500_000_000)
    #expect(console.initLines == ["done"])
  }

  @Test func ourOwnSuitesJudgeTheirReportsThemselves() {
    let boot = goodBoot.replacing("Subtest: kmsan", with: "Subtest: kmsan_boundaries_memory")
    let reports = result(of: boot + lateReport).console.reports
    #expect(reports.map(\.suite) == ["kmsan_boundaries_memory", nil])
    #expect(reports.map(\.isExpected) == [true, false])
  }

  @Test func warningsAreGathered() {
    let console = result(of: "WARNING: CPU: 0 PID: 1 at mm/x.c:1 f+0x1/0x2\n").console
    #expect(console.warnings.count == 1)
  }
}

@Suite struct BootVerdictTests {
  @Test func eachOutcomeHasItsExitCode() {
    let failedCase = goodBoot.replacing("    ok 1 test", with: "    not ok 1 test")
    let unfinished = goodBoot.replacing("kmsan-init: done", with: "")
    let noTests = "Run /init as init process\nkmsan-init: done"
    let panic = "Kernel panic - not syncing: out of cake"
    let expectations: [(BootResult, Int32)] = [
      (result(of: goodBoot), 0),
      (result(of: goodBoot + lateReport), 2),
      (result(of: failedCase), 3),
      (result(of: unfinished), 3),
      (result(of: noTests), 3),
      (result(of: "", machineCode: 1), 3),
      (result(of: goodBoot, hitTimeLimit: true), 124),
      (result(of: panic), 255),
      (result(of: panic + lateReport), 2),
      (result(of: goodBoot + lateReport, hitTimeLimit: true), 2),
    ]
    for (result, code) in expectations {
      #expect(verdict(of: result).exitStatus.code == code)
    }
  }

  @Test func exitCodesAreTheDocumentedOnes() {
    let codes: [(CommandStatus, Int32)] = [
      (.clean, 0), (.toolError, 1), (.reportsFound, 2), (.buildOrBootFailed, 3), (.usage, 64),
      (.timeLimit, 124), (.signal(2), 130), (.signal(15), 143), (.guestPanic, 255),
    ]
    for (status, code) in codes { #expect(status.code == code) }
  }
}

@Suite struct VirtualMachineTests {
  @Test func theCommandLineNeverLetsQEMUChooseAnAccelerator() {
    var qemu = QEMU(kernel: "bzImage", initialRAMDisk: "initrd")
    #expect(
      qemu.command.line == """
        qemu-system-x86_64 -accel tcg -m 1024 -smp 1 -display none -serial stdio -monitor none \
        -nodefaults -no-reboot -kernel bzImage -initrd initrd -append 'console=ttyS0 panic=-1'
        """)
    qemu.processors = 2
    #expect(qemu.command.arguments.contains("tcg,thread=multi"))
    qemu.countsInstructions = true
    #expect(qemu.command.line.hasSuffix("-icount shift=0,sleep=off"))
    #expect(qemu.command.line.contains("-accel tcg -m"))
  }

  @Test func whatIsBehindADeviceComesBeforeTheDevice() {
    var qemu = QEMU(kernel: "k", machine: "microvm")
    qemu.devices = ["virtio-blk-device,drive=disk"]
    qemu.drives = ["file=\(QEMU.value("a,b")),id=disk"]
    qemu.networks = ["user,id=net"]
    qemu.properties = ["virtio-mmio.force-legacy=false"]
    #expect(
      qemu.command.line.hasSuffix(
        "-machine microvm -global virtio-mmio.force-legacy=false -drive file=a,,b,id=disk"
          + " -netdev user,id=net -device virtio-blk-device,drive=disk"))
  }

  /// A machine whose program is a shell script, so that the test needs no kernel.
  private func machine(_ script: String, timeLimitSeconds: Double) throws -> VirtualMachine {
    let directory = NSTemporaryDirectory() + "kmsan-machine-\(UUID().uuidString)"
    try Files.makeDirectory(directory)
    let program = directory + "/machine"
    try Files.write("#!/bin/sh\n\(script)\n", to: program)
    try Files.makeExecutable(program)
    var qemu = QEMU(kernel: "k", initialRAMDisk: "i")
    qemu.program = program
    return VirtualMachine(
      qemu: qemu, log: directory + "/log", timeLimitSeconds: timeLimitSeconds)
  }

  @Test func aGuestThatHangsIsStoppedAndWhatItSaidIsKept() async throws {
    let machine = try machine(
      "echo 'kmsan-init: hello'; printf 'no line feed'; sleep 600", timeLimitSeconds: 20)
    let result = try await machine.run { _, _, _ in }
    #expect(result.hitTimeLimit)
    #expect(result.console.initLines == ["hello"])
    #expect(try Files.text(result.log).hasPrefix("kmsan-init: hello\n"))
    #expect(result.duration < .seconds(600))
    #expect(verdict(of: result).exitStatus == .timeLimit)
  }

  @Test func linesAreSeenAsTheyCome() async throws {
    // The guest goes on when its first line has been seen, and not before.
    let seen = NSTemporaryDirectory() + "kmsan-seen-\(UUID().uuidString)"
    let machine = try machine(
      "echo 'kmsan-init: one'; until [ -e \(seen) ]; do sleep 0.1; done; echo 'kmsan-init: done'",
      timeLimitSeconds: 600)
    let result = try await machine.run { console, _, _ in
      if console.initLines == ["one"] { try? Files.write("", to: seen) }
    }
    #expect(result.machineCode == 0)
    #expect(result.console.initLines == ["one", "done"])
    #expect(!result.hitTimeLimit)
  }

  @Test func cancellingStopsTheGuestAndKeepsWhatThereIs() async throws {
    let machine = try machine("echo 'kmsan-init: one'; sleep 600", timeLimitSeconds: 600)
    let (lines, seen) = AsyncStream.makeStream(of: [String].self)
    let run = Task { try await machine.run { console, _, _ in seen.yield(console.initLines) } }
    for await line in lines where line == ["one"] { break }
    run.cancel()
    let result = try await run.value
    #expect(result.console.initLines == ["one"])
    #expect(!result.hitTimeLimit)
  }

  @Test func aMissingProgramIsNamed() async throws {
    var machine = try machine("", timeLimitSeconds: 600)
    machine.qemu.program = "qemu-of-no-system"
    await #expect {
      _ = try await machine.run { _, _, _ in }
    } throws: { error in
      "\(error)".contains("qemu-of-no-system") && "\(error)".contains("kmsan doctor")
    }
  }
}
