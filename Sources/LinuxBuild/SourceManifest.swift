// A proof that no file of an unpacked tree was changed: size, modification time and change time of
// each file, taken right after unpacking. The change time cannot be set by a program, so a file
// whose three values are the same was not written to. Takes about a second for Linux.

import Foundation
import HostSystem

/// The signatures of all files of a tree.
public struct SourceManifest: Sendable, Equatable {
  /// Signature by path, relative to the tree.
  private(set) var signatures: [String: String]

  /// Reads the signatures of the tree at `root`.
  public init(scanning root: String) throws {
    signatures = [:]
    signatures.reserveCapacity(100_000)
    try SourceManifest.scan(root, prefix: "", into: &signatures)
  }

  /// Reads signatures from a file that ``text`` was written to. The first line is `heading`.
  public init?(_ text: String, heading: String) {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"))
    guard let first = lines.first, String(Substring(first)) == heading else { return nil }
    signatures = [:]
    signatures.reserveCapacity(lines.count)
    for line in lines.dropFirst() {
      guard let tab = line.lastIndex(of: UInt8(ascii: "\t")) else { return nil }
      let path = String(Substring(line[..<tab]))
      signatures[path] = String(Substring(line[line.index(after: tab)...]))
    }
  }

  /// The signatures as text under `heading`.
  public func text(heading: String) -> String {
    var text = heading + "\n"
    for (path, signature) in signatures.sorted(by: { $0.key < $1.key }) {
      text += "\(path)\t\(signature)\n"
    }
    return text
  }

  /// How many files there are.
  public var count: Int { signatures.count }

  /// The paths whose signature is not the same in `other`, and those that only one side has.
  public func differences(from other: SourceManifest) -> [String] {
    var paths: [String] = []
    for (path, signature) in signatures where other.signatures[path] != signature {
      paths.append(path)
    }
    for path in other.signatures.keys where signatures[path] == nil { paths.append(path) }
    return paths.sorted()
  }

  private static func scan(
    _ directory: String, prefix: String, into signatures: inout [String: String]
  ) throws {
    guard let handle = opendir(directory) else {
      throw FileError(
        "read the directory", directory, NSError(domain: NSPOSIXErrorDomain, code: Int(errno)))
    }
    defer { closedir(handle) }
    while let entry = readdir(handle) {
      // The name is a C string inside the entry, which lives until the next `readdir`.
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      let path = "\(directory)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        try scan(path, prefix: prefix + name + "/", into: &signatures)
      } else {
        signatures[prefix + name] =
          "\(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) "
          + "\(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)"
      }
    }
  }
}
