// Which function a heading names: the first of the use that is no helper, as syzkaller words the
// titles of its bugs, so that a heading can be looked up there. Docs/Reports.md tells users.
// Source: syzkaller, pkg/report/linux.go and report.go (extractStackFrame, replaceTable).
//
// What syzkaller calls corrupted has a heading here all the same: a stack of nothing but helpers is
// named by its first frame. Headings may follow syzkaller; fingerprints may not (FrameFilter.swift).

/// The rule for the headings of reports of one kind.
public struct HeadingRule: Sendable {
  private let helpers: NamePatterns?

  private static let usb = NamePatterns(HelperTable.linux + [HelperTable.usb])
  private static let others = NamePatterns(HelperTable.linux + [HelperTable.others])
  private static let netBSD = NamePatterns([HelperTable.netBSD])

  /// The rule for a report.
  public init(for report: Report) {
    switch report.dialect {
    case .linux:
      let isUSB = report.title == ReportKind.kernelUSBInfoleak.rawValue
      helpers = isUSB ? HeadingRule.usb : HeadingRule.others
    case .netBSD: helpers = HeadingRule.netBSD
    // syzkaller does not know the reports of FreeBSD's sanitizer.
    case .freeBSD: helpers = nil
    }
  }

  /// Whether a heading leaves a function out.
  public func isHelper(_ function: String) -> Bool {
    helpers?.matches(HeadingRule.withoutSuffix(function)) ?? FrameFilter.standard.isHelper(function)
  }

  /// The first frame that is no helper, no guess and was not inlined; else the first of all. Inlined
  /// ones do not count: a log that was symbolized and one that was not must give the same.
  public func firstOfInterest(_ stack: [StackFrame]) -> StackFrame? {
    index(in: stack).map { stack[$0] }
  }

  /// The frames whose sources say where the use is, the best one first, as indices of the stack:
  /// what was inlined into the frame of interest, that frame, its callers; without helpers.
  public func sourceFrames(_ stack: [StackFrame]) -> [Int] {
    guard var start = index(in: stack) else { return [] }
    while start > 0, stack[start - 1].isInlined { start -= 1 }
    return (start..<stack.count).filter { !stack[$0].isGuess && !isHelper(stack[$0].function) }
  }

  private func index(in stack: [StackFrame]) -> Int? {
    stack.firstIndex { !$0.isGuess && !$0.isInlined && !isHelper($0.function) }
      ?? stack.indices.first
  }
}

// MARK: - Names

extension HeadingRule {
  /// What compilers and linkers put behind a name, up to the next full stop.
  private static let suffixes: Set<Substring> = [
    "__uniq", "cfi", "cfi_jt", "clone", "cold", "constprop", "hot", "isra", "llvm", "localalias",
    "lto_priv", "part", "pfi", "specialized", "unlikely", "warm",
  ]

  /// What the entries of system calls have before the name of the call.
  private static let wrappers = [
    "SYSC_", "SyS_", "sys_", "__x64_", "__ia32_", "__arm64_", "____sys_", "___sys_", "__sys_",
    "__se_", "__se_sys_", "__do_sys_", "compat_SYSC_", "compat_SyS_", "ksys_",
  ]

  /// The name of a function as a heading has it: without the compiler's suffixes, without the
  /// longest of the wrappers of system calls, and without what differs from build to build.
  public static func name(_ function: String) -> String {
    let name = withoutSuffix(function)
    // No name starts with a digit; an address that stands for one stays.
    if name.utf8.first?.isDigit == true { return String(name) }
    let lengths = wrappers.filter { name.hasPrefix($0) && name != $0 }.map(\.utf8.count)
    return stable(name.utf8.dropFirst(lengths.max() ?? 0))
  }

  /// The name up to the first full stop behind which a suffix or a number stands.
  private static func withoutSuffix(_ function: String) -> Substring {
    guard function.utf8.contains(UInt8(ascii: ".")) else { return function[...] }
    let parts = function.split(separator: ".", omittingEmptySubsequences: false)
    let suffix = parts.dropFirst().first {
      suffixes.contains($0) || $0.utf8.first?.isDigit == true
    }
    // A name may start with a full stop, as those of local labels do.
    guard let suffix, suffix.startIndex > function.utf8.index(after: function.startIndex) else {
      return function[...]
    }
    return function[..<function.utf8.index(before: suffix.startIndex)]
  }

  /// The name with `ADDR` for six or more hexadecimal digits behind something that is neither letter
  /// nor digit, and `NUM` for seven or more digits.
  private static func stable(_ name: some Collection<UInt8>) -> String {
    var result: [UInt8] = []
    var rest = Array(name)[...]
    while let byte = rest.first {
      let digits = rest.prefix { $0.isDigit }.count
      let hexadecimal = rest.prefix { $0.isDigit || (0x61...0x66).contains($0) }.count
      if hexadecimal >= 6, let last = result.last, !last.isLetterOrDigit {
        result += Array("ADDR".utf8)
        rest = rest.dropFirst(hexadecimal)
      } else if digits >= 7 {
        result += Array("NUM".utf8)
        rest = rest.dropFirst(digits)
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool { isDigit || (self | 0x20) &- 0x61 < 26 }
}

// MARK: - Headings

extension Report {
  /// The frame that the heading names.
  public var headingFrame: StackFrame {
    HeadingRule(for: self).firstOfInterest(use) ?? function
  }

  /// The function that the heading names, as syzkaller writes it.
  public var headingFunction: String { HeadingRule.name(headingFrame.function) }

  /// The source that the heading is about; nil where none is known.
  public var headingPlace: SourceLocation? {
    HeadingRule(for: self).sourceFrames(use).lazy.compactMap { use[$0].location }.first
  }

  /// The frame of the use whose source is shown; nil where no source was found.
  public var excerptFrame: StackFrame? {
    let known = use.indices.filter { use[$0].excerpt != nil && use[$0].location != nil }
    let best = HeadingRule(for: self).sourceFrames(use).first(where: known.contains)
    return (best ?? known.first).map { use[$0] }
  }

  /// `uninit-value in wb_reply`: what syzkaller has behind `KMSAN: `.
  public var heading: String { "\(title) in \(headingFunction)" }
}
