// A report in prose: what happened, why it was looked at, what the bytes are, and what to do. Only what
// the report and the debug information say; no guesses about code that was not seen.

extension ReportKind {
  /// What the kind means, and why KMSAN looked at the value at all.
  public var explanation: String { "\(rawValue): \(meaning). \(reasonForCheck)" }

  var reasonForCheck: String {
    switch self {
    case .uninitializedValue, .useAfterFree:
      """
      KMSAN follows uninitialized values silently while they are copied and computed with, and \
      reports where one decides something: a branch, an address that is accessed, an argument of a \
      function, a value that leaves instrumented code, a check that the kernel asks for.
      """
    case .kernelInfoleak, .kernelInfoleakAfterFree:
      """
      Every byte that is copied to user space is checked: an uninitialized one shows the process \
      what the kernel's memory held before.
      """
    case .kernelUSBInfoleak, .kernelUSBInfoleakAfterFree:
      """
      Every byte that is sent to a USB device is checked: an uninitialized one shows the device \
      what the kernel's memory held before.
      """
    case .invalidCall: "The runtime checks how it is called; this call cannot be right."
    }
  }
}

extension Report {
  /// The report in sentences, one paragraph each.
  public var explanation: [String] {
    var paragraphs = [
      "\(heading): " + (kind?.meaning ?? "a kind that this version does not know") + ".",
      operationExplanation ?? kind?.reasonForCheck ?? "",
      "It happened in \(Report.place(headingFrame))" + (check.map { ", checked by \($0)" } ?? "")
        + ".",
    ]
    paragraphs += [bytesExplanation, originExplanation].compactMap { $0 }
    if !damages.isEmpty {
      let words = damages.map(\.meaning).joined(separator: ", ")
      paragraphs.append("The report is damaged (\(words)): parts of the story may be missing.")
    }
    return paragraphs.filter { !$0.isEmpty }.map(visible)
  }

  private static func place(_ frame: StackFrame) -> String {
    frame.function + (frame.location.map { " (\($0))" } ?? "")
  }

  /// What was checked, and why.
  private var operationExplanation: String? {
    guard let operation else { return nil }
    let values = operation.values.count > 1 ? " One of the values was not initialized." : ""
    let bits = bits.map {
      " Of the value, \($0.words) \($0.width == 1 ? "is" : "are") uninitialized."
    }
    return "The operation is \(operation.text). \(operation.operation.reason)\(values)"
      + (bits ?? "")
  }

  /// What the uninitialized bytes are, by name.
  private var bytesExplanation: String? {
    guard let bytes else { return nil }
    let start = "Of the access, \(bytes.words) \(bytes.first == bytes.last ? "is" : "are")"
    let segments = ByteMap(self)?.segments.filter(\.hasUninitialized) ?? []
    let named = segments.filter { $0.name != nil }
    guard !named.isEmpty else { return start + " uninitialized." }
    let padding = named.contains(where: \.isPadding)
    let fields = named.filter { !$0.isPadding }.compactMap(\.name)
    var sentences = [start + " uninitialized:"]
    if !fields.isEmpty { sentences.append("the fields \(fields.joined(separator: ", ")).") }
    if padding {
      sentences.append(
        (fields.isEmpty ? "p" : "P")
          + "adding between fields. Assignments to the fields do not write it; clear the whole "
          + "structure first, with memset() or an initializer for all of it.")
    }
    return sentences.joined(separator: " ")
  }

  /// Where the memory came from, and which way the value took.
  private var originExplanation: String? {
    guard let last = origins.last else {
      return "The report does not say where the memory is from."
    }
    var sentences: [String] = []
    let rule = HeadingRule(for: self)
    let creator = rule.firstOfInterest(last.stack).map(Report.place)
    switch last.kind {
    case .local:
      var words = "The memory is the local variable \(last.variable ?? "")"
      if let type = last.object?.type { words += " of type \(type)" }
      if let place = last.object?.declaration { words += ", declared at \(place)" }
      sentences.append(words + (creator.map { ", in \($0)." } ?? "."))
    case .created:
      let isFreed = kind == .useAfterFree || title.hasSuffix("after-free")
      let word = isFreed ? "freed" : "allocated"
      sentences.append("The memory was \(word) in \(creator ?? "a place that is not recorded").")
    case .stored:
      sentences.append("The report does not say where the memory was created.")
    }
    let stores = origins.filter { $0.kind == .stored }
    let functions = stores.reversed().compactMap {
      rule.firstOfInterest($0.stack)?.function
    }
    if !functions.isEmpty {
      sentences.append(
        "From there, the value was stored in \(functions.joined(separator: ", then in ")), and used."
      )
    }
    return sentences.joined(separator: " ")
  }
}
