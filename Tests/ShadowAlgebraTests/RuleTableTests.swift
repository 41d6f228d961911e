// The table of rules in the documentation is the measured one.

import Foundation
import RuleEvaluation
import RuleVerification
import ShadowAlgebra
import TestSupport
import Testing

@Suite("Rule table") struct RuleTableTests {
  @Test("Docs/Semantics.md has the measured table")
  func document() async throws {
    let path = "Docs/Semantics.md"
    let page = try Repository.text(path)
    let begin = try #require(page.range(of: "<!-- rules: begin"))
    let beginEnd = try #require(page[begin.upperBound...].firstIndex(of: "\n"))
    let end = try #require(page.range(of: "<!-- rules: end"))
    let table = await RuleTable.measured(width: 4)
    let expected =
      page[...beginEnd] + "\n" + table.markdown + "\n" + page[end.lowerBound...]
    try expectGolden(String(expected), at: path)
  }

  @Test("every rule has a row")
  func rows() async {
    let table = await RuleTable.measured(width: 2)
    let names = table.rows.flatMap(\.operations)
    #expect(names == Rule.all(width: 64).map(\.description))
  }

  @Test("the text is aligned and no wider than a terminal")
  func text() async {
    let lines = await RuleTable.measured(width: 2).text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 120 })
  }
}
