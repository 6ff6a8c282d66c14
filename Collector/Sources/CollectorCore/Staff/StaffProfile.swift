// What a person says of themselves, checked.
import TellbackWire

/// Name, languages and time zone of an account.
public struct StaffProfile: Sendable, Equatable {
  /// Bytes of a name: it goes out with answers.
  public static let nameLimit = WireLimits.user
  public static let languageLimit = 10
  /// Bytes of a time zone's name.
  public static let zoneLimit = 64

  public var name: String
  public var languages: [String]
  public var timeZone: String?

  /// Throws ``StaffError`` for a name, a language or a zone that cannot be one. Spaces around the name go.
  public init(name: String, languages: [String] = [], timeZone: String? = nil) throws {
    self.name = try Self.checked(name: name)
    guard languages.count <= Self.languageLimit else { throw StaffError.tooManyLanguages(languages.count) }
    for tag in languages where !Self.isTag(tag) { throw StaffError.noLanguage(tag) }
    var seen: Set<String> = []
    self.languages = languages.filter { seen.insert($0.lowercased()).inserted }
    if let timeZone, !Self.isZone(timeZone) { throw StaffError.noTimeZone(timeZone) }
    self.timeZone = timeZone
  }

  public init(_ account: StaffAccount) {
    name = account.name
    languages = account.languages
    timeZone = account.timeZone
  }

  static func checked(name: String) throws -> String {
    var rest = name[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    guard !rest.isEmpty else { throw StaffError.noName }
    guard rest.utf8.count <= nameLimit else { throw StaffError.nameTooLong(bytes: rest.utf8.count) }
    guard !rest.contains(where: \.isNewline) else { throw StaffError.nameHasLines }
    return String(rest)
  }

  /// The shape of a BCP 47 tag (RFC 5646, section 2.1): a language of two or three letters, then parts of one to eight.
  private static func isTag(_ tag: String) -> Bool {
    let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
    guard let language = parts.first, (2...3).contains(language.utf8.count), tag.utf8.count <= 35 else { return false }
    return language.utf8.allSatisfy(isLetter)
      && parts.allSatisfy { (1...8).contains($0.utf8.count) && $0.utf8.allSatisfy { isLetter($0) || isDigit($0) } }
  }

  /// Looks like a name of the time zone database; whether the machine knows it is another question.
  static func isZone(_ name: String) -> Bool {
    (1...zoneLimit).contains(name.utf8.count)
      && name.utf8.allSatisfy { isLetter($0) || isDigit($0) || "/_+-".utf8.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}

/// An address of mail as an account is known by: lower case.
public enum StaffEmail {
  /// Throws ``StaffError/noEmail(_:)`` for what is no address.
  public static func checked(_ text: String) throws -> String {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), text.utf8.count <= WireLimits.contact,
      text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F && !$0.properties.isWhitespace })
    else { throw StaffError.noEmail(text) }
    return text.lowercased()
  }
}
