// Which tests run: all of them, or those of `make check`, which answers in two minutes.
//
// Tests that need what not every machine has, or minutes of processor time, are tagged with the reason.

import Foundation
import Testing

extension Tag {
  /// Boots a kernel in QEMU.
  @Tag public static var needsKernel: Self
  /// Opens a page in a browser.
  @Tag public static var needsBrowser: Self
  /// Takes many seconds of processor time.
  @Tag public static var long: Self
}

/// What was asked for, by the environment variable KMSAN_TESTS.
public enum TestScope {
  /// Whether `make check` runs the tests.
  public static let isCheck = ProcessInfo.processInfo.environment["KMSAN_TESTS"] == "check"

  /// All of the arguments of a test, or in `make check` every so many-th of them.
  public static func sample<Argument>(_ arguments: [Argument], every step: Int) -> [Argument] {
    guard isCheck else { return arguments }
    return stride(from: 0, to: arguments.count, by: step).map { arguments[$0] }
  }
}

extension Trait where Self == ConditionTrait {
  /// Of tests that `make check` leaves out; beside the tag that says why.
  public static var leftOutByCheck: Self {
    .disabled(if: TestScope.isCheck, "make check leaves it out")
  }
}
