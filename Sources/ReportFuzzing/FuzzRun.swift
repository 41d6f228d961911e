// Trials by the million, on all processors.

import Dispatch
import Synchronization

/// A run of trials with consecutive seeds.
public struct FuzzRun: Sendable {
  public private(set) var count = 0
  /// The first failures, in the order of their seeds.
  public private(set) var failures: [FuzzFailure] = []

  /// After this many failures, a run ends.
  private static let failuresMax = 10
  private static let batch = 500

  private struct State: Sendable {
    var next = 0
    var finished = 0
    var failures: [FuzzFailure] = []
  }

  /// Runs `count` trials from a seed on; `progress` hears how many are done, and ends the run by
  /// answering false.
  public init(
    seed: UInt64, count: Int, jobs: Int, progress: @Sendable (Int) -> Bool
  ) {
    let state = Mutex(State())
    DispatchQueue.concurrentPerform(iterations: jobs) { _ in
      let trial = FuzzTrial()
      while let range = state.withLock({ FuzzRun.take(&$0, of: count) }) {
        let failures = range.compactMap { trial.run(seed: seed &+ UInt64($0)) }
        let finished = state.withLock { state in
          state.failures += failures
          state.finished += range.count
          return state.finished
        }
        if !progress(finished) { state.withLock { $0.next = count } }
      }
    }
    let final = state.withLock { $0 }
    self.count = final.finished
    failures = final.failures.sorted { $0.seed < $1.seed }
  }

  private static func take(_ state: inout State, of count: Int) -> Range<Int>? {
    guard state.next < count, state.failures.count < failuresMax else { return nil }
    let range = state.next..<min(count, state.next + batch)
    state.next = range.upperBound
    return range
  }
}
