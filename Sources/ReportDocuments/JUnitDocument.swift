// Reports as JUnit XML, for continuous integration: one failed case for each unique report. The
// dialect is that of Jenkins (xunit-plugin, junit-10.xsd): suites, suites' counts, cases, failures.

import KMSANReport

/// A JUnit document.
public struct JUnitDocument: Sendable {
  private let entries: [ReportEntry]
  private let context: DocumentContext

  public init(_ entries: [ReportEntry], context: DocumentContext) {
    self.entries = entries
    self.context = context
  }

  /// The text, with a final line feed.
  public var text: String {
    let skipped = entries.filter { $0.suppression != nil || $0.baseline == .absent }.count
    // A run without reports has one case that passed: an empty suite looks like a broken run.
    let tests = max(entries.count, 1)
    let failures = entries.count - skipped
    var xml = XMLWriter()
    xml.open("testsuites", ["tests": "\(tests)", "failures": "\(failures)"])
    xml.open(
      "testsuite",
      [
        "name": "kmsan", "tests": "\(tests)", "failures": "\(failures)", "errors": "0",
        "skipped": "\(skipped)", "time": "0",
      ])
    xml.open("properties")
    xml.empty(
      "property", ["name": "schemaVersion", "value": "\(DocumentContext.schemaVersion)"])
    xml.empty("property", ["name": "toolVersion", "value": context.toolVersion])
    for log in context.logs { xml.empty("property", ["name": "log", "value": log]) }
    xml.close("properties")
    if entries.isEmpty {
      xml.empty("testcase", ["classname": "kmsan", "name": "no reports", "time": "0"])
    }
    for entry in entries { write(entry, to: &xml) }
    xml.close("testsuite")
    xml.close("testsuites")
    return xml.text
  }

  private func write(_ entry: ReportEntry, to xml: inout XMLWriter) {
    let report = entry.report
    let name = "\(report.title) in \(entry.frame.function) [\(entry.unique.fingerprint)]"
    var attributes = ["classname": "kmsan.\(report.title)", "name": name, "time": "0"]
    if let place = entry.place {
      attributes["file"] = place.file
      attributes["line"] = "\(place.line)"
    }
    xml.open("testcase", attributes)
    if let suppression = entry.suppression {
      xml.empty("skipped", ["message": "suppressed: \(suppression.reason)"])
    } else if entry.baseline == .absent {
      xml.empty("skipped", ["message": "not seen in this run"])
    } else {
      let count = entry.unique.count
      xml.element(
        "failure",
        ["type": report.title, "message": "\(report.summary), \(count) times"],
        text: report.linuxText)
    }
    xml.close("testcase")
  }
}
