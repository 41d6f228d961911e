// The caches as a user meets them: `kmsan doctor` shows and empties them, and commands that run keep what
// they use.

import Foundation
import TestSupport
import Testing

@Suite struct CacheCommandTests {
  let kmsan = Products.path("kmsan")

  /// Makes flag modules for some options of the pass.
  private func printFlags(_ options: [String], _ cache: [String: String], in folder: URL)
    async throws
  {
    for option in options {
      let result = try await run(
        [kmsan, "--print-plugin-flags", "--plugin-option", option], in: folder, cache)
      #expect(result.status == 0, "\(result.error)")
    }
  }

  private func flagModules(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: "kmsan/flag-modules").path(percentEncoded: false)
    ).filter { $0.hasSuffix(".bc") }
  }

  @Test func theDoctorShowsAndEmptiesThem() async throws {
    try await withTemporaryFolder { folder in
      let cache = ["XDG_CACHE_HOME": folder.path, "KMSAN_CACHE_LIMIT": "3M"]
      try await printFlags(["rules=llvm", "tokens=0"], cache, in: folder)
      try folder.write("mine", to: "kmsan/flag-modules/mine.txt")
      try FileManager.default.createDirectory(
        at: folder.appending(path: "kmsan/linux-6.12/source"), withIntermediateDirectories: true)
      try folder.write("a kernel", to: "kmsan/linux-6.12/source/Makefile")
      let shown = try await run([kmsan, "doctor"], in: folder, cache)
      #expect(
        shown.output.contains(
          #/cache: flag modules +\d+ bytes of at most 3072 kB \(files: 2; others: 1\)/#),
        "\(shown.output)")
      #expect(shown.output.contains(#/Linux's work directory +source 8 bytes; no limit/#))
      // The doctor tried the plugin, for which it made one more.
      let emptied = try await run([kmsan, "doctor", "--empty-caches"], in: folder, cache)
      #expect(emptied.status == 0, "\(emptied.error)")
      #expect(emptied.output.contains("(files: 3)"), "\(emptied.output)")
      #expect(emptied.output.contains("as they are not the cache's: 1"))
      #expect(emptied.output.contains("remove it by hand: rm -r "))
      #expect(try flagModules(folder).isEmpty)
      let path = folder.path(percentEncoded: false)
      for file in ["kmsan/flag-modules/mine.txt", "kmsan/linux-6.12/source/Makefile"] {
        #expect(FileManager.default.fileExists(atPath: "\(path)/\(file)"))
      }
    }
  }

  @Test func theDoctorsDocumentHasThem() async throws {
    struct Document: Decodable {
      struct Cache: Decodable { var title, folder: String; var files, limitBytes: Int }
      var caches: [Cache]
    }
    try await withTemporaryFolder { folder in
      let result = try await run(
        [kmsan, "doctor", "--format", "json"], in: folder, ["XDG_CACHE_HOME": folder.path])
      let document = try JSONDecoder().decode(Document.self, from: Data(result.output.utf8))
      #expect(document.caches.map(\.title) == ["flag modules", "fast paths", "kernel images"])
      #expect(document.caches.allSatisfy { $0.limitBytes > 0 && $0.folder.hasPrefix(folder.path) })
    }
  }

  @Test func aLimitThatIsNoSizeIsRefused() async throws {
    try await withTemporaryFolder { folder in
      let cache = ["XDG_CACHE_HOME": folder.path, "KMSAN_CACHE_LIMIT": "much"]
      try folder.write("int main(void) { return 0; }\n", to: "a.c")
      for command in [
        ["--print-plugin-flags"], ["run", "a.c"], ["boot", "--case", "kmsan9"], ["doctor"],
      ] {
        let result = try await run([kmsan] + command, in: folder, cache)
        #expect(result.status == 1, "\(command)")
        #expect((result.error + result.output).contains("KMSAN_CACHE_LIMIT is 'much'"))
      }
      let both = try await run([kmsan, "doctor", "--empty-caches", "--format", "json"], in: folder)
      #expect(both.status == 64)
    }
  }

  /// A compiler that takes its time, in the place of kmsan-cc.
  @Test func whatACompilationUsesStays() async throws {
    try await withTemporaryFolder { folder in
      let cache = ["XDG_CACHE_HOME": folder.path]
      try await printFlags(["rules=llvm"], cache, in: folder)
      try folder.write("#!/bin/sh\nexec \(kmsan) doctor --empty-caches\n", to: "clang")
      let compiler = folder.appending(path: "clang").path(percentEncoded: false)
      #expect(chmod(compiler, 0o755) == 0)
      try folder.write("int f(int *p) { return *p; }\n", to: "a.c")
      let result = try await run(
        [Products.path("kmsan-cc"), "-c", "a.c"], in: folder,
        cache.merging(["KMSAN_CLANG": compiler]) { $1 })
      #expect(result.status == 0, "\(result.error)")
      #expect(result.output.contains("as commands that run use them: 1"))
      #expect(try flagModules(folder).count == 1)
    }
  }
}
