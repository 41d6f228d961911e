// The cases of a folder: `<family>/<stem>.c` or `.swift`, each name and each function once.

import Foundation
import HostSystem

/// A folder of cases that cannot be used.
public struct CaseCollectionError: ExplainedError {
  public let problem: String
  public var remedy: String?
}

/// All cases of a folder.
public struct CaseCollection: Sendable {
  /// The folder, which also has the headers that cases include.
  public let folder: String
  /// Sorted by name.
  public let cases: [KernelCase]

  /// What is in the folder beside families: what a place needs to run cases.
  public static let placesFolder = "Places"

  /// Reads the cases below a folder.
  public init(folder: String) throws {
    self.folder = folder
    var cases: [KernelCase] = []
    guard Files.exists(folder) else {
      throw CaseCollectionError(problem: "There is no folder \(folder)")
    }
    for family in Files.names(in: folder).sorted() where family != Self.placesFolder {
      try Self.expectNoCase(family, in: folder, "a case lies in the folder of its family")
      // Editors keep files of theirs with a point in front.
      for file in Files.names(in: "\(folder)/\(family)").sorted() where !file.hasPrefix(".") {
        let path = "\(folder)/\(family)/\(file)"
        guard file.hasSuffix(".c") || file.hasSuffix(".swift") else {
          try Self.expectNoCase(
            file, in: "\(folder)/\(family)", "a case is in C (.c) or in Swift (.swift)")
          for name in Files.names(in: path) {
            try Self.expectNoCase(name, in: path, "folders of families have no folders of cases")
          }
          continue
        }
        let stem = URL(filePath: path).deletingPathExtension().lastPathComponent
        cases.append(
          try CaseParser.parse(try Files.text(path), name: "\(family)/\(stem)", path: path))
      }
    }
    guard !cases.isEmpty else {
      throw CaseCollectionError(problem: "There are no cases in \(folder)")
    }
    self.cases = cases.sorted { $0.name < $1.name }
    try expectUniqueNames()
  }

  /// What would never run without a word about it: a source where no case can be.
  private static func expectNoCase(_ file: String, in folder: String, _ rule: String) throws {
    let sources: Set<String> = ["c", "swift", "C", "cc", "cpp", "cxx", "c++", "m", "mm", "s", "S"]
    guard sources.contains(URL(filePath: file).pathExtension) else { return }
    throw CaseSyntaxError(file: "\(folder)/\(file)", line: 1, message: "never runs: \(rule)")
  }

  /// Results name a case, and reports a function: both must say which file is meant.
  private func expectUniqueNames() throws {
    var owners: [String: (file: String, line: Int)] = [:]
    for kernelCase in cases where !kernelCase.isSwift {
      for function in kernelCase.functions {
        if let owner = owners[function.name] {
          throw CaseSyntaxError(
            file: kernelCase.path, line: function.line,
            message: "\(function.name) is also in \(owner.file):\(owner.line): reports name"
              + " functions, so their names are unique over all cases")
        }
        owners[function.name] = (kernelCase.path, function.line)
      }
    }
    for (stem, group) in Dictionary(grouping: cases, by: \.stem) where group.count > 1 {
      throw CaseSyntaxError(
        file: group[1].path, line: 1, message: "\(stem) is also the name of \(group[0].path)")
    }
  }

  /// The cases of a place that have one of the names: a family, `family/stem`, or a stem. Without names,
  /// all of the place.
  public func selection(_ names: [String], at place: CasePlace) throws -> [KernelCase] {
    let known = Set(cases.flatMap { [$0.name, $0.stem, $0.family] }).sorted()
    for name in names
    where !cases.contains(where: { Self.matches($0, name) && $0.places.contains(place) }) {
      let isElsewhere = cases.contains { Self.matches($0, name) }
      throw CaseCollectionError(
        problem: isElsewhere
          ? "\(name) does not run there: its head names other places than \(place.rawValue)"
          : "There is no case or family \(name)" + Spelling.hint(name, among: known),
        remedy: "`kmsan cases --list` shows all.")
    }
    return cases.filter { kernelCase in
      kernelCase.places.contains(place)
        && (names.isEmpty || names.contains { Self.matches(kernelCase, $0) })
    }
  }

  private static func matches(_ kernelCase: KernelCase, _ name: String) -> Bool {
    kernelCase.name == name || kernelCase.stem == name || kernelCase.name.hasPrefix(name + "/")
  }
}
