// Secrets of settings: each in a file of its own, so that none stands in a command line, an environment or what `serve --check` prints.
import Foundation

enum SecretFile {
  /// Bytes of a file.
  static let limit = 1_000

  /// The file's text; a line break at the end is no part of it. Throws ``UsageError``, which names the setting and never the content.
  static func read(_ path: String, of setting: Setting) throws -> String {
    guard let data = FileManager.default.contents(atPath: path), data.count <= limit,
      let text = String(validating: data, as: UTF8.self)
    else { throw UsageError("\(setting.key) \(path) cannot be read as UTF-8 of at most \(limit) bytes.") }
    let secret = text.trimmingCharacters(in: .newlines)
    guard !secret.isEmpty, !secret.utf8.contains(0) else {
      throw UsageError("\(setting.key) \(path) holds no password.")
    }
    return secret
  }
}
