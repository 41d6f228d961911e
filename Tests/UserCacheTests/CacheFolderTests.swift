// A cache keeps what is used and stays within its limit, whoever uses it at the same time.

import Foundation
import TestSupport
import Testing
import UserCache

@Suite struct CacheFolderTests {
  /// Gives `body` a folder that is not there yet.
  private func withFolder(_ body: (String) async throws -> Void) async throws {
    try await withTemporaryFolder { try await body($0.path(percentEncoded: false) + "/a/cache") }
  }

  private func cache(_ path: String, limit: UInt64 = 100, keptSeconds: Int = 0) -> CacheFolder {
    CacheFolder("samples", path: path, limitBytes: limit, keptSeconds: keptSeconds) {
      $0.hasPrefix("entry-")
    }
  }

  /// Makes an entry of so many bytes by a cache of its own, so that it is not in use any more.
  private func add(_ name: String, bytes: Int, to path: String, limit: UInt64 = 100) throws {
    let entry = try cache(path, limit: limit).newEntry(name)
    try Data(count: bytes).write(to: URL(filePath: entry.path))
    _ = try entry.keep()
  }

  private func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).filter { $0 != ".lock" }.sorted()
  }

  /// Says that a file was used so many seconds ago.
  private func age(_ name: String, seconds: Double, in path: String) throws {
    let time = timeval(tv_sec: time(nil) - Int(seconds), tv_usec: 0)
    try #require(utimes("\(path)/\(name)", [time, time]) == 0)
  }

  @Test func whatIsUsedLastGoesLast() async throws {
    try await withFolder { path in
      for (index, name) in ["entry-a", "entry-b", "entry-c"].enumerated() {
        try add(name, bytes: 40, to: path, limit: 1000)
        try age(name, seconds: Double(100 - index), in: path)
      }
      #expect(try cache(path).use("entry-a") == "\(path)/entry-a")
      #expect(try cache(path).use("entry-d") == nil)
      try add("entry-d", bytes: 40, to: path)
      #expect(try names(path) == ["entry-a", "entry-d"])
    }
  }

  @Test func whatIsInUseStaysAboveTheLimit() async throws {
    try await withFolder { path in
      try add("entry-a", bytes: 60, to: path)
      var user: CacheFolder? = cache(path)
      _ = try user?.use("entry-a")
      try add("entry-b", bytes: 60, to: path)
      try add("entry-c", bytes: 60, to: path)
      // That which was made last is in use by its maker.
      #expect(try names(path) == ["entry-a", "entry-c"])
      #expect(try cache(path).empty().usedCount == 1)
      #expect(try names(path) == ["entry-a"])
      user = nil
      let emptying = try cache(path).empty()
      #expect(emptying.removedCount == 1 && emptying.removedBytes == 60)
      #expect(emptying.usedCount == 0)
      #expect(try names(path) == [])
    }
  }

  /// A child that has inherited the open file, as every child has until it executes its program, does not
  /// keep entries in use.
  @Test func aChildKeepsNothingInUse() async throws {
    try await withFolder { path in
      try add("entry-a", bytes: 60, to: path)
      var user: CacheFolder? = cache(path)
      _ = try user?.use("entry-a")
      user?.passLocksOn()
      var child = pid_t()
      var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("60"), nil]
      defer { arguments.forEach { free($0) } }
      try #require(posix_spawnp(&child, "sleep", nil, nil, &arguments, nil) == 0)
      defer {
        kill(child, SIGKILL)
        waitpid(child, nil, 0)
      }
      #expect(try cache(path).empty().usedCount == 1)
      user = nil
      #expect(try cache(path).empty().removedCount == 1)
    }
  }

  @Test func foreignFilesStayAndDoNotCount() async throws {
    try await withFolder { path in
      try add("entry-a", bytes: 50, to: path)
      try FileManager.default.createDirectory(
        atPath: "\(path)/entry-folder", withIntermediateDirectories: true)
      try Data(count: 500).write(to: URL(filePath: "\(path)/mine.txt"))
      try add("entry-b", bytes: 50, to: path)
      let contents = cache(path).contents
      #expect(contents.entryCount == 2 && contents.bytes == 100 && contents.foreignCount == 1)
      #expect(try cache(path).empty().removedCount == 2)
      #expect(try names(path) == ["entry-folder", "mine.txt"])
    }
  }

  @Test func whatAnInterruptedCommandLeftGoes() async throws {
    try await withFolder { path in
      var entry: NewCacheEntry? = try cache(path).newEntry("entry-a")
      let unfinished = try #require(entry?.path)
      try Data(count: 50).write(to: URL(filePath: unfinished))
      try Data(count: 50).write(to: URL(filePath: "\(path)/.new-1-left"))
      try add("entry-b", bytes: 10, to: path)
      #expect(
        try names(path) == [unfinished.split(separator: "/").last.map(String.init), "entry-b"])
      entry = nil
      #expect(try names(path) == ["entry-b"])
    }
  }

  @Test func whatOthersMayReadStaysForATime() async throws {
    try await withFolder { path in
      try add("entry-a", bytes: 80, to: path)
      try add("entry-c", bytes: 10, to: path)
      func addOne(_ name: String) throws {
        let entry = try cache(path, keptSeconds: 60).newEntry(name)
        try Data(count: 80).write(to: URL(filePath: entry.path))
        _ = try entry.keep()
      }
      try age("entry-a", seconds: 30, in: path)
      try addOne("entry-b")
      #expect(try names(path) == ["entry-a", "entry-b", "entry-c"])
      try age("entry-a", seconds: 90, in: path)
      try addOne("entry-d")
      #expect(try names(path) == ["entry-b", "entry-c", "entry-d"])
    }
  }

  @Test func anEntryIsReplacedAsAWhole() async throws {
    try await withFolder { path in
      try add("entry-a", bytes: 10, to: path)
      let file = try FileHandle(forReadingFrom: URL(filePath: "\(path)/entry-a"))
      try add("entry-a", bytes: 20, to: path)
      #expect(try file.readToEnd()?.count == 10)
      #expect(cache(path).contents.bytes == 20)
    }
  }

  @Test func manyAtATimeStayWithinTheLimit() async throws {
    try await withFolder { path in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for task in 0..<8 {
          group.addTask {
            for number in 0..<50 {
              let name = "entry-\((task * 7 + number) % 20)"
              let own = cache(path, limit: 500)
              if let found = try own.use(name) {
                let count = try Data(contentsOf: URL(filePath: found)).count
                #expect(count == 100, "an entry that is in use went")
              } else {
                let entry = try own.newEntry(name)
                try Data(count: 100).write(to: URL(filePath: entry.path))
                _ = try entry.keep()
              }
            }
          }
        }
        try await group.waitForAll()
      }
      try add("entry-last", bytes: 100, to: path, limit: 500)
      #expect(cache(path).contents.bytes <= 500)
      #expect(try names(path).allSatisfy { $0.hasPrefix("entry-") })
    }
  }

  @Test func aFolderThatCannotBeIsNamed() throws {
    #expect {
      _ = try cache("/dev/null/x").newEntry("entry-a")
    } throws: { error in
      "\(error)".contains("'/dev/null/x'") && "\(error)".contains("XDG_CACHE_HOME")
    }
    #expect(try cache("/dev/null/x").use("entry-a") == nil)
    #expect(cache("/dev/null/x").contents.entryCount == 0)
  }

  @Test func limitsAreSizes() {
    #expect(UserCaches.bytes("0") == 0 && UserCaches.bytes("20k") == 20 << 10)
    #expect(UserCaches.bytes("500M") == 500 << 20 && UserCaches.bytes("2G") == 2 << 30)
    for text in ["", "M", "-1", "5T", "1.5G", "99999999999999999999", "99999999999G", "5 M"] {
      #expect(UserCaches.bytes(text) == nil, "\(text)")
    }
  }

  @Test func thePlaceIsTheUsersCache() {
    #expect(UserCaches.place(cache: "/c", home: "/h") == "/c/kmsan")
    #expect(UserCaches.place(cache: nil, home: "/h") == "/h/.cache/kmsan")
    // Relative ones are to be ignored, by the specification.
    #expect(UserCaches.place(cache: "c", home: "/h") == "/h/.cache/kmsan")
  }
}
