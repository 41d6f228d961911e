// A kernel's configuration: tinyconfig, our fragment, the user's fragments, merged and completed
// by the kernel's own tools, then compared with what was asked for.

import HostSystem
import UserCache

/// Which configuration to build.
public struct KernelConfiguration: Sendable, Equatable {
  /// `small`, `wide`, or a name made from a file.
  public let name: String
  /// Everything that is asked for.
  public private(set) var requested: ConfigurationFragment
  /// How many processors the kernel should be booted with.
  public let processors: Int
  /// Whether the kernel holds KMSAN's own test suite.
  public var hasSuite: Bool { requested.isOn("KMSAN") && requested.isOn("KMSAN_KUNIT_TEST") }

  /// Whether arguments are checked where they are passed (`KMSAN_CHECK_PARAM_RETVAL`, on unless
  /// the request says otherwise).
  var checksParameters: Bool {
    requested.values["KMSAN_CHECK_PARAM_RETVAL"].map { $0 == "y" } ?? true
  }

  /// The configuration `name` (`small`, `wide` or the path of a fragment), with the user's
  /// fragments on top; with `showsRegions`, the pass can see where regions begin and end.
  public init(
    name: String, fragments: [String], integration: Integration, showsRegions: Bool = false
  ) throws {
    let isBuiltIn = name == "small" || name == "wide"
    let path = isBuiltIn ? integration.file(name + ".config") : Files.absolute(name)
    guard isBuiltIn || Files.exists(path) else { throw ConfigurationError.unknownName(name) }
    var requested = try ConfigurationFragment(try Files.text(path), name: path)
    let regions = showsRegions ? [integration.file(Integration.regionsFragment)] : []
    let fragments = regions + fragments
    for fragment in fragments {
      requested.merge(try ConfigurationFragment(try Files.text(fragment), name: fragment))
    }
    self.requested = requested
    let isPlain = isBuiltIn && fragments.isEmpty
    let digest = ContentDigest(of: requested.text).short
    let stem = path.split(separator: "/").last?.split(separator: ".").first ?? "custom"
    self.name = isPlain ? name : "\(stem)-\(digest)"
    processors = requested.isOn("SMP") ? 2 : 1
  }

  /// The same kernel without KMSAN, to compare costs with.
  public func withoutSanitizer() -> KernelConfiguration {
    var plain = self
    plain.requested.set("KMSAN", to: "n")
    plain.requested.set("KMSAN_KUNIT_TEST", to: "n")
    return plain
  }
}

extension KernelTree {
  private var stamp: String { directory + "/.kmsan-configuration" }
  private var result: String { directory + "/.config" }

  /// Configures the build directory unless it holds this configuration already.
  public func configure(
    _ configuration: KernelConfiguration, progress: ProgressDisplay
  ) async throws {
    let request = ContentDigest(of: configuration.requested.text + configurationVariables.joined())
      .text
    if let stamped = try? Files.text(stamp), let current = try? Files.text(result),
      stamped == "\(request) \(ContentDigest(of: current).text)\n"
    {
      return
    }
    progress.note("configuring \(configuration.name) in \(directory)")
    try Files.makeDirectory(directory)
    try Files.remove(stamp)
    let fragment = directory + "/.kmsan-fragment"
    try Files.write(configuration.requested.text, to: fragment)
    try await configureStep("tinyconfig")
    let merge = HostCommand(
      source + "/scripts/kconfig/merge_config.sh",
      ["-m", "-O", directory, result, fragment], directory: directory)
    let merged = try await merge.capture()
    guard merged.isSuccess else {
      throw ConfigurationError.make(step: "merge_config", output: merged.errorOutput)
    }
    try await configureStep("olddefconfig")
    let text = try Files.text(result)
    try check(configuration, against: try ConfigurationFragment(text, name: result))
    try Files.write("\(request) \(ContentDigest(of: text).text)\n", to: stamp)
  }

  private func configureStep(_ step: String) async throws {
    let outcome = try await make([step]).capture()
    guard outcome.isSuccess else {
      let words = (outcome.output + outcome.errorOutput).split(separator: "\n").suffix(12)
      throw ConfigurationError.make(step: step, output: words.joined(separator: "\n"))
    }
  }

  /// Throws when a symbol did not get the value that was asked for.
  private func check(
    _ configuration: KernelConfiguration, against actual: ConfigurationFragment
  ) throws {
    let requested = configuration.requested
    let unmet = requested.order.filter { actual[$0] != requested[$0] }
    guard !unmet.isEmpty else { return }
    let index = KconfigIndex(source: source)
    throw ConfigurationError.notStuck(
      unmet.map { symbol in
        UnmetSymbol(
          symbol: symbol, requested: requested[symbol], actual: actual[symbol],
          reason: index.reason(for: symbol, requested: requested[symbol], in: actual))
      })
  }
}
