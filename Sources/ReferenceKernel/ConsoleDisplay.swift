// A console for a person while it comes: whole reports, with sources added to their stacks.
//
// Lines gather while the symbolizer works, so that it is started once for many reports and not once for
// each.

import HostSystem
import HostedRun
import Synchronization

/// Shows the lines of a console as they come.
final class ConsoleDisplay: Sendable {
  private static let pause = Duration.milliseconds(50)
  /// Reports begin and end with it.
  private static let separator = String(repeating: "=", count: 53)

  private struct State: Sendable {
    var waiting: [String] = []
    var isInReport = false
    /// Of the waiting lines, those up to the end of the last whole report or other line.
    var ready = 0
    var isOver = false
  }

  private let program: String
  private let show: @Sendable (String) -> Void
  private let state = Mutex(State())

  init(program: String, show: @escaping @Sendable (String) -> Void) {
    self.program = program
    self.show = show
  }

  /// Takes one line.
  func take(_ line: String) {
    state.withLock { state in
      state.waiting.append(line)
      if line == Self.separator { state.isInReport.toggle() }
      if !state.isInReport { state.ready = state.waiting.count }
    }
  }

  /// Says that no line comes any more.
  func finish() {
    state.withLock { state in
      state.ready = state.waiting.count
      state.isOver = true
    }
  }

  /// Shows all lines until `finish` was called.
  func run() async throws {
    while true {
      let (lines, isOver) = state.withLock { state in
        defer {
          state.waiting.removeFirst(state.ready)
          state.ready = 0
        }
        return (Array(state.waiting.prefix(state.ready)), state.isOver)
      }
      if !lines.isEmpty {
        let text = lines.map { $0 + "\n" }.joined()
        show(try await SourcedConsole.text(text, program: program))
      } else if isOver {
        return
      } else {
        try await Task.sleep(for: Self.pause)
      }
    }
  }
}
