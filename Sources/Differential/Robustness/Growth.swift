// Growth of time and of code with the size of a function: both must be linear.
//
// Times are processor times of this thread around the pass alone, so that neither starting a
// process nor other work on the machine counts; the least of three.

import Foundation
import Instrumentation
import LLVMIR

/// One measurement.
public struct GrowthPoint: Sendable {
  public let size: Int
  /// Instructions after the pass.
  public let instructions: Int
  public let seconds: Double
}

/// A series of measurements of one shape.
public struct GrowthSeries: Sendable {
  public let shape: GrowthShape
  /// Whether LLVM's clean-up passes ran after ours.
  public let cleansUp: Bool
  public let points: [GrowthPoint]

  /// How much faster than the function time may grow: caches and allocators are not linear.
  public static let timeRatioMax = 2.0
  /// The same for instructions, where only constant parts may differ.
  public static let instructionRatioMax = 1.1

  /// Measures at a quarter, a half and the whole of the shape's largest size.
  public static func measure(_ shape: GrowthShape, cleansUp: Bool) throws -> GrowthSeries {
    let points = try [4, 2, 1].map { try point(shape, size: shape.sizeMax / $0, cleansUp) }
    return GrowthSeries(shape: shape, cleansUp: cleansUp, points: points)
  }

  private static func point(
    _ shape: GrowthShape, size: Int, _ cleansUp: Bool
  ) throws -> GrowthPoint {
    let text = shape.module(size: size)
    var options = Options()
    options.cleanUp = cleansUp
    var instructions = 0
    var best = Double.infinity
    for _ in 0..<3 {
      let module = try Module.parse(text)
      let start = processorSeconds()
      try InstrumentationPass.run(on: module, options: options)
      best = min(best, processorSeconds() - start)
      instructions = module.text.split(separator: "\n").count { $0.hasPrefix("  ") }
    }
    return GrowthPoint(size: size, instructions: instructions, seconds: best)
  }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Growth of instructions over growth of the size, from the first to the last point.
  public var instructionRatio: Double {
    guard let first = points.first, let last = points.last else { return 1 }
    return Double(last.instructions) / Double(first.instructions)
      / (Double(last.size) / Double(first.size))
  }

  /// Growth of time over growth of the size, from the first to the last point.
  public var timeRatio: Double {
    guard let first = points.first, let last = points.last else { return 1 }
    return last.seconds / first.seconds / (Double(last.size) / Double(first.size))
  }

  public var isLinear: Bool {
    timeRatio <= Self.timeRatioMax && instructionRatio <= Self.instructionRatioMax
  }

  /// One line for a table.
  public var text: String {
    let cells = points.map {
      "\($0.size): \($0.instructions) instr. \(String(format: "%.1f", $0.seconds * 1e3)) ms"
    }
    return "\(shape.rawValue)\(cleansUp ? " with clean-up" : ""): "
      + cells.joined(separator: ", ")
      + String(format: "; instructions ×%.2f, time ×%.2f of linear", instructionRatio, timeRatio)
  }
}
