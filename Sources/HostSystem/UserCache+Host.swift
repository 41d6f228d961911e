// The user's cache, as the rest of the programs sees it: errors for a person, entries written like files.

import Foundation
import UserCache

extension CacheError: ExplainedError {}

extension NewCacheEntry {
  /// Writes the whole content.
  public func write(_ bytes: [UInt8]) throws {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      throw FileError("write", path, error)
    }
  }
}
