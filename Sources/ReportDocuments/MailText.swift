// A report as the plain text of an e-mail to a mailing list: prose of at most 75 columns, the report
// as the kernel printed it, lines as they are.

import KMSANReport

/// The text of an e-mail about a report.
struct MailText {
  static let columnsMax = 75
  let text: String

  init(_ entry: ReportEntry) {
    let report = entry.report
    let function = report.headingFunction
    let rule = HeadingRule(for: report)
    var prose = "KMSAN reports a problem in \(function)"
    if let place = entry.place { prose += " (\(place))" }
    prose += report.kind.map { ": \($0.meaning)." } ?? ": \(report.title)."
    prose += report.operation.map { " The check: \($0.sentence)" } ?? ""
    prose += entry.unique.count > 1 ? " It was seen \(entry.unique.count) times." : ""
    if let step = report.origins.last, let variable = step.variable {
      let creator = rule.firstOfInterest(step.stack)?.function
      prose += " The memory is the local variable \(variable)"
      prose += creator.map { " of \($0)." } ?? "."
    } else if let step = report.origins.last,
      let creator = rule.firstOfInterest(step.stack)
    {
      prose += " The memory was allocated or freed in \(creator.function)."
    }
    text =
      "Subject: KMSAN: \(visible(report.title)) in \(visible(function))\n\n"
      + folded(visible(prose), columns: MailText.columnsMax) + "\n\n" + report.linuxText
      + "\nFingerprint: kmsan/v\(Fingerprint.version) \(entry.unique.fingerprint)\n"
  }
}
