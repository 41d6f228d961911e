// What a folder holds, and how large it is.

#if canImport(Glibc)
  import Glibc
#endif

/// The names in a folder, without those of itself and of the one above; none when it cannot be read.
func names(in folder: String) -> [String] {
  guard let directory = opendir(folder) else { return [] }
  defer { closedir(directory) }
  var result: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != ".", name != ".." { result.append(name) }
  }
  return result
}

/// The plain files of a folder and of those in it.
public struct FolderSize: Sendable, Equatable {
  public private(set) var fileCount = 0
  public private(set) var bytes: UInt64 = 0

  /// Looks at every file; follows no symbolic link. A folder that is not there is empty.
  public init(of path: String) {
    var folders = [path]
    while let folder = folders.popLast() {
      for name in names(in: folder) {
        var status = stat()
        guard lstat("\(folder)/\(name)", &status) == 0 else { continue }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: folders.append("\(folder)/\(name)")
        case S_IFREG:
          fileCount += 1
          bytes += UInt64(status.st_size)
        default: break
        }
      }
    }
  }
}
