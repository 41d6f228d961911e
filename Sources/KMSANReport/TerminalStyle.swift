// Colours of a terminal (ECMA-48, SGR), or none.

/// How words are set off from others.
public struct TerminalStyle: Sendable {
  public enum Role: Sendable {
    case heading
    case alarm
    case label
    case place
    case faint
  }

  private let isColoured: Bool

  public init(isColoured: Bool) { self.isColoured = isColoured }

  /// The text in the style of a role.
  public func paint(_ text: String, _ role: Role) -> String {
    guard isColoured, !text.isEmpty else { return text }
    let code =
      switch role {
      case .heading: "1"
      case .alarm: "1;31"
      case .label: "36"
      case .place: "34"
      case .faint: "2"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
