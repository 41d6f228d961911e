// Ctrl-C, SIGTERM and time limits as the cancellation of a task, so that whatever runs can stop
// its children, keep what there is, and end with the right exit code.

import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A signal ended the work.
public struct Interrupted: ExplainedError {
  public var signal: Int32
  public var problem: String { "Interrupted by signal \(signal)" }
  public var remedy: String? { nil }
  public var exitStatus: CommandStatus { .signal(signal) }
}

/// Runs `body` in a task that SIGINT and SIGTERM cancel. When one of them came, an error of
/// `body` turns into ``Interrupted``; a result is passed on together with the signal.
public func withInterrupts<Result: Sendable>(
  _ body: @escaping @Sendable () async throws -> Result
) async throws -> (result: Result, signal: Int32?) {
  let caught = Mutex<Int32?>(nil)
  let work = Task { try await body() }
  let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
    // The disposition is changed, so that only the source below sees the signal.
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler {
      caught.withLock { $0 = $0 ?? number }
      work.cancel()
    }
    source.resume()
    return (number, source)
  }
  defer {
    for (number, source) in sources {
      source.cancel()
      signal(number, SIG_DFL)
    }
  }
  do {
    let result = try await work.value
    return (result, caught.withLock { $0 })
  } catch {
    if let number = caught.withLock({ $0 }) { throw Interrupted(signal: number) }
    throw error
  }
}

/// Runs `body`; cancels it when `seconds` have passed, of which a billion is the most. Returns its result, and whether the limit
/// was hit. `body` is expected to return what it has when it is cancelled.
public func withTimeLimit<Result: Sendable>(
  seconds: Double, _ body: @escaping @Sendable () async throws -> Result
) async throws -> (result: Result, hitLimit: Bool) {
  let hit = Atomic<Bool>(false)
  return try await withThrowingTaskGroup(of: Result?.self) { group in
    group.addTask { try await body() }
    group.addTask {
      // The clock's arithmetic ends the program for numbers that it cannot hold.
      try? await Task.sleep(for: .seconds(seconds < 1e9 ? seconds : 1e9))
      return nil
    }
    var result: Result?
    while let next = try await group.next() {
      if let next {
        result = next
      } else if result == nil, !Task.isCancelled {
        hit.store(true, ordering: .relaxed)
      }
      group.cancelAll()
    }
    guard let result else { throw CancellationError() }
    return (result, hit.load(ordering: .relaxed))
  }
}
