// Reports by fingerprint: what a person reads once, however often the kernel said it.

/// All reports with one fingerprint.
public struct UniqueReport: Sendable, Codable {
  /// Where one of the reports stood.
  public struct Occurrence: Sendable, Equatable, Codable {
    /// The name of the log.
    public var log: String
    /// The line of the header, counted from 1.
    public var line: Int
    /// The time of the header, in nanoseconds since boot.
    public var timeNanoseconds: UInt64?

    public init(log: String, line: Int, timeNanoseconds: UInt64?) {
      self.log = log
      self.line = line
      self.timeNanoseconds = timeNanoseconds
    }
  }
  /// More occurrences are counted and not listed.
  public static let occurrencesMax = 20

  public private(set) var fingerprint: Fingerprint
  /// The first report, or the first one that is not damaged.
  public var report: Report
  /// How many reports there were.
  public var count: Int
  /// How many of them were damaged.
  public var damagedCount: Int
  /// The first of them.
  public var occurrences: [Occurrence]
  /// The keys of the origins that were seen, in the order of their first report.
  public var origins: [Fingerprint]

  init(_ report: Report, fingerprint: Fingerprint, log: String) {
    self.fingerprint = fingerprint
    self.report = report
    count = 0
    damagedCount = 0
    occurrences = []
    origins = []
    add(report, log: log)
  }

  /// A report whose occurrences were counted before, such as one from a store.
  public init(
    _ report: Report, fingerprint: Fingerprint, count: Int, occurrences: [Occurrence]
  ) {
    self.fingerprint = fingerprint
    self.report = report
    self.count = count
    damagedCount = report.damages.isEmpty ? 0 : count
    self.occurrences = occurrences
    origins = Fingerprint(originOf: report).map { [$0] } ?? []
  }

  /// Replaces the report by what symbolization has made of it. Bare addresses that became names are
  /// named in the fingerprints too.
  mutating func update(_ report: Report) {
    let key = Fingerprint(originOf: self.report)
    self.report = report
    fingerprint = Fingerprint(of: report)
    if let key, let index = origins.firstIndex(of: key), let new = Fingerprint(originOf: report) {
      origins[index] = new
    }
  }

  /// Adds the occurrences of reports about the same use.
  mutating func merge(_ other: UniqueReport) {
    if !report.damages.isEmpty, other.report.damages.isEmpty { report = other.report }
    count += other.count
    damagedCount += other.damagedCount
    let room = UniqueReport.occurrencesMax - occurrences.count
    occurrences += other.occurrences.prefix(max(room, 0))
    for origin in other.origins
    where origins.count < UniqueReport.occurrencesMax && !origins.contains(origin) {
      origins.append(origin)
    }
  }

  mutating func add(_ report: Report, log: String) {
    count += 1
    if !report.damages.isEmpty { damagedCount += 1 }
    if !self.report.damages.isEmpty, report.damages.isEmpty { self.report = report }
    if occurrences.count < UniqueReport.occurrencesMax {
      occurrences.append(
        Occurrence(log: log, line: report.line, timeNanoseconds: report.timeNanoseconds))
    }
    if let origin = Fingerprint(originOf: report), origins.count < UniqueReport.occurrencesMax,
      !origins.contains(origin)
    {
      origins.append(origin)
    }
  }
}

/// Gathers reports by fingerprint, in the order of their first occurrence.
public struct ReportCollection: Sendable {
  /// A log with more different reports than this is damaged beyond use; the rest is only counted.
  public static let uniqueReportsMax = 100_000

  public private(set) var unique: [UniqueReport] = []
  /// How many reports were added.
  public private(set) var count = 0
  /// How many had no room.
  public private(set) var omittedCount = 0
  private var indices: [Fingerprint: Int] = [:]

  public init() {}

  /// Adds a report of a log.
  public mutating func add(_ report: Report, log: String) {
    count += 1
    let fingerprint = Fingerprint(of: report)
    if let index = indices[fingerprint] {
      unique[index].add(report, log: log)
    } else if unique.count < ReportCollection.uniqueReportsMax {
      indices[fingerprint] = unique.count
      unique.append(UniqueReport(report, fingerprint: fingerprint, log: log))
    } else {
      omittedCount += 1
    }
  }

  /// Replaces each report by another one of the same use, such as one with sources. Reports whose
  /// fingerprints now agree become one.
  public mutating func update(_ reports: [Report]) {
    precondition(reports.count == unique.count, "one report for each fingerprint")
    let earlier = unique
    unique = []
    indices = [:]
    for (var item, report) in zip(earlier, reports) {
      item.update(report)
      if let index = indices[item.fingerprint] {
        unique[index].merge(item)
      } else {
        indices[item.fingerprint] = unique.count
        unique.append(item)
      }
    }
  }

  /// Keeps the reports that fulfil a condition.
  public mutating func filter(_ isWanted: (UniqueReport) -> Bool) {
    unique = unique.filter(isWanted)
    indices = Dictionary(
      uniqueKeysWithValues: unique.enumerated().map { ($1.fingerprint, $0) })
    count = unique.reduce(0) { $0 + $1.count }
  }
}
