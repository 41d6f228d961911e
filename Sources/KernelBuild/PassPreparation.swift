// Our pass for a kernel's build: the plugin with its options, as PassDriver knows them.

import HostSystem
import Instrumentation
import PassDriver

extension PreparedPass {
  /// Prepares `selection` for `configuration`. `options` are flags of the pass, `name=value`.
  public static func prepare(
    _ selection: PassSelection, options assignments: [String],
    configuration: KernelConfiguration, work: WorkDirectory
  ) throws -> PreparedPass {
    var options = Options()
    // The kernel's own symbol decides, as it does for clang's pass.
    options.parameterChecks = configuration.checksParameters
    // Linux's runtime leaves frames named __msan_* out of its stacks.
    options.localFunctions = true
    for assignment in assignments {
      do { try options.set(assignment) } catch { throw PassError(problem: error.description) }
    }
    let variant = assignments.isEmpty ? "" : "-" + ContentDigest(of: options.text).short
    if selection == .stock {
      guard assignments.isEmpty else {
        throw PassError(problem: "--pass-option has no meaning with --pass stock")
      }
      return .stock
    }
    let flags: PluginFlags
    do { flags = try PluginFlags(options: options) } catch {
      throw PassError(problem: error.description)
    }
    switch selection {
    case .ours, .stock:
      return try ours(compilerArguments: flags.clangArguments, variant: variant, work: work)
    case .half:
      return try half(compilerArguments: flags.passArguments, variant: variant, work: work)
    }
  }
}

/// The pass cannot be used as asked.
public struct PassError: ExplainedError {
  public var problem: String
  public var remedy: String? { nil }
}
