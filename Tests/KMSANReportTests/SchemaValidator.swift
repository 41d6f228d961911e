// JSON Schema, as much of draft 2020-12 as the schemas of this repository use: type, const, enum,
// properties, required, additionalProperties, items, minItems, uniqueItems, minimum, pattern, $ref
// to $defs. A key word that it does not know is an error, so that no schema promises more than is
// tested.

import Foundation

/// A schema that documents are held against.
struct SchemaValidator {
  private let root: [String: Any]
  private static let annotations: Set<String> = ["$schema", "title", "description", "$defs"]

  init(_ data: Data) throws {
    root = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  /// What is wrong with a document, with the paths of the wrong values.
  func problems(in data: Data) throws -> [String] {
    check(try JSONSerialization.jsonObject(with: data), root, at: "$")
  }

  private func check(_ value: Any, _ schema: [String: Any], at path: String) -> [String] {
    schema.flatMap { key, rule -> [String] in
      if Self.annotations.contains(key) { return [] }
      return check(value, key: key, rule, schema, at: path)
    }
  }

  private func check(
    _ value: Any, key: String, _ rule: Any, _ schema: [String: Any], at path: String
  ) -> [String] {
    switch key {
    case "$ref": return check(value, definition(rule), at: path)
    case "type": return fails(hasType(value, rule as? String ?? ""), path, "is no \(rule)")
    case "const": return fails(isEqual(value, rule), path, "is not \(rule)")
    case "enum":
      return fails((rule as? [Any] ?? []).contains { isEqual(value, $0) }, path, "\(value)")
    case "minimum":
      let number = value as? NSNumber ?? 0
      return fails(number.doubleValue >= (rule as? NSNumber ?? 0).doubleValue, path, "too small")
    case "pattern":
      let text = value as? String ?? ""
      let found = text.range(of: rule as? String ?? "", options: .regularExpression)
      return fails(found != nil, path, "'\(text)' has another form")
    case "minItems":
      let count = (value as? [Any])?.count ?? 0
      return fails(count >= rule as? Int ?? 0, path, "\(count) items")
    case "uniqueItems":
      let items = (value as? [NSObject]) ?? []
      return fails(Set(items).count == items.count, path, "has an item twice")
    case "items":
      return (value as? [Any] ?? []).enumerated().flatMap {
        check($1, rule as? [String: Any] ?? [:], at: "\(path)[\($0)]")
      }
    case "required":
      let object = value as? [String: Any] ?? [:]
      return (rule as? [String] ?? []).filter { object[$0] == nil }.map { "\(path): no \($0)" }
    case "properties", "additionalProperties": return checkMembers(value, key, schema, at: path)
    default: return ["the schema has the unknown key word \(key)"]
    }
  }

  private func checkMembers(
    _ value: Any, _ key: String, _ schema: [String: Any], at path: String
  ) -> [String] {
    let object = value as? [String: Any] ?? [:]
    let known = schema["properties"] as? [String: [String: Any]] ?? [:]
    return object.flatMap { name, member -> [String] in
      let place = "\(path).\(name)"
      if key == "properties" { return known[name].map { check(member, $0, at: place) } ?? [] }
      if known[name] != nil { return [] }
      if let rule = schema[key] as? [String: Any] { return check(member, rule, at: place) }
      return ["\(place) is not allowed"]
    }
  }

  private func definition(_ reference: Any) -> [String: Any] {
    let name = (reference as? String ?? "").replacing("#/$defs/", with: "")
    let definitions = root["$defs"] as? [String: [String: Any]] ?? [:]
    return definitions[name] ?? ["no definition of \(name)": true]
  }

  private func hasType(_ value: Any, _ type: String) -> Bool {
    switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "boolean": (value as? NSNumber).map(isBoolean) ?? false
    case "integer":
      (value as? NSNumber).map { !isBoolean($0) && $0.doubleValue.rounded() == $0.doubleValue }
        ?? false
    default: false
    }
  }

  private func isBoolean(_ number: NSNumber) -> Bool {
    String(cString: number.objCType) == "c" || String(cString: number.objCType) == "B"
  }

  private func isEqual(_ left: Any, _ right: Any) -> Bool {
    (left as? NSObject) == (right as? NSObject)
  }

  private func fails(_ holds: Bool, _ path: String, _ words: String) -> [String] {
    holds ? [] : ["\(path): \(words)"]
  }
}
