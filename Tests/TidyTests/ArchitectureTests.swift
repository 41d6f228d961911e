// The arrows of ARCHITECTURE.md: what each folder of Sources may import. The table there, the dependencies of
// the targets in Package.swift, and the imports in the sources must be the same.

import Foundation
import TestSupport
import Testing

@Suite("Architecture") struct ArchitectureTests {
  @Test("every folder of Sources has a row")
  func rows() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Repository.path("Sources"))
    #expect(folders.sorted() == (try table()).map(\.folder).sorted())
  }

  @Test("rows list only folders above them, or modules of other packages")
  func order() throws {
    var above: Set<String> = []
    let table = try table()
    for row in table {
      for module in row.imports where table.contains(where: { $0.folder == module }) {
        #expect(above.contains(module), "\(row.folder) lists \(module), which stands below it")
      }
      above.insert(row.folder)
    }
  }

  /// Part of every Swift toolchain: not a dependency in Package.swift.
  private static let toolchain: Set = ["Dispatch", "Foundation", "Glibc", "Synchronization"]

  @Test("a folder imports what its row lists, no more and no less")
  func imports() throws {
    // Harmless anywhere but in the modules that import nothing.
    let everywhere = Self.toolchain.subtracting(["Foundation"])
    for row in try table() {
      let files = try Repository.files(below: "Sources/\(row.folder)", extensions: ["swift"])
      guard !files.isEmpty else { continue }
      let found = Set(try files.flatMap { modules(importedBy: try Repository.text($0)) })
      let extra = found.subtracting(row.imports)
        .subtracting(row.imports.isEmpty ? [] : everywhere)
      #expect(extra.isEmpty, "\(row.folder) imports \(extra.sorted()) against ARCHITECTURE.md")
      let missing = row.imports.subtracting(found)
      #expect(missing.isEmpty, "\(row.folder) lists \(missing.sorted()) and does not import it")
    }
  }

  @Test("Package.swift has the dependencies that the rows list, no more and no less")
  func dependencies() throws {
    let targets = try targets()
    for row in try table() {
      let listed = row.imports.subtracting(Self.toolchain)
      let declared = try #require(targets[row.folder], "Package.swift has no \(row.folder)")
      #expect(declared == listed, "\(row.folder): Package.swift and ARCHITECTURE.md differ")
    }
    let folders = Set(try table().map(\.folder))
    let others = targets.keys.filter { !folders.contains($0) && !$0.hasPrefix("Test") }
    #expect(others.allSatisfy { $0.hasSuffix("Tests") }, "targets without a row: \(others)")
  }

  /// The targets in Package.swift with the names of what they depend on.
  private func targets() throws -> [String: Set<String>] {
    let text = try Repository.text("Package.swift")
    let start = try #require(text.range(of: "targets: [\n")?.upperBound)
    var result: [String: Set<String>] = [:]
    for block in text[start...].split(separator: /\.(?:executableT|testT|t)arget\(/).dropFirst() {
      guard let name = block.firstMatch(of: /name: "([\w-]+)"/) else { continue }
      let list = block.firstMatch(of: /dependencies: \[((?s).*?)\]/)?.1 ?? ""
      let products = list.matches(of: /\.product\(name: "(\w+)"/).map { String($0.1) }
      let own = list.replacing(/\.product\([^)]*\)/, with: "").matches(of: /"([\w-]+)"/)
        .map { String($0.1) }
      result[String(name.1)] = Set(products + own)
    }
    try #require(result.count > 10, "the targets of Package.swift are not found")
    return result
  }

  @Test("links in the documents lead to files", arguments: try documents())
  func links(document: String) throws {
    let folder = URL(filePath: Repository.path(document)).deletingLastPathComponent()
    for link in try Repository.text(document).matches(of: /\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/)
    {
      let target = folder.appending(path: String(link.1)).path(percentEncoded: false)
      let exists = FileManager.default.fileExists(atPath: target)
      #expect(exists, "\(document): there is no \(link.1)")
    }
  }

  @Test("files that a page names exist", arguments: try documents())
  func paths(document: String) throws {
    let path = /`((?:Sources|Tests|Docs|Scripts|Integrations|Examples)\/[\w\/.+-]*)`/
    for match in try Repository.text(document).matches(of: path) {
      let name = String(match.1)
      let exists = FileManager.default.fileExists(atPath: Repository.path(name))
      #expect(exists, "\(document): there is no \(name)")
    }
  }

  @Test("pages that the sources name exist")
  func pages() throws {
    for file in try Repository.files(below: "Sources", extensions: ["swift", "c", "h"]) {
      for match in try Repository.text(file).matches(of: /Docs\/[\w\/-]+\.md/) {
        let name = String(match.0)
        let exists = FileManager.default.fileExists(atPath: Repository.path(name))
        #expect(exists, "\(file): there is no \(name)")
      }
    }
  }

  /// One row of the table.
  private struct Row {
    var folder: String
    var imports: Set<String>
  }

  /// The table under "The house".
  private func table() throws -> [Row] {
    let text = try Repository.text("ARCHITECTURE.md")
    let rows = text.split(separator: "\n").compactMap { line -> Row? in
      guard line.hasPrefix("| `") else { return nil }
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
      guard cells.count == 5 else { return nil }
      let name = /`([\w-]+)`/
      guard let folder = cells[1].firstMatch(of: name) else { return nil }
      return Row(
        folder: String(folder.1), imports: Set(cells[3].matches(of: name).map { String($0.1) }))
    }
    try #require(rows.count > 10, "the table of ARCHITECTURE.md is not found")
    return rows
  }

  /// The modules that a Swift file imports.
  private func modules(importedBy text: String) -> [String] {
    let statement =
      /^\s*(?:@\w+(?:\(\w+\))? |public |package |internal |private )*import (?:\w+ )?(\w+)/
    return text.split(separator: "\n").compactMap { line in
      line.prefixMatch(of: statement).map { String($0.1) }
    }
  }
}

/// The pages that people read.
private func documents() throws -> [String] {
  try ["README.md", "ARCHITECTURE.md"] + Repository.files(below: "Docs", extensions: ["md"])
}
