// What `kmsan doctor` says: findings, each with its remedy.

/// One thing that was looked at.
public struct Finding: Sendable, Equatable, Codable {
  public enum Level: String, Sendable, Codable {
    case good
    /// Works, but will surprise.
    case warning
    /// Something will not work.
    case error
  }
  public var level: Level
  public var subject: String
  public var message: String
  public var remedy: String?

  public init(_ level: Level, _ subject: String, _ message: String, remedy: String? = nil) {
    self.level = level
    self.subject = subject
    self.message = message
    self.remedy = remedy
  }
}

/// All findings of one examination.
public struct Diagnosis: Sendable, Equatable, Codable {
  public var schemaVersion = 1
  public var findings: [Finding] = []
  /// Debian packages that are missing.
  public var missingPackages: [String] = []
  /// What the commands keep for later.
  public var caches: [CacheDoctor.State] = []

  public init() {}

  public var hasErrors: Bool { findings.contains { $0.level == .error } }

  /// The command that installs what is missing.
  public var installLine: String? {
    missingPackages.isEmpty
      ? nil : "apt-get install -y --no-install-recommends " + missingPackages.joined(separator: " ")
  }

  /// The findings as text: problems last, where they are seen.
  public var text: String {
    let width = findings.map(\.subject.count).max() ?? 0
    var lines: [String] = []
    for level in [Finding.Level.good, .warning, .error] {
      for finding in findings where finding.level == level {
        let padding = String(repeating: " ", count: width - finding.subject.count)
        let mark = level == .good ? "ok     " : level == .warning ? "warning" : "error  "
        lines.append("\(mark)  \(finding.subject)\(padding)  \(finding.message)")
        if let remedy = finding.remedy { lines.append("         fix: \(remedy)") }
      }
    }
    if let installLine { lines.append("\nInstall what is missing:\n  \(installLine)") }
    return lines.joined(separator: "\n") + "\n"
  }
}
