// Bare addresses, as a kernel without symbols prints them: named in the heading, the stacks and the
// fingerprint, from symbols alone or with debug information.

import Foundation
import KMSANReport
import Symbolization
import TestSupport
import Testing

@Suite("Bare addresses") struct AddressTests {
  /// The addresses of two frames of the sample, and what a kernel with symbols would print.
  private struct Sample {
    let named: [StackFrame]
    let addresses: [UInt64]

    init(_ kernel: SampleKernel) async throws {
      named = [
        try await kernel.frame("wb_ioctl", calling: "copy_out"),
        try await kernel.frame("_start", calling: "wb_ioctl"),
      ]
      var addresses: [UInt64] = []
      for frame in named {
        addresses.append(try await kernel.start(of: frame.function) + (frame.offset ?? 0))
      }
      self.addresses = addresses
    }

    /// The log with frames as texts.
    func log(_ frames: [String]) -> String {
      """
      =====================================================
      BUG: KMSAN: uninit-value in \(frames[0])
       \(frames.joined(separator: "\n "))

      Uninit was created at:
       \(frames[1])

      CPU: 0 PID: 0 Comm: kernel
      =====================================================

      """
    }

    func report(_ frames: [String]) throws -> Report {
      let reports = ReportParser.reports(in: log(frames))
      return try #require(reports.first)
    }
  }

  /// The forms in which kernels print an address.
  private static let forms: [@Sendable (UInt64) -> String] = [
    { "0x" + String($0, radix: 16) },
    { "0x" + digits($0) },
    { digits($0) },
    { "[<\(digits($0))>]" },
    { "[<\(digits($0))>] 0x\(String($0, radix: 16))" },
  ]

  private static func digits(_ address: UInt64) -> String {
    let text = String(address, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }

  @Test("addresses become functions, sources and inlined frames", arguments: forms.indices)
  func names(form: Int) async throws {
    try await withTemporaryFolder { folder in
      let kernel = try await SampleKernel(in: folder, ["-g", "-Wl,--image-base=0xffff0000"])
      let sample = try await Sample(kernel)
      let report = try sample.report(sample.addresses.map(Self.forms[form]))
      #expect(report.damages == [] && report.hasBareAddresses)
      let images = try KernelImages(kernel: kernel.path, for: [report])
      #expect(images.warnings == [])
      let result = try #require(
        try await ReportSymbolizer(images: images, sourceFolders: []).symbolize([report]).first)
      #expect(result.heading == "uninit-value in wb_ioctl")
      #expect(result.function.function == "wb_ioctl")
      #expect(result.use.map(\.function) == ["send", "wb_ioctl", "_start"])
      #expect(result.use.map(\.isInlined) == [true, false, false])
      #expect(result.use.map { $0.location?.line } == [18, 22, 25])
      #expect(result.use[1].symbol == sample.named[0].symbol)
      #expect(result.origins.first?.stack.map(\.symbol) == [sample.named[1].symbol])
      let named = try sample.report(sample.named.map(\.symbol))
      #expect(Fingerprint(of: result) == Fingerprint(of: named))
      #expect(Fingerprint(originOf: result) == Fingerprint(originOf: named))
    }
  }

  @Test("symbols alone name functions, also where KASLR has moved them")
  func symbolsAlone() async throws {
    try await withTemporaryFolder { folder in
      let kernel = try await SampleKernel(in: folder, ["-Wl,--image-base=0xffff0000"])
      let sample = try await Sample(kernel)
      let moved = sample.addresses.map { "0x" + String($0 + 0x1A00_0000, radix: 16) }
      let report = try sample.report(moved)
      let images = try KernelImages(kernel: kernel.path, offset: 0x1A00_0000, for: [report])
      let result = try await ReportSymbolizer(images: images, sourceFolders: []).symbolize([report])
      #expect(result.first?.use.map(\.symbol) == sample.named.map(\.symbol))
      let unmoved = try KernelImages(kernel: kernel.path, for: [report])
      #expect(unmoved.warnings.contains { $0.contains("--kaslr-offset") })
      let same = try await ReportSymbolizer(images: unmoved, sourceFolders: []).symbolize([report])
      #expect(same.first?.use.map(\.function) == moved)
    }
  }

  @Test("a size of zero is unknown, and the function is found by its name")
  func sizeZero() async throws {
    try await withTemporaryFolder { folder in
      let kernel = try await SampleKernel(in: folder)
      let sample = try await Sample(kernel)
      let offset = String(sample.named[0].offset ?? 0, radix: 16)
      let report = try sample.report(["wb_ioctl+0x\(offset)/0x0", "_start+0x5/0x0"])
      let images = try KernelImages(kernel: kernel.path, for: [report])
      #expect(images.warnings == [])
      let result = try await ReportSymbolizer(images: images, sourceFolders: []).symbolize([report])
      #expect(result.first?.use.map { $0.location?.line } == [18, 22, 25])
    }
  }

  @Test("a log gets names in place of addresses, and reads as one with names")
  func filter() async throws {
    try await withTemporaryFolder { folder in
      let kernel = try await SampleKernel(in: folder, ["-g", "-Wl,--image-base=0xffff0000"])
      let sample = try await Sample(kernel)
      let log = sample.log(sample.addresses.map(Self.forms[0]))
      let images = try KernelImages(kernel: kernel.path)
      let text = try await LogFilter(images: images).filter(log)
      #expect(text.contains("BUG: KMSAN: uninit-value in \(sample.named[0].symbol)\n"))
      #expect(!text.contains(Self.forms[0](sample.addresses[0])))
      let report = try #require(ReportParser.reports(in: text).first)
      #expect(report.use.map(\.function) == ["send", "wb_ioctl", "_start"])
      #expect(
        Fingerprint(of: report)
          == Fingerprint(of: try sample.report(sample.named.map(\.symbol))))
    }
  }

  @Test("reports that are about the same use when they have names become one")
  func merging() async throws {
    try await withTemporaryFolder { folder in
      let kernel = try await SampleKernel(in: folder, ["-g", "-Wl,--image-base=0xffff0000"])
      let sample = try await Sample(kernel)
      var collection = ReportCollection()
      collection.add(try sample.report(sample.addresses.map(Self.forms[0])), log: "addresses")
      collection.add(try sample.report(sample.named.map(\.symbol)), log: "names")
      #expect(collection.unique.count == 2)
      let reports = collection.unique.map(\.report)
      let images = try KernelImages(kernel: kernel.path, for: reports)
      collection.update(
        try await ReportSymbolizer(images: images, sourceFolders: []).symbolize(reports))
      let unique = try #require(collection.unique.first)
      #expect(collection.unique.count == 1 && unique.count == 2 && unique.origins.count == 1)
      #expect(unique.occurrences.map(\.log) == ["addresses", "names"])
      #expect(unique.fingerprint == Fingerprint(of: reports[1]))
    }
  }
}
