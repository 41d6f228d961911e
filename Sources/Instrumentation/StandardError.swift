// Notes to the person who compiles.

#if canImport(Glibc)
  import Glibc
#endif

/// Writes one line to standard error.
public func printToStandardError(_ line: String) {
  var text = line + "\n"
  text.withUTF8 { bytes in _ = write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
}
