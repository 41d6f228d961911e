// `kmsan-dev rules`: the propagation rules, how exact they are, and what shows it.

import ArgumentParser
import CommandSupport
import Foundation
import HostSystem
import ReportDocuments
import RuleVerification
import ShadowAlgebra

struct RulesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "Show, test and prove the propagation rules.",
    discussion: """
      Without options, prints what each rule promises and how it fares beside LLVM's: a bit is truly \
      uninitialized if two fillings of the uninitialized operand bits give different results, which \
      is counted over all states of small operands. With --oracle or --prove, holds every rule \
      against its promise instead, and ends with code 3 if one breaks it.
      """)

  /// The formats of the table.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown
  }

  @Option(help: "The format of the table: text, json or markdown.")
  var format = Format.text

  @Option(help: "Bits of the values in the table, 1 to 4.")
  var width = 4

  @Flag(help: "Compare the rules with the truth: all small states, and millions of large ones.")
  var oracle = false

  @Flag(help: "Prove with z3 that no rule misses a bit, for all values.")
  var prove = false

  @Option(help: "Seconds for one proof.")
  var timeLimit = 300

  @Option(help: "Prove at this many bits, instead of each rule's own number.")
  var proofWidth: Int?

  @Option(help: "Only the rules with this text in their names, such as 'x86' or 'mul'.")
  var only: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard 1...4 ~= width else { throw ValidationError("--width takes 1 to 4, not \(width)") }
    if let proofWidth, !(1...64 ~= proofWidth) {
      throw ValidationError("--proof-width takes 1 to 64, not \(proofWidth)")
    }
    guard timeLimit > 0 else { throw ValidationError("--time-limit takes a positive number") }
    if let only, !Rule.all(width: 64).contains(where: isChosen) {
      throw ValidationError(
        "--only: no rule has '\(only)' in its name; 'kmsan-dev rules' lists them")
    }
  }

  func run() async throws {
    try await runCommand {
      var isSuccess = true
      if oracle { isSuccess = await runOracle() }
      if prove { isSuccess = try await runProofs() && isSuccess }
      if !oracle, !prove { try await printTable() }
      return isSuccess ? .clean : .buildOrBootFailed
    }
  }

  private func isChosen(_ rule: Rule) -> Bool {
    only.map { rule.description.contains($0) } ?? true
  }

  private func printTable() async throws {
    let table = await RuleTable.measured(width: width, where: isChosen)
    switch format {
    case .text: emit(table.text)
    case .markdown: emit(table.markdown)
    case .json: emit(try JSONText.encode(table))
    }
  }

  private func runOracle() async -> Bool {
    let progress = common.progress
    let cases = OracleCase.all.filter { isChosen($0.rule) }
    let run = await OracleRun(cases) { finished, count in
      progress.status("oracle: \(finished) of \(count) cases")
    }
    emit(run.text)
    return run.isSuccess
  }

  private func runProofs() async throws -> Bool {
    let progress = common.progress
    let queries = SoundnessQuery.all(width: proofWidth).filter { isChosen($0.rule) }
    var finished = 0
    do {
      let jobs = ProcessInfo.processInfo.activeProcessorCount
      let run = try await ProofRun(queries, Prover(timeLimit: timeLimit), jobs: jobs) { proof in
        finished += 1
        progress.status("proofs: \(finished) of \(queries.count), last \(proof.query.rule)")
      }
      emit(run.text)
      return run.isSuccess
    } catch let error as ProverError {
      throw ProofFailure(error: error)
    }
  }
}

/// A solver that does not work, explained.
private struct ProofFailure: ExplainedError {
  let error: ProverError

  var problem: String {
    switch error {
    case .notStarted(let reason): "z3 could not be started: \(reason)"
    case .noAnswer(let output): "z3 gave no answer, but: \(output)"
    }
  }

  var remedy: String? { "Install Debian's package z3, or run Scripts/bootstrap" }
}
