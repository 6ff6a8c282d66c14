// Languages and time zones of reporters, for whoever answers them. What is not well formed is shown as it came, never used.
import Foundation
import TellbackWire

enum LocaleText {
  /// The locale as a BCP 47 tag that may stand in `lang`; nil when it is none. `de_CH` is taken for `de-CH`.
  static func tag(_ locale: String?) -> String? {
    guard let locale else { return nil }
    let tag = locale.replacingOccurrences(of: "_", with: "-")
    let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
    guard let language = parts.first, (2...3).contains(language.utf8.count), isLetters(language),
      parts.allSatisfy({ (1...8).contains($0.utf8.count) && $0.utf8.allSatisfy(isLetterOrDigit) })
    else { return nil }
    return tag
  }

  /// `German (Switzerland)`, `Deutsch (Schweiz)`; nil when the tag is malformed or unknown.
  static func name(_ locale: String?) -> String? {
    guard let tag = tag(locale) else { return nil }
    return reader.localizedString(forIdentifier: tag)
  }

  /// `German`; the tag itself when its language is unknown.
  static func language(_ locale: String?) -> String? {
    guard let tag = tag(locale), let code = tag.split(separator: "-").first else { return nil }
    return reader.localizedString(forLanguageCode: String(code)) ?? tag
  }

  private static var reader: Locale { Locale(identifier: Language.current.rawValue) }

  /// How many seconds `zone` was ahead of UTC at `moment`; nil for a zone that this system does not know.
  static func offset(ofZone zone: String?, at moment: Timestamp) -> Int64? {
    guard let zone, zone.utf8.count <= 64,
      zone.utf8.allSatisfy({ isLetterOrDigit($0) || "/_+-".utf8.contains($0) }),
      let known = TimeZone(identifier: zone)
    else { return nil }
    return Int64(known.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment.milliseconds) / 1_000)))
  }

  /// Names of time zones that this system knows, for suggestions.
  static let zones = TimeZone.knownTimeZoneIdentifiers.filter { $0.contains("/") }.sorted()

  private static func isLetters(_ text: Substring) -> Bool { text.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 } }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 }
}
