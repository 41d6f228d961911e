// A directory for intermediate files.

import Foundation

/// A directory of its own below the system's temporary directory, until it is removed.
public struct TemporaryDirectory: Sendable {
  public let path: String

  public init() throws {
    let template = FileManager.default.temporaryDirectory.path + "/kmsan.XXXXXX"
    var bytes = Array(template.utf8CString)
    guard mkdtemp(&bytes) != nil else {
      throw FileError(
        "make a directory in", FileManager.default.temporaryDirectory.path,
        NSError(domain: NSPOSIXErrorDomain, code: Int(errno)))
    }
    path = String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes the directory with all that is in it; what cannot be removed stays.
  public func remove() { try? FileManager.default.removeItem(atPath: path) }
}
