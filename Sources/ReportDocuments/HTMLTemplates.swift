// The templates, the style and the script of the pages, which are compiled into the program.

import Crypto
import Foundation
import Mustache

/// A page could not be made: a template of this program is broken.
public struct TemplateError: Error {
  public let name: String
  public let reason: String
}

/// What pages are made of.
enum HTMLTemplates {
  static let style = String(decoding: PackageResources.style_css, as: UTF8.self)
  static let script = String(decoding: PackageResources.viewer_js, as: UTF8.self)

  /// The word with which a content security policy allows exactly this style or script.
  private static func hash(_ text: String) -> String {
    "sha256-" + Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
  }

  static let styleHash = hash(style)
  static let scriptHash = hash(script)

  /// The report page.
  static func page() throws -> MustacheTemplate { try pageTemplate.get() }

  /// The page that compares two runs.
  static func comparison() throws -> MustacheTemplate { try comparisonTemplate.get() }

  private static let pageTemplate = template(PackageResources.page_mustache, "page")
  private static let comparisonTemplate = template(PackageResources.compare_mustache, "compare")

  private static func template(
    _ bytes: [UInt8], _ name: String
  ) -> Result<MustacheTemplate, TemplateError> {
    MustacheContentTypes.register(HTMLEscaping(), named: HTMLEscaping.name)
    do {
      return .success(try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self)))
    } catch {
      return .failure(TemplateError(name: name, reason: String(describing: error)))
    }
  }
}
