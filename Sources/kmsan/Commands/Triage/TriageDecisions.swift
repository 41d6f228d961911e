// `kmsan triage diff|baseline|suppress`: what changed, what is accepted, what is set aside.

import ArgumentParser
import CommandSupport
import Foundation
import HostSystem
import KMSANReport
import Triage

extension TriageCommand {
  /// `kmsan triage diff`.
  struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare two runs.",
      discussion: "Exit codes: 0 when the second has nothing new, 2 when it has.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
      case text, json, html
    }

    @Argument(help: "The earlier run.")
    var before: String
    @Argument(help: "The later run.")
    var after: String
    @Option(help: "The format: text, json or html.")
    var format = Format.text
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      try await runCommand { [self] in
        let comparison = try store.open().compare(before, after)
        switch format {
        case .text: try output.write(comparison.text)
        case .json: try output.write(comparison.json(toolVersion: toolVersion))
        case .html: try output.write(comparison.html(toolVersion: toolVersion))
        }
        return comparison.new.isEmpty ? .clean : .reportsFound
      }
    }
  }

  /// `kmsan triage baseline`.
  struct Baseline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Accept what there is; complain about more.",
      subcommands: [Write.self, Check.self])

    struct Write: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Make the reports of a run the baseline.")

      @Option(help: ArgumentHelp("The run; without it, the newest.", valueName: "name"))
      var run: String?
      @OptionGroup var store: StoreOptions

      func run() async throws {
        try await runCommand { [self] in
          let count = try store.open().writeBaseline(run: run)
          emit("the baseline has \(count) reports\n")
          return .clean
        }
      }
    }

    struct Check: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "List the reports of a run that are not in the baseline.",
        discussion: "Exit codes: 0 when there are none, 2 when there are.")

      @Option(help: ArgumentHelp("The run; without it, the newest.", valueName: "name"))
      var run: String?
      @Option(help: "The format: text, json, sarif, junit or html.")
      var format = ListFormat.text
      @OptionGroup var store: StoreOptions
      @OptionGroup var output: OutputOptions

      func run() async throws {
        try await runCommand { [self] in
          let file = try store.open()
          let entries = try file.checkBaseline(run: run)
          try RowWriter(store: file, output: output).write(entries, format)
          return entries.isEmpty ? .clean : .reportsFound
        }
      }
    }
  }

  /// `kmsan triage suppress`.
  struct Suppress: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set reports aside, with a reason and an end.",
      subcommands: [Add.self, List.self, Prune.self])

    struct Add: AsyncParsableCommand {
      static let configuration = CommandConfiguration(abstract: "Add a suppression.")

      @Argument(help: "The start of a fingerprint.")
      var fingerprint: String?
      @Option(
        help: ArgumentHelp(
          "Instead of a fingerprint: a function of the use; a * at its end stands for any end.",
          valueName: "name"))
      var function: String?
      @Option(help: "Why; people will ask.")
      var reason: String
      @Option(help: ArgumentHelp("The day on which it ends.", valueName: "yyyy-mm-dd"))
      var until: String?
      @OptionGroup var store: StoreOptions

      func validate() throws {
        if (fingerprint == nil) == (function == nil) {
          throw ValidationError("give a fingerprint or --function, and not both")
        }
        if let fingerprint,
          fingerprint.count > 16 || fingerprint.isEmpty || !fingerprint.allSatisfy(\.isHexDigit)
        {
          throw ValidationError("'\(fingerprint)' is no start of a fingerprint")
        }
        if let until, TriageText.day(until) == nil {
          throw ValidationError("--until takes a day such as 2027-01-31, not '\(until)'")
        }
        if reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reason says nothing") }
      }

      func run() async throws {
        try await runCommand { [self] in
          let target: TriageStore.SuppressionTarget =
            if let function { .function(function) } else { .fingerprint(fingerprint ?? "") }
          let number = try store.open().suppress(
            target, reason: reason, until: until.flatMap(TriageText.day))
          emit("suppression \(number) added\n")
          return .clean
        }
      }
    }

    struct List: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "List suppressions with their uses.")

      @OptionGroup var store: StoreOptions

      func run() async throws {
        try await runCommand { [self] in
          for item in try store.open().suppressions() { emit(TriageText.line(item) + "\n") }
          return .clean
        }
      }
    }

    struct Prune: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Drop suppressions that have expired or that nothing uses.")

      @Option(
        help: ArgumentHelp(
          "Drop those, too, that were not used for this many days.", valueName: "days"))
      var unusedFor: Int?
      @OptionGroup var store: StoreOptions

      func run() async throws {
        try await runCommand { [self] in
          let since = unusedFor.map { Date().addingTimeInterval(-86_400 * Double($0)) }
          for item in try store.open().prune(unusedSince: since) {
            emit("dropped " + TriageText.line(item) + "\n")
          }
          return .clean
        }
      }
    }
  }
}
