// Standard output and standard error, and what happens when the reader of a pipe is gone.

#if canImport(Glibc)
  import Glibc
#endif

/// One of the two streams that a command writes to.
public enum StandardStream: Int32, Sendable {
  case output = 1
  case error = 2

  /// Writes all of the text. When standard output is a pipe whose reader is gone, the process
  /// ends as the signal of it would end it; when there is no space, with a message and code 1. Nothing
  /// can be said about standard error, and nothing is.
  public func write(_ text: String) {
    let bytes = Array(text.utf8)
    var written = 0
    var problem: Int32?
    while problem == nil, written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(rawValue, buffer.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count >= 0 { written += count } else if errno != EINTR { problem = errno }
    }
    guard let problem, self == .output else { return }
    if problem == EPIPE {
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
    }
    let reason = String(cString: strerror(problem))
    StandardStream.error.write("error: Standard output could not be written: \(reason)\n")
    exit(CommandStatus.toolError.code)
  }
}

/// Makes writing to a program that has ended an error of the call, here and not in programs that are
/// started, instead of the end of this process.
public func expectBrokenPipes() {
  signal(SIGPIPE) { _ in }
}
