// LLVM's reader trusts its input: some damaged bitcode makes it fault or abort; and the pass may have a
// defect. The process cannot go on then, but it can say which of the two it was.

#if canImport(Glibc)
  import Glibc
#endif

enum CrashMessage {
  // SAFETY: written before the signals can arrive, by the only thread.
  nonisolated(unsafe) private static var message: UnsafeMutablePointer<CChar>?
  nonisolated(unsafe) private static var previous: [sigaction] = []
  private static let signals = [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT]
  private static let stackSize = 1 << 16

  /// Runs `body`; when it faults or aborts, the process ends with code 1 and a message.
  static func explained<Result>(_ text: String, _ body: () throws -> Result) rethrows -> Result {
    message = strdup("kmsan-opt: \(text)\n")
    // A stack of its own, since the body may have used up the other one.
    var stack = stack_t(
      ss_sp: UnsafeMutableRawPointer.allocate(byteCount: stackSize, alignment: 16), ss_flags: 0,
      ss_size: stackSize)
    sigaltstack(&stack, nil)
    previous = signals.map { signal in
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in
        if let message = CrashMessage.message {
          _ = write(STDERR_FILENO, message, strlen(message))
        }
        _exit(1)
      }
      action.sa_flags = SA_ONSTACK
      var old = sigaction()
      sigaction(signal, &action, &old)
      return old
    }
    defer {
      for (signal, old) in zip(signals, previous) {
        var old = old
        sigaction(signal, &old, nil)
      }
    }
    return try body()
  }
}
