// A time limit that begins anew while a program goes on.

import Synchronization

/// Ends a program when nothing has restarted its time for as long as the limit.
final class RestartingClock: Sendable {
  private struct State: Sendable {
    var start = ContinuousClock.now
    var hasEndedProgram = false
  }

  private let limit: Duration
  private let state = Mutex(State())

  init(limitSeconds: Int) { limit = .seconds(limitSeconds) }

  /// Whether the time was over.
  var hasEndedProgram: Bool { state.withLock { $0.hasEndedProgram } }

  func restart() { state.withLock { $0.start = .now } }

  /// Waits for the end of the time, and calls `end` then. Cancelling the task ends the wait.
  func run(end: () -> Void) async {
    while true {
      let deadline = state.withLock { $0.start } + limit
      do { try await Task.sleep(until: deadline, clock: .continuous) } catch { return }
      let isOver = state.withLock { state in
        state.hasEndedProgram = ContinuousClock.now - state.start >= limit
        return state.hasEndedProgram
      }
      if isOver { return end() }
    }
  }
}
