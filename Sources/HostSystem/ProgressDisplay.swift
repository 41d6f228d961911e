// Progress for a person, on standard error: on a terminal one status line that is rewritten,
// otherwise a line now and then, and no control codes.

import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Writes progress to standard error.
public final class ProgressDisplay: Sendable {
  /// How a status is shown.
  public enum Style: Sendable {
    /// One line, rewritten in place.
    case terminal
    /// Whole lines, at most one status every thirty seconds.
    case plain
    /// Nothing but warnings.
    case quiet
  }

  private static let plainInterval = Duration.seconds(30)
  private static let terminalInterval = Duration.milliseconds(100)

  private struct State: Sendable {
    var lastStatus = ContinuousClock.now
    var isStatusShown = false
  }

  private let style: Style
  private let state = Mutex(State())

  public init(style: Style) { self.style = style }

  /// The style that fits standard error.
  public static var automaticStyle: Style {
    if isatty(STDERR_FILENO) == 0 { return .plain }
    if let terminal = getenv("TERM"), String(cString: terminal) == "dumb" { return .plain }
    return .terminal
  }

  /// Shows what is going on now. Cheap when called often: most calls write nothing.
  public func status(_ text: @autoclosure () -> String) {
    guard style != .quiet else { return }
    let interval =
      style == .terminal ? ProgressDisplay.terminalInterval : ProgressDisplay.plainInterval
    state.withLock { state in
      let now = ContinuousClock.now
      guard now - state.lastStatus >= interval else { return }
      state.lastStatus = now
      if style == .terminal {
        StandardStream.error.write("\r\u{1B}[K" + ProgressDisplay.fitting(text()))
        state.isStatusShown = true
      } else {
        StandardStream.error.write(text() + "\n")
      }
    }
  }

  /// Writes a line that stays.
  public func note(_ text: String) {
    if style != .quiet { writeWhole(text) }
  }

  /// Writes a warning that stays, also in the quiet style.
  public func warn(_ text: String) { writeWhole("warning: " + text) }

  private func writeWhole(_ text: String) {
    state.withLock { state in
      let clear = state.isStatusShown ? "\r\u{1B}[K" : ""
      state.isStatusShown = false
      state.lastStatus = ContinuousClock.now
      StandardStream.error.write(clear + text + "\n")
    }
  }

  private static func fitting(_ text: String) -> String {
    var size = winsize()
    let columns =
      ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1 ? Int(size.ws_col) : 80
    return String(text.prefix(columns - 1))
  }
}

extension Duration {
  /// Seconds with fractions.
  public var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }

  /// `4 min 25 s`, `13 s`.
  public var forPeople: String {
    let seconds = Int(inSeconds.rounded())
    return seconds < 60 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
  }
}
