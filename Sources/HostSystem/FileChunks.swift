// A file of any size, piece by piece, in constant memory.

import Foundation
import SystemPackage

extension Files {
  /// The size of the pieces, in bytes.
  private static let chunkBytes = 1 << 20

  /// Reads a file, or standard input for `-`, from start to end and passes it to `body` in pieces of
  /// at most a megabyte. Memory does not grow with the file.
  public static func readChunks(
    _ path: String, _ body: (Span<UInt8>) throws -> Void
  ) throws {
    let descriptor =
      path == "-" ? FileDescriptor.standardInput : try open(path)
    defer { if path != "-" { try? descriptor.close() } }
    var buffer = [UInt8](repeating: 0, count: chunkBytes)
    while true {
      let count: Int
      do {
        count = try buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }
      } catch let error as Errno {
        throw FileError("read", path, error.forFoundation)
      }
      if count == 0 { return }
      try body(buffer.span.extracting(0..<count))
    }
  }

  private static func open(_ path: String) throws -> FileDescriptor {
    do {
      return try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
    } catch let error as Errno {
      throw FileError("read", path, error.forFoundation)
    }
  }

  /// Whether there is a directory of that path.
  public static func isDirectory(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  /// The regular files below a directory, as paths that start with it, sorted. Hidden files and
  /// what symbolic links lead to are left out.
  public static func filesBelow(_ path: String) throws -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.subpathsOfDirectory(atPath: path)
    } catch {
      throw FileError("list", path, error)
    }
    return names.sorted().filter { name in
      !name.split(separator: "/").contains { $0.hasPrefix(".") }
    }.map { "\(path)/\($0)" }.filter { path in
      let type = try? FileManager.default.attributesOfItem(atPath: path)[.type]
      return type as? FileAttributeType == .typeRegular
    }
  }
}

extension Errno {
  fileprivate var forFoundation: NSError {
    NSError(domain: NSPOSIXErrorDomain, code: Int(rawValue))
  }
}
