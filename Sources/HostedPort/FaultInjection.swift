// Allocations that fail because the user wants to see what happens then.
//
// Number 0 is the runtime's own memory for origins; the program's allocations count from 1.

import CHostedPort
import CRuntime

enum FaultInjection {
  /// The number of the allocation that fails; nil for none. Set at the start.
  nonisolated(unsafe) static var failing: UInt32?

  /// Allocations of the program so far.
  nonisolated(unsafe) private static var count: UInt32 = 0

  /// Whether the runtime gets no memory for origins.
  static func depotFails() -> Bool { announce(0) }

  /// Whether the allocation that is about to be made fails.
  static func nextFails() -> Bool {
    guard unsafe failing != nil else { return false }
    // A global has one address; threads may count at the same time.
    return unsafe withUnsafeMutablePointer(to: &count) {
      unsafe announce(kmsan_fetch_add($0, 1) &+ 1)
    }
  }

  /// Whether the allocation with this number fails, which is then said.
  private static func announce(_ number: UInt32) -> Bool {
    guard unsafe failing == number else { return false }
    writeNumber("KMSAN: allocation ", number, " fails on request.\n")
    return true
  }
}

@c @implementation
public func hosted_allocation_fails() -> Bool { FaultInjection.nextFails() }
