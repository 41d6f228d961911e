// Many independent pieces of work on all processors, results in the order of the pieces.

import Foundation

/// Runs pieces of work side by side.
public enum WorkPool {
  /// Applies `body` to every item, as many at a time as there are processors. `finished` sees
  /// results as they come; the array that is returned has the order of the items.
  public static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ body: @escaping @Sendable (Item) async throws -> Result,
    finished: (Result) -> Void = { _ in }
  ) async throws -> [Result] {
    let width = max(ProcessInfo.processInfo.activeProcessorCount, 1)
    var results = [Result?](repeating: nil, count: items.count)
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      var next = 0
      func startNext() {
        guard next < items.count else { return }
        let index = next
        let item = items[index]
        next += 1
        group.addTask { (index, try await body(item)) }
      }
      for _ in 0..<min(width, items.count) { startNext() }
      for try await (index, result) in group {
        results[index] = result
        finished(result)
        startNext()
      }
    }
    return results.compactMap(\.self)
  }
}
