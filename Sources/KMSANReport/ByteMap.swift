// The bytes of an access as a map: which are uninitialized, whose field each one is, what is
// padding. The values of initialized bytes are not in a report, so they stand as `··`.

/// A map of the bytes of an access.
public struct ByteMap: Sendable {
  /// More bytes are not drawn; the map is then of the bytes around the uninitialized ones.
  static let bytesMax = 256

  /// A run of bytes that belong together.
  public struct Segment: Sendable, Equatable {
    /// The field's name; nil where the layout is unknown, `padding` where there is none.
    public var name: String?
    public var isPadding: Bool
    /// Where the run starts in the access, and how long it is, in bytes.
    public var offset: Int
    public var size: Int
    /// Which of its bytes are uninitialized, counted from the start of the access.
    public var uninitialized: Range<Int>
  }

  public let segments: [Segment]

  /// The map of a report; nil when the report says nothing about bytes.
  public init?(_ report: Report) {
    guard let bytes = report.bytes, let size = bytes.size, size > 0, bytes.first >= 0,
      bytes.first <= bytes.last, bytes.last < size
    else { return nil }
    let poisoned = bytes.first..<(bytes.last + 1)
    let object = report.origins.last?.object
    // The layout is that of the access only where the whole variable was accessed.
    let fields = object?.size == size ? object?.fields ?? [] : []
    let all = ByteMap.layout(fields, size: size)
    segments = ByteMap.window(all, around: poisoned).map { segment in
      var result = segment
      let end = segment.offset + segment.size
      let lower = min(max(poisoned.lowerBound, segment.offset), end)
      result.uninitialized = lower..<max(lower, min(poisoned.upperBound, end))
      return result
    }
  }

  /// Fields with the padding between them.
  private static func layout(_ fields: [ObjectDescription.Field], size: Int) -> [Segment] {
    guard !fields.isEmpty else {
      return [Segment(name: nil, isPadding: false, offset: 0, size: size, uninitialized: 0..<0)]
    }
    var segments: [Segment] = []
    var offset = 0
    func pad(to end: Int) {
      guard end > offset else { return }
      segments.append(
        Segment(
          name: "padding", isPadding: true, offset: offset, size: end - offset,
          uninitialized: 0..<0))
    }
    for field in fields where field.offset >= offset && field.offset + field.size <= size {
      pad(to: field.offset)
      segments.append(
        Segment(
          name: field.name, isPadding: false, offset: field.offset, size: field.size,
          uninitialized: 0..<0))
      offset = field.offset + field.size
    }
    pad(to: size)
    return segments
  }

  /// The segments near the uninitialized bytes, cut to what can be drawn.
  private static func window(_ segments: [Segment], around range: Range<Int>) -> [Segment] {
    let start = max(0, range.lowerBound - 16) / 16 * 16
    let end = start + bytesMax
    return segments.compactMap { segment in
      let (lower, upper) = (max(segment.offset, start), min(segment.offset + segment.size, end))
      guard lower < upper else { return nil }
      var result = segment
      (result.offset, result.size) = (lower, upper - lower)
      return result
    }
  }

  /// Rows of text: one for each field, or one for sixteen bytes where the fields are unknown.
  func rows(style: TerminalStyle) -> [String] {
    var rows: [String] = []
    for segment in segments {
      var offset = segment.offset
      let end = segment.offset + segment.size
      while offset < end {
        let next = min(end, offset + 16)
        let cells = (offset..<next).map {
          segment.uninitialized.contains($0) ? style.paint("░░", .alarm) : "··"
        }
        let name = offset == segment.offset ? segment.name ?? "" : ""
        let head = "  +\(offset)"
        let gap = String(repeating: " ", count: max(7 - head.count, 1))
        let padded = name + String(repeating: " ", count: max(14 - name.count, 1))
        rows.append(
          head + gap + (segments.count == 1 && name.isEmpty ? "" : visible(padded))
            + cells.joined(separator: " "))
        offset = next
      }
    }
    return rows
  }
}
