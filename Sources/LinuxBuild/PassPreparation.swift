// Our pass for a kernel's build: the plugin with its options, as PassDriver knows them.

import HostSystem
import Instrumentation
import PassDriver
import UserCache

extension PreparedPass {
  /// Prepares `selection` for `configuration`. `assignments` are flags of the pass, `name=value`.
  /// With `usesFastPath` it is complete after `withFastPath`.
  public static func prepare(
    _ selection: PassSelection, options assignments: [String], usesFastPath: Bool = false,
    configuration: KernelConfiguration, integration: Integration, work: WorkDirectory
  ) throws -> PreparedPass {
    if selection == .stock {
      guard assignments.isEmpty, !usesFastPath else {
        throw PassError(
          problem: "--pass-option and --fast-path have no meaning with --pass stock")
      }
      return .stock
    }
    var options = Options()
    // The kernel's own symbol decides, as it does for clang's pass.
    options.parameterChecks = configuration.checksParameters
    // Linux's runtime leaves frames named __msan_* out of its stacks.
    options.localFunctions = true
    // Nearly all of its time goes into the runtime; code counts for more (Docs/Decisions/008).
    options.guardedRules = false
    // THREAD_SIZE in arch/x86/include/asm/page_64_types.h; the stacks of interrupts have it, too.
    options.stackSize = 16384
    do { try options.set(all: assignments) } catch { throw PassError(problem: error.description) }
    let variant =
      (usesFastPath ? "-fast" : "")
      + (assignments.isEmpty ? "" : "-" + ContentDigest(of: options.text).short)
    let pending = PendingFastPath(
      selection: selection, options: options, variant: variant,
      sourceArguments: ["-include", integration.file("regions.h")])
    let pass = try prepared(pending, options, work: work)
    return usesFastPath
      ? PreparedPass(name: pass.name, makeVariables: pass.makeVariables, pending: pending) : pass
  }

  /// The pass with the fast path that was compiled to `bitcode`.
  func withFastPath(_ bitcode: String, work: WorkDirectory) throws -> PreparedPass {
    guard let pending else { return self }
    var options = pending.options
    options.fastPath = try Self.pinned([bitcode], in: work)[0]
    return try Self.prepared(pending, options, work: work)
  }

  private static func prepared(
    _ pass: PendingFastPath, _ options: Options, work: WorkDirectory
  ) throws -> PreparedPass {
    let flags: PluginFlags
    do { flags = try PluginFlags(options: options) } catch {
      throw PassError(problem: error.description)
    }
    let isHalf = pass.selection == .half
    let arguments = pass.sourceArguments + (isHalf ? flags.passArguments : flags.clangArguments)
    return isHalf
      ? try half(compilerArguments: arguments, variant: pass.variant, work: work)
      : try ours(compilerArguments: arguments, variant: pass.variant, work: work)
  }
}

/// A pass that waits for its fast path.
struct PendingFastPath: Sendable, Equatable {
  let selection: PassSelection
  let options: Options
  let variant: String
  /// What the compiler is given beside the pass: the markers of regions for kernels that have none.
  let sourceArguments: [String]
}

/// The pass cannot be used as asked.
public struct PassError: ExplainedError {
  public var problem: String
  public var remedy: String? { nil }
}
