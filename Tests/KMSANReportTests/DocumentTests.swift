// The documents for machines: JSON and SARIF against their schemas, JUnit against the rules of its
// dialect, and what they say about baselines and suppressions.

import Foundation
import FoundationXML
import KMSANReport
import ReportDocuments
import TestSupport
import Testing

/// Every report of the corpus, with states that documents show.
private func entries() throws -> [ReportEntry] {
  var collection = ReportCollection()
  for path in corpus {
    for report in scan(try corpusBytes(path)) { collection.add(report, log: path) }
  }
  let states: [BaselineState?] = [nil, .new, .unchanged, .absent]
  return collection.unique.enumerated().map { index, unique in
    ReportEntry(
      unique, baseline: states[index % 4],
      suppression: index % 5 == 0 ? SuppressionNote(reason: "known & <accepted>") : nil)
  }
}

private let context = DocumentContext(toolVersion: "0.0.0", logs: ["a<b>.log", "c&d.log"])

@Suite("Documents") struct DocumentTests {
  private func validator(_ path: String) throws -> SchemaValidator {
    try SchemaValidator(Data(try Repository.text(path).utf8))
  }

  @Test("JSON is as its schema says")
  func json() throws {
    let schema = try validator("Docs/Schemas/report.schema.json")
    let text = try JSONDocument(entries(), context: context).text()
    #expect(try schema.problems(in: Data(text.utf8)) == [])
    let empty = try JSONDocument([], context: context).text()
    #expect(try schema.problems(in: Data(empty.utf8)) == [])
  }

  @Test("SARIF is as the standard says")
  func sarif() throws {
    let schema = try validator("Tests/KMSANReportTests/Schemas/sarif.schema.json")
    let text = try SARIFDocument(entries(), context: context).text()
    #expect(try schema.problems(in: Data(text.utf8)) == [])
    let empty = try SARIFDocument([], context: context).text()
    #expect(try schema.problems(in: Data(empty.utf8)) == [])
  }

  @Test("the schemas' validator rejects what it should")
  func validator() throws {
    let schema = try SchemaValidator(
      Data(
        #"""
        {"type": "object", "required": ["a"], "additionalProperties": false,
         "properties": {"a": {"type": "integer", "minimum": 1}, "b": {"$ref": "#/$defs/b"}},
         "$defs": {"b": {"type": "array", "uniqueItems": true, "items": {"pattern": "^x$"}}}}
        """#.utf8))
    #expect(try schema.problems(in: Data(#"{"a": 1, "b": ["x"]}"#.utf8)) == [])
    for wrong in [
      "[]", "{}", #"{"a": 0}"#, #"{"a": true}"#, #"{"a": 1.5}"#, #"{"a": 1, "c": 1}"#,
      #"{"a": 1, "b": ["x", "x"]}"#, #"{"a": 1, "b": ["y"]}"#,
    ] {
      #expect(try !schema.problems(in: Data(wrong.utf8)).isEmpty, "\(wrong)")
    }
  }

  @Test("a rule of SARIF is the one that its result names")
  func ruleIndices() throws {
    let text = try SARIFDocument(entries(), context: context).text()
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let run = try #require((document["runs"] as? [[String: Any]])?.first)
    let driver = (run["tool"] as? [String: [String: Any]])?["driver"]
    let rules = try #require(driver?["rules"] as? [[String: Any]])
    let results = try #require(run["results"] as? [[String: Any]])
    for result in results {
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
    }
  }

  @Test("JUnit has the elements, attributes and counts of its dialect")
  func junit() throws {
    let entries = try entries()
    let reader = JUnitReader(JUnitDocument(entries, context: context).text)
    #expect(reader.problems == [])
    let quiet = entries.filter { $0.suppression != nil || $0.baseline == .absent }.count
    #expect(reader.counts["testcase"] == entries.count)
    #expect(reader.counts["skipped"] == quiet)
    #expect(reader.counts["failure"] == entries.count - quiet)
    #expect(reader.suite["tests"] == "\(entries.count)")
    #expect(reader.suite["skipped"] == "\(quiet)")
    #expect(reader.suite["failures"] == "\(entries.count - quiet)")
  }

  @Test("JUnit of a run without reports has a case that passed")
  func emptyJUnit() {
    let reader = JUnitReader(JUnitDocument([], context: context).text)
    #expect(reader.problems == [])
    #expect(reader.counts["testcase"] == 1 && reader.counts["failure"] == nil)
  }
}

extension DocumentTests {
  @Test("JUnit has the tests of a guest in suites of their own, and counts them")
  func suites() throws {
    let suites = [
      JUnitSuite(
        name: "a<b>",
        cases: [
          .init(name: "\"1\"", outcome: .passed, seconds: 1.0625),
          .init(name: "2", outcome: .failed("<&>")), .init(name: "3", outcome: .skipped("")),
          .init(name: "4", outcome: .broken("lost")),
        ]), JUnitSuite(name: "empty", cases: []),
    ]
    let entries = try entries()
    let text = JUnitDocument(entries, suites: suites, context: context).text
    let reader = JUnitReader(text)
    #expect(reader.problems == [])
    #expect(reader.counts["testsuite"] == 3 && reader.counts["testcase"] == entries.count + 4)
    #expect(reader.counts["error"] == 1)
    #expect(
      text.contains(
        "<testsuite errors=\"1\" failures=\"1\" name=\"a&lt;b&gt;\" skipped=\"1\" tests=\"4\" time=\"1.063\">"
      ))
    #expect(text.contains("tests=\"\(entries.count + 4)\""))
  }
}

/// Reads JUnit and notes what its dialect does not allow.
private final class JUnitReader: NSObject, XMLParserDelegate {
  private(set) var problems: [String] = []
  private(set) var counts: [String: Int] = [:]
  private(set) var suite: [String: String] = [:]
  private var path: [String] = []

  private static let parents: [String: String] = [
    "testsuites": "", "testsuite": "testsuites", "properties": "testsuite",
    "property": "properties", "testcase": "testsuite", "failure": "testcase",
    "skipped": "testcase", "error": "testcase",
  ]
  private static let required: [String: Set<String>] = [
    "testsuite": ["name", "tests", "failures", "errors", "skipped"],
    "testcase": ["name", "classname"], "failure": ["message", "type"],
    "error": ["message", "type"],
    "property": ["name", "value"],
  ]

  init(_ text: String) {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    if !parser.parse() { problems.append("no XML: \(String(describing: parser.parserError))") }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    counts[name, default: 0] += 1
    if Self.parents[name] != path.last ?? "" { problems.append("\(name) in \(path)") }
    let missing = (Self.required[name] ?? []).subtracting(attributes.keys)
    if !missing.isEmpty { problems.append("\(name) without \(missing)") }
    if name == "testsuite" { suite = attributes }
    path.append(name)
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    path.removeLast()
  }
}
