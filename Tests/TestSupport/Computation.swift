// Long computations, as tests run them.

import Dispatch

/// Runs a long computation on a thread of its own.
///
/// Asynchronous tests share one thread per processor. A test that computes for seconds without
/// suspending would keep the others from noticing that their processes ended or their time passed.
public func compute<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
  await withCheckedContinuation { continuation in
    DispatchQueue.global(qos: .utility).async { continuation.resume(returning: body()) }
  }
}
