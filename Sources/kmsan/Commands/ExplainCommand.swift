// `kmsan explain`: why bits are uninitialized, from the rules themselves; what a report says.

import ArgumentParser
import CommandSupport
import Foundation
import HostSystem
import KMSANReport
import RuleEvaluation
import ShadowAlgebra
import Triage

struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain a propagation rule with a worked example, a kind of report, or reports.",
    discussion: """
      The subject is a rule such as `add` or `icmp ult` (`kmsan-dev rules` lists them), a kind such as \
      kernel-infoleak, or a log with reports.

      A rule is applied to operands: bits with the highest first, ? for an uninitialized one, or \
      value/shadow:width in hexadecimal. For each uninitialized bit of the result, two fillings of \
      the operands show that it can be both 0 and 1.

        kmsan explain add 01?1 0001
        kmsan explain 'icmp ult' 0x2a/0x0f:8 0x40/0x00:8
        kmsan explain console.log --vmlinux vmlinux
      """)

  @Argument(help: "A rule, a kind of report, or a log.", completion: .file())
  var subject: String

  @Argument(help: "Operands of a rule; without them, an example is chosen.")
  var operands: [String] = []

  @OptionGroup var symbols: SymbolOptions
  @OptionGroup var common: CommonOptions

  private static let columnsMax = 88

  func run() async throws {
    try await runCommand { [self] in
      let words = try operands.map { text in
        guard let operand = ShadowedValue<BitVector>(text: text) else {
          throw ExplainError.operand(text)
        }
        return operand
      }
      let width = words.last?.value.width ?? 4
      // Byte swaps need 16 bits.
      let rules = Rule.all(width: width) + (words.isEmpty ? Rule.all(width: 16) : [])
      if let rule = rules.first(where: { $0.description == subject }) {
        emit(try example(rule, words).text())
      } else if let kind = ReportKind(rawValue: subject) {
        emit(folded(kind.explanation, columns: Self.columnsMax) + "\n")
      } else if Files.exists(subject) || subject == "-" {
        return try await explainLog()
      } else {
        throw ExplainError.subject(subject)
      }
      return .clean
    }
  }

  private func example(
    _ rule: Rule, _ operands: [ShadowedValue<BitVector>]
  ) throws -> WorkedExample {
    guard !operands.isEmpty else {
      let widths = [4, 16]
      let example = widths.lazy.compactMap { WorkedExample.typical(rule, width: $0) }.first
      guard let example else { throw ExplainError.operandCount(rule) }
      return example
    }
    let width = operands.last?.value.width ?? 4
    guard operands.map(\.value.width) == rule.operandWidths(width) else {
      throw ExplainError.operandCount(rule)
    }
    return WorkedExample(rule, operands)
  }

  private func explainLog() async throws -> CommandStatus {
    var collection = try LogReader([subject]).collect(progress: common.progress)
    collection.update(
      try await symbols.symbolized(collection.unique.map(\.report), progress: common.progress))
    let texts = collection.unique.map { unique in
      "\(unique.fingerprint)\n"
        + unique.report.explanation.map { folded($0, columns: Self.columnsMax) + "\n" }.joined(
          separator: "\n")
    }
    emit(texts.joined(separator: "\n"))
    return collection.count == 0 ? .clean : .reportsFound
  }
}

/// Something that cannot be explained.
private enum ExplainError: ExplainedError {
  case subject(String)
  case operand(String)
  case operandCount(Rule)

  var problem: String {
    switch self {
    case .subject(let name): "'\(name)' is no rule, no kind of report and no file"
    case .operand(let text): "'\(text)' is no operand"
    case .operandCount(let rule): "These operands do not fit the rule \(rule)"
    }
  }

  var remedy: String? {
    switch self {
    case .subject:
      "`kmsan-dev rules` lists the rules. Kinds: "
        + ReportKind.allCases.map(\.rawValue).joined(separator: ", ")
    case .operand: "Write bits such as 01?1, or value/shadow:width such as 0x2a/0x0f:8."
    case .operandCount(let rule):
      "It takes \(rule.operandCount) operands of one width"
        + (rule.operandWidths(4).contains(1) ? ", the first of 1 bit." : ".")
    }
  }
}
