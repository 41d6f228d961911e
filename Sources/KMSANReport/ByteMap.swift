// The bytes of an access as a map: which are uninitialized, whose field each one is, what is
// padding. The values of initialized bytes are not in a report, so they stand as `··`.

/// A map of the bytes of an access.
public struct ByteMap: Sendable {
  /// More bytes are not drawn; the map is then of the bytes around the uninitialized ones.
  static let bytesMax = 256

  /// What is known of one byte.
  public struct Cell: Sendable, Equatable {
    /// The bits that are uninitialized.
    public var bits: UInt8
    /// The letter of its origin, where there are several.
    public var letter: Character?

    public var isUninitialized: Bool { bits != 0 }

    /// `··`, `░░`, `░B` with the letter of another origin, or the bits as two digits.
    public var text: String {
      switch bits {
      case 0: "··"
      case 0xFF: "░" + (letter.map(String.init) ?? "░")
      default: (bits < 16 ? "0" : "") + String(bits, radix: 16)
      }
    }
  }

  /// A run of bytes that belong together.
  public struct Segment: Sendable, Equatable {
    /// The field's name; nil where the layout is unknown, `padding` where there is none.
    public var name: String?
    public var isPadding: Bool
    /// Where the run starts in the access, in bytes.
    public var offset: Int
    public var cells: [Cell]

    public var size: Int { cells.count }
    public var hasUninitialized: Bool { cells.contains(where: \.isUninitialized) }
  }

  public let segments: [Segment]

  /// The map of a report; nil when the report says nothing about bytes.
  public init?(_ report: Report) {
    guard let bytes = report.bytes, let size = bytes.size, size > 0, bytes.first >= 0,
      bytes.first <= bytes.last, bytes.last < size
    else { return nil }
    let object = report.origins.last?.object
    // The layout is that of the access only where the whole variable was accessed.
    let fields = object?.size == size ? object?.fields ?? [] : []
    let window = ByteMap.window(of: size, around: bytes.first)
    segments = ByteMap.layout(fields, size: size).compactMap { area in
      let visible = area.range.clamped(to: window)
      if visible.isEmpty { return nil }
      return Segment(
        name: area.name, isPadding: area.isPadding, offset: visible.lowerBound,
        cells: visible.map { ByteMap.cell($0, bytes, report.shadow) })
    }
  }

  /// What the report knows of a byte: the dump of the shadow says more than the line of bytes.
  private static func cell(_ byte: Int, _ range: ByteRange, _ dump: ShadowDump?) -> Cell {
    guard let dump, dump.range.contains(byte) else {
      return Cell(bits: range.first <= byte && byte <= range.last ? 0xFF : 0)
    }
    let index = byte - dump.first
    let letters = Array(dump.letters.utf8)
    let letter = dump.origins.isEmpty || index >= letters.count ? nil : letters[index]
    return Cell(
      bits: dump.bits[index], letter: letter.map { Character(Unicode.Scalar($0)) })
  }

  private struct Area {
    var name: String?
    var isPadding = false
    var range: Range<Int>
  }

  /// Fields with the padding between them.
  private static func layout(_ fields: [ObjectDescription.Field], size: Int) -> [Area] {
    guard !fields.isEmpty else { return [Area(range: 0..<size)] }
    var areas: [Area] = []
    var offset = 0
    func pad(to end: Int) {
      guard end > offset else { return }
      areas.append(Area(name: "padding", isPadding: true, range: offset..<end))
    }
    for field in fields
    where field.offset >= offset && field.size >= 0 && field.size <= size - field.offset {
      pad(to: field.offset)
      offset = field.offset + field.size
      areas.append(Area(name: field.name, range: field.offset..<offset))
    }
    pad(to: size)
    return areas
  }

  /// The bytes that are drawn.
  private static func window(of size: Int, around first: Int) -> Range<Int> {
    let start = max(0, first - 16) / 16 * 16
    return start..<(size - start < bytesMax ? size : start + bytesMax)
  }

  /// Rows of text: one for each field, or one for sixteen bytes where the fields are unknown.
  public func rows(style: TerminalStyle) -> [String] {
    var rows: [String] = []
    for segment in segments {
      var index = 0
      while index < segment.size {
        let next = min(segment.size, index + 16)
        let cells = segment.cells[index..<next].map {
          $0.isUninitialized ? style.paint($0.text, .alarm) : $0.text
        }
        let name = index == 0 ? segment.name ?? "" : ""
        let head = "  +\(segment.offset + index)"
        let gap = String(repeating: " ", count: max(7 - head.count, 1))
        let padded = name + String(repeating: " ", count: max(14 - name.count, 1))
        rows.append(
          head + gap + (segments.count == 1 && name.isEmpty ? "" : visible(padded))
            + cells.joined(separator: " "))
        index = next
      }
    }
    return rows
  }
}
