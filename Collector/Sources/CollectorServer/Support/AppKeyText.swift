// An app's key as text: what a person copies into an app's configuration.
import CollectorCore

enum AppKeyText {
  static let prefix = "tb_"
  /// The longest key that is looked at, in bytes.
  static let limit = 128

  /// `tb_` and 64 hexadecimal digits.
  static func make(_ secrets: any Secrets) -> String { prefix + Hexadecimal.text(secrets.makeToken()) }

  /// What tells keys apart in lists.
  static func hint(of key: String) -> String { String(key.prefix(prefix.count + 6)) }

  static func hash(of key: String, _ secrets: any Secrets) -> [UInt8] { secrets.tokenHash(Array(key.utf8)) }
}
