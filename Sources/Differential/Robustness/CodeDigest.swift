// A digest of the code that the pass emits: equal digests before and after a change of the pass show that the
// change is none of its output.

import Crypto
import Foundation
import HostSystem

/// The digests of a corpus, for one version of the pass.
public struct CodeDigest: Sendable {
  /// Options of the pass whose output is digested: the default ones, and each other one that changes what is
  /// emitted.
  public static let variants: [(name: String, flags: [String])] = [
    ("default", []),
    ("every function", ["every-function=1"]),
    ("parameter-checks=0", ["every-function=1", "parameter-checks=0"]),
    ("return-checks=1", ["every-function=1", "return-checks=1"]),
    ("rules=llvm", ["every-function=1", "rules=llvm"]),
    ("tokens=0", ["every-function=1", "tokens=0"]),
    ("local-functions=1", ["every-function=1", "local-functions=1"]),
    ("guarded-rules=0", ["every-function=1", "guarded-rules=0", "shared-lookups=0"]),
    ("report-bits=1", ["every-function=1", "report-bits=1", "stack-size=unlimited"]),
  ]

  /// A file with the digest of what the pass makes of it; of its message when it refuses the file.
  public struct Entry: Sendable {
    public let file: String
    public let variant: String
    public let digest: String
  }

  public let entries: [Entry]

  /// Instruments each file with each variant, as many at a time as there are processors.
  ///
  /// - Parameters:
  ///   - files: IR text or bitcode, with the name that each has in the result.
  ///   - tool: kmsan-opt.
  public init(
    of files: [(name: String, path: String)], tool: String, finished: () -> Void = {}
  ) async throws {
    let work = files.flatMap { file in Self.variants.map { (file: file, variant: $0) } }
    entries = try await WorkPool.map(
      work,
      { item in
        let flags = item.variant.flags.flatMap { ["--flag", $0] }
        let outcome = try await HostCommand(tool, ["-S", item.file.path] + flags).capture()
        let text = outcome.isSuccess ? outcome.output : outcome.errorOutput
        return Entry(
          file: item.file.name, variant: item.variant.name,
          digest: Self.digest(text.replacing(item.file.path, with: item.file.name)))
      }, finished: { _ in finished() })
  }

  /// The first 16 digits of the SHA-256 of a text.
  private static func digest(_ text: String) -> String {
    SHA256.hash(data: Data(text.utf8)).prefix(8).map { String(format: "%02x", $0) }.joined()
  }

  /// The digest of all entries.
  public var total: String { Self.digest(lines) }

  /// One line for each entry: digest, options, file.
  public var lines: String {
    entries.map { "\($0.digest) \($0.variant), \($0.file)\n" }.joined()
  }
}
