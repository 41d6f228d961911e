// An archive in the format that the kernel unpacks as its initial RAM disk: cpio "newc".
// Source: Linux, Documentation/driver-api/early-userspace/buffer-format.rst.

/// Builds an archive in memory. The same entries give the same bytes.
public struct CPIOArchive: Sendable {
  private enum FileType {
    static let directory: UInt32 = 0o040_000
    static let characterDevice: UInt32 = 0o020_000
    static let regular: UInt32 = 0o100_000
  }

  private var bytes: [UInt8] = []
  private var nextNode: UInt32 = 1

  public init() {}

  public mutating func addDirectory(_ path: String) {
    add(path, mode: FileType.directory | 0o755)
  }

  public mutating func addCharacterDevice(_ path: String, major: UInt32, minor: UInt32) {
    add(path, mode: FileType.characterDevice | 0o600, device: (major, minor))
  }

  public mutating func addFile(_ path: String, content: [UInt8], isExecutable: Bool) {
    add(path, mode: FileType.regular | (isExecutable ? 0o755 : 0o644), content: content)
  }

  /// The whole archive, with its closing entry.
  public func finished() -> [UInt8] {
    var archive = self
    archive.nextNode = 0
    archive.add("TRAILER!!!", mode: 0)
    return archive.bytes
  }

  private mutating func add(
    _ path: String, mode: UInt32, content: [UInt8] = [],
    device: (major: UInt32, minor: UInt32) = (0, 0)
  ) {
    let name = Array(path.utf8) + [0]
    let fields: [UInt32] = [
      nextNode, mode, 0, 0, 1, 0, UInt32(content.count), 0, 0, device.major, device.minor,
      UInt32(name.count), 0,
    ]
    bytes += Array("070701".utf8)
    for field in fields {
      let digits = String(field, radix: 16, uppercase: true)
      bytes += Array((String(repeating: "0", count: 8 - digits.count) + digits).utf8)
    }
    bytes += name
    pad()
    bytes += content
    pad()
    nextNode += 1
  }

  private mutating func pad() {
    while bytes.count % 4 != 0 { bytes.append(0) }
  }
}
