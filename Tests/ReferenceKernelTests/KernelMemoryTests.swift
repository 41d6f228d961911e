// Memory of the reference kernel: how much there must be, how much shadow and origins take.

import Foundation
import TestSupport
import Testing

@Suite(.tags(.needsKernel), .leftOutByCheck) struct KernelMemoryTests {
  private func boot(_ arguments: [String]) async throws -> CommandResult {
    try await runCommand(Products.path("kmsan"), ["boot", "--quiet"] + arguments)
  }

  /// What the kernel prints at the end, in kB.
  private struct Use {
    let memory: Int
    let metadata: Int

    init(_ console: String) throws {
      let match = try #require(
        console.firstMatch(of: #/memory in use: (\d+) kB; shadow and origins: (\d+) kB/#))
      memory = try #require(Int(match.1))
      metadata = try #require(Int(match.2))
    }
  }

  private static let layouts = ["linear", "on-demand"]

  @Test(arguments: layouts)
  func everyCasePassesWithSixtyFourMegabytes(layout: String) async throws {
    let result = try await boot(["--memory", "64", "--", "metadata=\(layout)"])
    #expect(result.status == 0, "\(result.error)")
  }

  @Test(arguments: layouts)
  func lessThanNeededIsRefusedAndWhatIsNeededIsEnough(layout: String) async throws {
    let small = try await boot(["--memory", "16", "--", "metadata=\(layout)"])
    #expect(small.status == 3)
    #expect(small.output.contains("There is too little memory: 16 MB."), "\(small.output)")
    let match = try #require(small.output.firstMatch(of: #/it needs (\d+) MB in all\./#))
    let needed = try #require(Int(match.1))
    #expect(needed <= 64)
    let enough = try await boot(["--memory", "\(needed)", "--", "metadata=\(layout)"])
    #expect(enough.status == 0, "\(enough.error)")
    let less = try await boot(["--memory", "\(needed - 4)", "--", "metadata=\(layout)"])
    #expect(less.status == 3, "\(less.output)")
  }

  /// Linear metadata is for all memory; on demand, for what the kernel uses.
  @Test func onDemandMetadataFollowsTheMemoryInUse() async throws {
    let options = ["--", "print=memory", "page-array=dummy"]
    let linear = try Use(try await boot(options + ["metadata=linear"]).output)
    let onDemand = try Use(try await boot(options + ["metadata=on-demand"]).output)
    #expect(linear.metadata == 2 * 42 << 10)
    #expect(onDemand.metadata <= 2 * onDemand.memory)
    #expect(onDemand.metadata * 3 < linear.metadata)
  }

  /// As much shadow and as many origins as the array has bytes.
  @Test func thePageArrayCostsWhatItIs() async throws {
    let options = ["--case", "page_array_silent", "--", "print=memory"]
    let dummy = try await boot(options + ["page-array=dummy"])
    let covered = try await boot(options)
    #expect(dummy.status == 0 && covered.status == 0)
    let cost = try Use(covered.output).metadata - Use(dummy.output).metadata
    #expect(cost == 2 * 336)
  }
}
