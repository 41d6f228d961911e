// Reports as one HTML file that needs nothing but a browser: list, filters, a page for each report.
// The page is readable without scripts; no byte of a log reaches it unescaped.

import KMSANReport

/// A page with all reports.
public struct HTMLDocument: Sendable {
  private let page: TemplateObject

  /// More names of logs are counted and not listed.
  private static let logsMax = 3

  public init(
    _ entries: [ReportEntry], context: DocumentContext, title: String = "KMSAN reports"
  ) {
    let count = entries.reduce(0) { $0 + $1.unique.count }
    var logs = Array(context.logs.prefix(HTMLDocument.logsMax))
    if context.logs.count > logs.count { logs.append("\(context.logs.count - logs.count) more") }
    let states = Array(Set(entries.compactMap { $0.baseline?.rawValue })).sorted()
    let words = count == 1 ? "1 report" : "\(count) reports, \(entries.count) different"
    page = [
      "title": title, "totals": words, "toolVersion": context.toolVersion,
      "schemaVersion": DocumentContext.schemaVersion, "logs": logs,
      "kinds": Array(Set(entries.map(\.report.title))).sorted(), "states": states,
      "hasStates": !states.isEmpty, "reports": entries.map { HTMLReport($0).fields },
      "style": HTMLTemplates.style, "styleHash": HTMLTemplates.styleHash,
      "script": HTMLTemplates.script, "scriptHash": HTMLTemplates.scriptHash,
    ]
  }

  /// The page as text.
  public func text() throws -> String { try HTMLTemplates.page().render(page) }
}
