// The ways to build the reference kernel.

/// A kernel to compare.
public enum KernelVariant: String, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
  /// Without the pass, the runtime, and metadata: headers of Kernel/Without take their place.
  case plain
  /// Instrumented code finds metadata by calls of the runtime.
  case calls
  /// Instrumented code finds it by itself: Kernel/FastPath is inlined.
  case fastPath = "fast-path"
}
