// Fragments, the reasons for symbols that do not stick, passes as make variables.

import Foundation
import HostSystem
import LinuxBuild
import TestSupport
import Testing

@Suite struct ConfigurationFragmentTests {
  @Test func theLastSettingWins() throws {
    var fragment = try ConfigurationFragment(
      "# comment\r\nCONFIG_A=y\n# CONFIG_B is not set\n\nCONFIG_C=\"x y\"\n", name: "f")
    fragment.merge(try ConfigurationFragment("CONFIG_B=m\nCONFIG_A=n\n", name: "g"))
    #expect(fragment.order == ["C", "B", "A"])
    #expect(fragment.text == "CONFIG_C=\"x y\"\nCONFIG_B=m\n# CONFIG_A is not set\n")
    #expect(fragment.isOn("B") && !fragment.isOn("A") && !fragment.isOn("UNKNOWN"))
  }

  @Test func aMalformedLineIsNamedWithItsPlace() {
    #expect {
      try ConfigurationFragment("CONFIG_A=y\nKMSAN=y\n", name: "my.config")
    } throws: { "\($0)".contains("my.config:2") && "\($0)".contains("KMSAN=y") }
  }
}

@Suite struct KconfigIndexTests {
  private let index = KconfigIndex(
    """
    config FIRST
    \tbool "First"
    \tdepends on SECOND && !THIRD
    \thelp
    \t  A word.

    config HIDDEN
    \tbool

    menuconfig MENU
    \ttristate "Menu"
    """, file: "lib/Kconfig")

  @Test func reasonsNameThePlaceAndWhatIsMissing() throws {
    let configuration = try ConfigurationFragment("CONFIG_THIRD=y\n", name: "f")
    func reason(_ symbol: String, _ value: String = "y") -> String {
      index.reason(for: symbol, requested: value, in: configuration)
    }
    #expect(reason("NOPE") == "unknown configuration symbol, no Kconfig file defines it")
    #expect(
      reason("FIRST") == "defined at lib/Kconfig:1; depends on SECOND && !THIRD (off: SECOND)")
    #expect(reason("HIDDEN").contains("no prompt"))
    #expect(reason("MENU").contains("a menu or `if` around it is off"))
    #expect(reason("FIRST", "n").contains("selects"))
  }
}

@Suite struct PreparedPassTests {
  func temporaryWork() -> WorkDirectory {
    WorkDirectory(
      option: NSTemporaryDirectory() + "kmsan-work-\(UUID().uuidString)", environment: [:])
  }

  @Test func newContentOfThePluginMeansANewCommandLine() throws {
    let work = temporaryWork()
    try Files.makeDirectory(work.path)
    let plugin = work.path + "/libPlugin.so"
    func variables() throws -> [String] {
      try PreparedPass.ours(
        compilerArguments: ["-fsanitize=kernel-memory", "-fpass-plugin=\(plugin)", "-Wx"],
        variant: "", work: work
      ).makeVariables
    }
    try Files.write("one", to: plugin)
    let first = try variables()
    #expect(try variables() == first)
    try Files.write("two", to: plugin)
    let second = try variables()
    #expect(second != first)
    #expect(second[0].hasPrefix("CFLAGS_KMSAN=-fsanitize=kernel-memory -fpass-plugin=/"))
    #expect(second[0].hasSuffix("/libPlugin.so -Wx"))
    // The build that started with the first plugin still finds it.
    let copy = first[0].split(separator: "=").last?.split(separator: " ").first ?? ""
    #expect(try Files.text(String(copy)) == "one")
  }

  @Test func theWrapperOfHalfAddsThePassToSomeObjectsAndToNothingElse() async throws {
    let work = temporaryWork()
    try Files.makeDirectory(work.path + "/bin")
    let compiler = work.path + "/bin/clang-22"
    try Files.write("#!/bin/sh\necho \"$@\"\n", to: compiler)
    try Files.makeExecutable(compiler)
    let pass = try PreparedPass.half(
      compilerArguments: ["-Wmarker"], variant: "", work: work)
    let wrapper = String(pass.makeVariables[0].dropFirst("CC=".count))
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "")
    func arguments(_ words: [String]) async throws -> String {
      try await HostCommand(
        wrapper, words, environment: ["PATH": work.path + "/bin:" + path]
      ).output()
    }
    var marked = 0
    for number in 0..<40 {
      let words = ["-fsanitize=kernel-memory", "-c", "-o", "dir/object\(number).o", "a b.c"]
      let text = try await arguments(words)
      #expect(text.hasPrefix("-fsanitize=kernel-memory -c -o dir/object\(number).o a b.c"))
      if text.contains("-Wmarker") { marked += 1 }
      #expect(try await arguments(words) == text)
    }
    #expect((10...30).contains(marked))
    #expect(try await !arguments(["-c", "-o", "dir/object1.o"]).contains("-Wmarker"))
  }
}

extension PreparedPassTests {
  @Test func clangsPassTakesNoFastPath() throws {
    let work = temporaryWork()
    let integration = Integration(path: Repository.path("Integrations/linux"))
    let configuration = try KernelConfiguration(
      name: "small", fragments: [], integration: integration)
    #expect {
      try PreparedPass.prepare(
        .stock, options: [], usesFastPath: true, configuration: configuration,
        integration: integration, work: work)
    } throws: { ($0 as? PassError)?.problem.contains("--fast-path") == true }
  }
}

@Suite struct WorkDirectoryTests {
  @Test func theOptionComesBeforeTheEnvironmentBeforeTheCache() {
    let environment = ["KMSAN_WORK_DIRECTORY": "/e", "XDG_CACHE_HOME": "/c", "HOME": "/h"]
    #expect(WorkDirectory(option: "/o", environment: environment).path == "/o/linux-6.12")
    #expect(WorkDirectory(option: nil, environment: environment).path == "/e/linux-6.12")
    #expect(WorkDirectory(option: "/o", environment: [:], release: .oldest).path == "/o/linux-6.1")
    #expect(WorkDirectory(option: "/o", environment: [:], release: nil).path == "/o/linux-own")
    #expect(
      WorkDirectory(option: nil, environment: ["XDG_CACHE_HOME": "/c"]).path
        == "/c/kmsan/linux-6.12")
    #expect(
      WorkDirectory(option: nil, environment: ["HOME": "/h"]).path
        == "/h/.cache/kmsan/linux-6.12")
  }
}
