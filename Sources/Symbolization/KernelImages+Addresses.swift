// Functions for the frames of a kernel that prints bare addresses: one without a symbol table of its
// own. The names come from the symbols of the file, so that headings and fingerprints are those of a
// kernel that prints names; sources and inlined functions come later, from debug information.

import KMSANReport

extension KernelImages {
  /// The report with functions in place of the bare addresses that are in the kernel.
  func named(_ report: Report) -> Report {
    var result = report
    result.function = named(report.function)
    result.use = report.use.map(named)
    for index in report.origins.indices {
      result.origins[index].stack = report.origins[index].stack.map(named)
    }
    if let shadow = report.shadow {
      for (index, origin) in shadow.origins.enumerated() {
        result.shadow?.origins[index].creation = named(origin.creation)
      }
    }
    return result
  }

  /// The frame with its function, where it has but an address.
  func named(_ frame: StackFrame) -> StackFrame {
    guard frame.module == nil || isKernel(frame), let address = frame.bareAddress,
      // A call may be the last instruction of its function.
      let function = kernel.symbols.function(at: address &- offset &- 1)
    else { return frame }
    var result = frame
    result.function = function.name
    result.offset = address &- offset &- function.address
    result.size = function.size
    result.address = address
    return result
  }

  private func isKernel(_ frame: StackFrame) -> Bool { frame.module == "netbsd" }

  /// Addresses of a kernel that KASLR has moved are in no function.
  mutating func checkAddresses(_ reports: [Report], _ path: String) {
    let frames = reports.flatMap { $0.use + $0.origins.flatMap(\.stack) }
      .filter { $0.bareAddress != nil }
    let unknown = frames.filter { named($0) == $0 }.count
    guard unknown * 2 > frames.count else { return }
    warnings.append(
      "\(unknown) of \(frames.count) bare addresses are in no function of \(path): "
        + "see --kaslr-offset")
  }
}
