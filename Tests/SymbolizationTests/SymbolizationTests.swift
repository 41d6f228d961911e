// Sources, inlined functions, variables and their fields, from a program compiled for the purpose;
// files that do not fit are complained about.

import Foundation
import KMSANReport
import Symbolization
import TestSupport
import Testing

@Suite("Symbolization") struct SymbolizationTests {
  /// A report of the sample: a copy of `reply` to user space.
  private func report(_ kernel: SampleKernel) async throws -> Report {
    let frame = try await kernel.frame("wb_ioctl", calling: "copy_out")
    let outer = try await kernel.frame("_start", calling: "wb_ioctl")
    var report = Report(title: "kernel-infoleak", function: frame, line: 1)
    report.use = [frame, outer, StackFrame(function: "nobody", offset: 1, size: 2)]
    report.origins = [OriginStep(kind: .local, variable: "reply", stack: [frame, outer])]
    report.bytes = ByteRange(first: 5, last: 7, size: 32)
    return report
  }

  @Test("frames get sources, inlined functions and excerpts")
  func frames() async throws {
    try await withTemporaryFolder { folder in
      let kernel = try await SampleKernel(in: folder)
      let report = try await report(kernel)
      let images = try KernelImages(kernel: kernel.path, for: [report])
      #expect(images.warnings == [])
      let source = folder.path(percentEncoded: false)
      let result = try #require(
        try await ReportSymbolizer(images: images, sourceFolders: [source])
          .symbolize([report]).first)
      #expect(result.use.map(\.function) == ["send", "wb_ioctl", "_start", "nobody"])
      #expect(result.use.map(\.isInlined) == [true, false, false, false])
      #expect(result.use.map { $0.location?.line } == [18, 22, 25, nil])
      #expect(result.use[0].location?.file.hasSuffix("sample.c") == true)
      #expect(result.use[0].location?.column == 10)
      let excerpt = try #require(result.use[0].excerpt)
      #expect(excerpt.firstLine == 16 && excerpt.lines.count == 5)
      #expect(excerpt.lines[2].contains("return copy_out"))
      #expect(Fingerprint(of: result) == Fingerprint(of: report), "sources change no fingerprint")
    }
  }

  @Test("a local variable gets its type, size, fields, and padding between them")
  func variable() async throws {
    try await withTemporaryFolder { folder in
      let kernel = try await SampleKernel(in: folder)
      let report = try await report(kernel)
      let images = try KernelImages(kernel: kernel.path, for: [report])
      let result = try #require(
        try await ReportSymbolizer(images: images, sourceFolders: []).symbolize([report]).first)
      let object = try #require(result.origins.first?.object)
      #expect(object.type == "struct reply" && object.size == 32)
      #expect(object.declaration?.line == 21)
      #expect(
        object.fields.map(\.name)
          == ["length", "flags", "cookie", "key.algorithm", "key.bits", "urgent, level"])
      #expect(object.fields.map(\.offset) == [0, 4, 8, 16, 20, 24])
      #expect(object.fields.map(\.size) == [4, 1, 8, 1, 4, 1])
      let map = try #require(ByteMap(result))
      let poisoned = map.segments.filter(\.hasUninitialized)
      #expect(poisoned.map(\.name) == ["padding"])
      #expect(poisoned.first?.offset == 5 && poisoned.first?.size == 3)
    }
  }

  @Test("a log is filtered as decode_stacktrace.sh does")
  func filter() async throws {
    try await withTemporaryFolder { folder in
      let kernel = try await SampleKernel(in: folder)
      let frame = try await kernel.frame("wb_ioctl", calling: "copy_out")
      let log = "[    1.000000][   T1] before\n[    1.000001][   T1]  \(frame.symbol)\r\nafter"
      let images = try KernelImages(kernel: kernel.path)
      let text = try await LogFilter(images: images).filter(log)
      let lines = text.split(whereSeparator: \.isNewline).map {
        $0.replacing(/[^ ]*sample/, with: "sample")
      }
      #expect(
        lines == [
          "[    1.000000][   T1] before",
          "[    1.000001][   T1]  send sample.c:18:10 [inline]",
          "[    1.000001][   T1]  \(frame.symbol) sample.c:22:10", "after",
        ])
    }
  }

  @Test("a kernel of another build is complained about")
  func otherBuild() async throws {
    try await withTemporaryFolder { folder in
      let kernel = try await SampleKernel(in: folder)
      var report = try await report(kernel)
      for index in report.use.indices { report.use[index].size = 0x9999 }
      let images = try KernelImages(kernel: kernel.path, for: [report])
      #expect(images.warnings.contains { $0.contains("another build") })
      let result = try await ReportSymbolizer(images: images, sourceFolders: []).symbolize([report])
      #expect(result.first?.use.allSatisfy { $0.location == nil } == true)
    }
  }

  @Test("a kernel without debug information is complained about, and one without symbols an error")
  func poorFiles() async throws {
    try await withTemporaryFolder { folder in
      let plain = try await SampleKernel(in: folder, [])
      #expect(try KernelImages(kernel: plain.path).warnings.contains { $0.contains("DEBUG_INFO") })
      let stripped = try await SampleKernel(in: folder, ["-s"])
      #expect(throws: ELFError.self) { try KernelImages(kernel: stripped.path) }
      try folder.write("no ELF file", to: "text")
      let text = folder.appending(path: "text").path(percentEncoded: false)
      #expect(throws: ELFError.self) { try KernelImages(kernel: text) }
    }
  }

  @Test("a damaged ELF file is an error or has fewer symbols; it never stops the program")
  func damagedFiles() async throws {
    try await withTemporaryFolder { folder in
      let kernel = try await SampleKernel(in: folder)
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: kernel.path)))
      let copy = folder.appending(path: "damaged")
      for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
        try Data(bytes[..<length]).write(to: copy)
        _ = try? KernelImages(kernel: copy.path(percentEncoded: false))
      }
      for index in stride(from: 16, to: 64, by: 1) {
        var changed = bytes
        changed[index] ^= 0xFF
        try Data(changed).write(to: copy)
        _ = try? KernelImages(kernel: copy.path(percentEncoded: false))
      }
    }
  }

  @Test("a module is found by its name, and left alone when its build id is another")
  func modules() async throws {
    try await withTemporaryFolder { folder in
      let kernel = try await SampleKernel(in: folder)
      let modules = folder.appending(path: "modules")
      try FileManager.default.createDirectory(at: modules, withIntermediateDirectories: true)
      // A program has a build id; for the search, its name makes it a module.
      try FileManager.default.copyItem(
        at: URL(filePath: kernel.path), to: modules.appending(path: "work-bench.ko"))
      var report = try await report(kernel)
      for index in report.use.indices { report.use[index].module = "work_bench" }
      let path = modules.path(percentEncoded: false)
      let images = try KernelImages(kernel: kernel.path, moduleFolders: [path], for: [report])
      #expect(images.warnings == [])
      let result = try await ReportSymbolizer(images: images, sourceFolders: []).symbolize([report])
      #expect(result.first?.use.map(\.function).first == "send")
      report.use[0].buildID = "0123"
      let wrong = try KernelImages(kernel: kernel.path, moduleFolders: [path], for: [report])
      #expect(wrong.warnings.contains { $0.contains("build id") })
      let none = try KernelImages(kernel: kernel.path, for: [report])
      #expect(none.warnings.contains { $0.contains("work_bench.ko") })
    }
  }
}
