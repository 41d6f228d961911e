// The driver under compiler caches and distributed builds.

import Foundation
import TestSupport
import Testing

@Suite struct CompilerCacheTests {
  /// A copy of the driver and its plugin, so that the plugin can be changed.
  struct Installation {
    let driver: String
    let plugin: URL

    init(in folder: URL) throws {
      let directory = folder.appending(path: "tools")
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      for name in ["kmsan-cc", "libKMSANPass.so"] {
        try FileManager.default.copyItem(
          atPath: Products.path(name),
          toPath: directory.appending(path: name).path(percentEncoded: false))
      }
      driver = directory.appending(path: "kmsan-cc").path(percentEncoded: false)
      plugin = directory.appending(path: "libKMSANPass.so")
    }

    /// Adds a byte behind the last section: another file that works the same.
    func changePlugin() throws {
      let file = try FileHandle(forWritingTo: plugin)
      try file.seekToEnd()
      try file.write(contentsOf: Data([0]))
      try file.close()
    }
  }

  /// Hits and misses since the cache was made.
  func counts(in folder: URL, _ environment: [String: String]) async throws -> [Int] {
    let text = try await run(["ccache", "--print-stats"], in: folder, environment).output
    return ["direct_cache_hit", "preprocessed_cache_hit", "cache_miss"].map { name in
      text.split(separator: "\n").first { $0.hasPrefix(name + "\t") }
        .flatMap { Int($0.split(separator: "\t")[1]) } ?? -1
    }
  }

  static let arrangements: [(line: [String], environment: [String: String])] = [
    (["DRIVER"], ["KMSAN_LAUNCHER": "ccache"]),
    (["ccache", "DRIVER"], ["CCACHE_COMPILERCHECK": "%compiler% --kmsan-identity"]),
  ]

  @Test(arguments: arrangements)
  func aCacheHitsUntilThePluginChanges(
    line: [String], environment: [String: String]
  ) async throws {
    try await withTemporaryFolder { folder in
      let installation = try Installation(in: folder)
      try folder.write(KmsanCCTests.source, to: "a.c")
      let cache = folder.appending(path: "cache").path(percentEncoded: false)
      let environment = environment.merging(["CCACHE_DIR": cache]) { $1 }
      let command = line.map { $0 == "DRIVER" ? installation.driver : $0 } + ["-O2", "-c", "a.c"]
      func compile() async throws -> Data {
        let result = try await run(command, in: folder, environment)
        #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
        return try Data(contentsOf: folder.appending(path: "a.o"))
      }
      let first = try await compile()
      #expect(try await compile() == first)
      #expect(try await counts(in: folder, environment) == [1, 0, 1])
      try installation.changePlugin()
      #expect(try await compile() == first)
      #expect(try await counts(in: folder, environment) == [1, 0, 2])
    }
  }

  /// One machine is both ends: what is compiled was preprocessed before and comes back as an
  /// object.
  @Test(
    arguments: [
      (["DRIVER"], ["KMSAN_LAUNCHER": "distcc"]), (["distcc", "DRIVER"], [:]),
    ] as [([String], [String: String])])
  func distributedCompilingGivesTheSameObject(
    line: [String], environment: [String: String]
  ) async throws {
    try await withTemporaryFolder { folder in
      let installation = try Installation(in: folder)
      try folder.write(KmsanCCTests.source, to: "a.c")
      let command = line.map { $0 == "DRIVER" ? installation.driver : $0 }
      let local = try await run(
        [installation.driver, "-O2", "-c", "a.c", "-o", "local.o"], in: folder)
      #expect(local.status == 0)
      let environment = environment.merging(["DISTCC_HOSTS": "localhost"]) { $1 }
      let result = try await run(
        command + ["-O2", "-c", "a.c", "-o", "far.o"], in: folder, environment)
      #expect(result.status == 0, "\(result.error)")
      #expect(
        try Data(contentsOf: folder.appending(path: "far.o"))
          == Data(contentsOf: folder.appending(path: "local.o")))
      // The two halves that distcc splits a compilation into.
      let preprocessed = try await run(
        [installation.driver, "-O2", "-E", "a.c", "-o", "a.i"], in: folder)
      let compiled = try await run(
        [installation.driver, "-O2", "-c", "a.i", "-o", "halves.o"], in: folder)
      #expect(preprocessed.status == 0 && compiled.status == 0)
      #expect(
        try Data(contentsOf: folder.appending(path: "halves.o"))
          == Data(contentsOf: folder.appending(path: "local.o")))
    }
  }
}
