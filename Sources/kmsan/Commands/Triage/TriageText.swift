// Rows of the store as lines of text.

import Foundation
import KMSANReport
import ReportDocuments
import Triage

enum TriageText {
  /// `new    7c1e…  uninit-value in foo  drivers/foo.c:12  3× in 2 of the runs a…b`.
  static func line(_ row: TriageRow, _ style: TerminalStyle) -> String {
    let state = row.state.rawValue + String(repeating: " ", count: 6 - row.state.rawValue.count)
    let runs = row.firstRun == row.lastRun ? row.firstRun : "\(row.firstRun)…\(row.lastRun)"
    var line =
      style.paint(state, row.state == .new ? .alarm : .label) + " "
      + style.paint(row.fingerprint, .faint) + "  " + visible("\(row.title) in \(row.function)")
    if let place = row.place { line += "  " + style.paint(visible(place), .place) }
    line += visible("  \(row.count)× in \(runs)")
    if row.isDamaged { line += "  (damaged)" }
    if let reason = row.suppression { line += visible("  (suppressed: \(reason))") }
    return line
  }

  static func line(_ entry: ReportEntry, _ style: TerminalStyle) -> String {
    let unique = entry.unique
    var line =
      style.paint(unique.fingerprint.description, .faint) + "  "
      + visible(unique.report.heading)
    if let place = entry.place { line += "  " + style.paint(visible(place.description), .place) }
    return line + "  \(unique.count)×"
  }

  static func line(_ run: TriageRun) -> String {
    visible("\(run.name)  \(run.reportCount) reports in \(run.logCount) logs")
      + "  added \(date(run.addedAt))"
  }

  static func line(_ suppression: Suppression) -> String {
    let target =
      suppression.fingerprint.map { "fingerprint \($0)" }
      ?? "function \(suppression.function ?? "")"
    let end = suppression.expiresAt.map { ", until \(date($0))" } ?? ""
    let use =
      suppression.lastUsedAt.map { "used \(suppression.useCount)×, last \(date($0))" }
      ?? "never used"
    return visible("\(suppression.id)  \(target): \(suppression.reason)\(end)  (\(use))")
  }

  /// `2026-11-21`, in the time zone of UTC.
  static func date(_ date: Date) -> String {
    date.formatted(.iso8601.year().month().day().dateSeparator(.dash))
  }

  /// The day that `2026-11-21` begins; nil for other text.
  static func day(_ text: String) -> Date? {
    try? Date(text, strategy: .iso8601.year().month().day().dateSeparator(.dash))
  }
}
