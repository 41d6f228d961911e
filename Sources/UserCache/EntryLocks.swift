// Which entries of a cache are in use. A lock on one byte of the file `.lock` stands for an entry; the
// byte is a digest of its name. The kernel drops a lock when the last process that holds it ends, however
// it ends.
//
// Source: Linux, fcntl(2), "Open file description locks".

import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// The locks of one folder.
final class EntryLocks: Sendable {
  private let path: String
  /// The file that this process holds its locks by; nil while there is none.
  private let holder = Mutex<Int32?>(nil)

  init(folder: String) { path = "\(folder)/.lock" }

  deinit { holder.withLock { if let file = $0 { Self.release(file) } } }

  /// Marks the entry as in use as long as this object lives. Waits while another process removes it.
  /// Where there are no locks, as in a folder that cannot be written, nothing is removed either.
  func hold(_ name: String) {
    holder.withLock { file in
      if file == nil {
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        if opened >= 0 { file = opened }
      }
      guard let file else { return }
      var lock = Self.lock(name, F_RDLCK)
      while fcntl(file, Self.setWaiting, &lock) != 0, errno == EINTR {}
    }
  }

  /// Lets programs that take the place of this process hold its locks.
  func passOn() {
    holder.withLock { file in
      if let file { _ = fcntl(file, F_SETFD, 0) }
    }
  }

  /// Calls `body` when no process uses the entry, this one included, and keeps others from it meanwhile.
  /// Returns its result, or false.
  func whenUnused(_ name: String, _ body: () -> Bool) -> Bool {
    // A file of its own: locks of one holder never exclude each other.
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { return false }
    defer { Self.release(file) }
    var lock = Self.lock(name, F_WRLCK)
    return fcntl(file, Self.setAtOnce, &lock) == 0 && body()
  }

  /// Drops all locks of a file and closes it. Closing alone is not enough: a child process that has been
  /// forked and has not yet executed its program shares the open file, and with it the locks.
  private static func release(_ file: Int32) {
    var lock = flock()
    lock.l_type = Int16(F_UNLCK)
    lock.l_whence = Int16(SEEK_SET)
    _ = fcntl(file, setAtOnce, &lock)
    close(file)
  }

  // <bits/fcntl-linux.h>: F_OFD_SETLK and F_OFD_SETLKW, which Swift does not see.
  private static let setAtOnce: Int32 = 37
  private static let setWaiting: Int32 = 38

  private static func lock(_ name: String, _ type: Int32) -> flock {
    var lock = flock()
    lock.l_type = Int16(type)
    lock.l_whence = Int16(SEEK_SET)
    // An offset is not negative; where the byte of two names is the same, both are in use together.
    lock.l_start = Int(ContentDigest(of: name).value >> 2)
    lock.l_len = 1
    return lock
  }
}
