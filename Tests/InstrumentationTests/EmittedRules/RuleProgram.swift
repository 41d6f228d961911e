// Functions of one instruction each, instrumented by the real pass and compiled into this process.

import Instrumentation
import LLVMIR
import ShadowAlgebra

/// Instrumented functions, ready to run.
final class RuleProgram {
  private let jit: JIT
  private let driverNames: [RuleDriver: String]

  init(_ functions: [RuleFunction], options: Options) throws {
    jit = try JIT()
    let module = try Module.parse(jit.header + functions.map(\.text).joined())
    try InstrumentationPass.run(on: module, options: options)
    try jit.add(module)
    var names: [RuleDriver: String] = [:]
    var text = jit.header + RuleDriver.runtime
    for driver in functions.map(RuleDriver.init) where names[driver] == nil {
      let name = "drive\(names.count)"
      names[driver] = name
      text += driver.text(name: name)
    }
    driverNames = names
    try jit.add(Module.parse(text))
  }

  /// The output rows of a table's function.
  func run(_ table: RuleTable) throws -> [UInt128] {
    guard let name = driverNames[table.driver] else { throw IRError("no driver") }
    typealias Drive =
      @convention(c) (UnsafeRawPointer, UnsafeRawPointer, UnsafeMutableRawPointer, Int) -> Void
    let drive = unsafeBitCast(try jit.address(of: name), to: Drive.self)
    let function = try jit.address(of: table.function.name)
    if table.rowCount == 0 { return [] }
    var output = [UInt128](repeating: 0, count: table.rowCount * table.driver.outputStride)
    table.input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        guard let rows = input.baseAddress, let results = output.baseAddress else { return }
        drive(function, rows, results, table.rowCount)
      }
    }
    return output
  }
}
