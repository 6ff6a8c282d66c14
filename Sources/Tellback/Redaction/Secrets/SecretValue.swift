// Whether a text behind a name is the secret, or says something about it: `hunter2` and `482913`, or `wrong` and `is empty`.

/// A value as it stands in a text, and its shape.
struct SecretValue {
  let range: Range<Int>
  private var digits = 0
  private var letters = 0
  /// Changes from letters to digits and back.
  private var switches = 0
  /// Characters that words and names do not have, such as `!` and `=`.
  private var symbols = 0
  private var isOneCharacter = true

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    self.range = range
    var wasDigit: Bool?
    for index in range {
      let byte = bytes[index]
      // A dot such as • has three bytes.
      let offset = index - range.lowerBound
      let width = bytes[range.lowerBound] < 0x80 ? 1 : 3
      if byte != bytes[range.lowerBound + offset % width] { isOneCharacter = false }
      if byte.isDigit {
        digits += 1
        if wasDigit == false { switches += 1 }
        wasDigit = true
      } else if byte.isLetter || byte >= 0x80 {
        letters += 1
        if wasDigit == true { switches += 1 }
        wasDigit = false
      } else {
        switch byte {
        case UInt8(ascii: "!"), UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
          UInt8(ascii: "^"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "~"),
          UInt8(ascii: "?"), UInt8(ascii: "&"):
          symbols += 1
        default: break
        }
      }
    }
  }

  var count: Int { range.count }
  var hasDigit: Bool { digits > 0 }
  var isNumber: Bool { digits == count }
  /// Stars, dots or crosses that somebody else put there.
  var isMask: Bool { isOneCharacter && count >= 3 && digits == 0 }
  /// A few digits, as PINs and codes for one use have.
  var isCode: Bool { digits == count && (3...10).contains(count) }
  /// Long, of letters and digits: no word and no number of anything.
  var isLong: Bool { count >= 12 && digits >= 2 && letters >= 1 || count >= 16 && digits >= 1 }
  /// Letters and digits, as short ids have.
  var isIdentifier: Bool { count >= 6 && digits >= 1 && letters >= 1 }
  /// Letters and digits by turns: no version and no model.
  var isMixed: Bool { count >= 8 && digits >= 2 && switches >= 2 }

  /// What a person or a program writes for a secret of this kind, where words could stand as well.
  func isTelling(_ bytes: UnsafeBufferPointer<UInt8>, _ kind: SecretKind) -> Bool {
    switch kind {
    case .code: return isCode
    case .session: return isLong
    case .password, .token:
      if count < 4 || isAddress(bytes) || isTechnical(bytes) || isMoment(bytes) { return false }
      if digits == count { return kind == .password || count >= 6 }
      return digits > 0 && letters > 0 || symbols > 0 && letters > 0 || count >= 32
    }
  }

  /// `https://…` or `/reset`: where a secret is asked for.
  private func isAddress(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if bytes[range.lowerBound] == UInt8(ascii: "/") { return true }
    for index in range where bytes.has("://", at: index) { return true }
    return false
  }

  /// `2026-11-22`, `12:30`, `1.2.3`: digits with single marks between them.
  private func isMoment(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    digits > 0 && letters == 0 && symbols == 0 && digits < count
  }

  /// `sha256`, `OAuth2`, `v3`: a word of the trade with a number.
  private func isTechnical(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1].isDigit { end -= 1 }
    if end > range.lowerBound, bytes[end - 1] == UInt8(ascii: "-") || bytes[end - 1] == UInt8(ascii: ".") { end -= 1 }
    guard range.upperBound - end <= 4 else { return false }
    return SecretWords.isTechnical(bytes, range.lowerBound..<end)
  }
}

/// Words that stand behind the name of a secret and are none.
enum SecretWords {
  /// `the password is wrong`, `PIN: falsch`, `token=null`.
  private static let states: [StaticString] = [
    "null", "nil", "none", "true", "false", "undefined", "empty", "blank", "missing", "invalid", "incorrect", "wrong",
    "required", "optional", "expired", "unknown", "hidden", "masked", "redacted", "removed", "changed", "reset",
    "forgotten", "forgot", "rejected", "accepted", "denied", "refused", "failed", "error", "mismatch", "weak", "strong",
    "short", "long", "correct", "valid", "unset", "set", "not", "field", "string", "text", "confirm", "repeat", "show",
    "hide", "new", "old", "current", "yes", "no", "ok", "on", "off", "include", "omit", "leer", "fehlt", "fehlend",
    "falsch", "ungültig", "ungueltig", "abgelaufen", "unbekannt", "vergessen", "gesperrt", "geändert", "zurückgesetzt",
    "korrekt", "richtig", "gültig", "erforderlich", "pflichtfeld", "verborgen", "keins", "keines", "nein", "ja", "feld",
    "anzeigen", "wiederholen", "bestätigen", "neu", "alt", "nicht", "zu", "vide", "invalide", "requis", "oublié",
    "expiré", "vacía", "incorrecta", "inválida", "olvidada", "errata", "errada", "scaduta", "onjuist", "vergeten",
    "incorrecto",
    "incorreta", "incorreto", "inválido", "inválida", "sbagliata", "felaktigt", "forkert", "feil", "väärä", "błędne",
    "špatné", "yanlış", "неверный", "неверно", "obligatoire", "obligatoria", "verplicht",
  ]
  private static let technical: [StaticString] = [
    "v", "version", "sha", "sha-", "md", "base", "utf", "utf-", "oauth", "aes", "aes-", "hs", "rs", "es", "ps", "ed",
    "erc", "bip", "ipv", "http", "tls", "ssl", "argon", "pbkdf", "bcrypt", "ios", "macos", "iphone", "ipad", "android",
    "windows", "win", "x", "p", "h", "s", "fido", "webauthn", "level", "step", "schritt", "type", "typ", "error", "iso",
    "rfc", "page", "line", "field", "user", "test", "option",
  ]
  /// `a token is 3600 seconds old`: the number counts something.
  private static let units: [StaticString] = [
    "byte", "bytes", "character", "characters", "char", "chars", "digit", "digits", "second", "seconds", "sec", "ms",
    "minute", "minutes", "min", "hour", "hours", "day", "days", "times", "bit", "bits", "kb", "entries", "rows",
    "users", "items",
    "attempts", "tries", "versuche",
    "zeichen", "stellen", "ziffern", "sekunden", "minuten", "stunden", "tage", "caractères", "caracteres", "caratteri",
  ]
  /// `the bearer of bad news`, `Bearer token`: no credential stands behind the word.
  private static let notBearers: [StaticString] = [
    "of", "token", "tokens", "auth", "authentication", "authorization", "scheme", "header", "headers", "credential",
    "credentials", "is", "was", "are", "and", "or", "in", "for", "to", "with", "without", "from", "must", "should",
    "may", "has", "had", "prefix", "realm", "bond", "bonds", "share", "shares", "only", "not", "method", "format",
    "type", "value", "values", "key", "keys", "missing", "failed", "fails", "expired", "does", "channel", "cheque",
    "error", "requests", "request", "support", "und", "oder", "ist", "fehlt", "the", "a", "an", "who", "that",
  ]

  static func isState(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool { has(states, bytes, range) }
  static func isTechnical(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    has(technical, bytes, range)
  }
  static func isUnit(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool { has(units, bytes, range) }
  static func isNoBearer(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    has(notBearers, bytes, range)
  }

  private static func has(
    _ words: [StaticString], _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Bool {
    words.contains { $0.utf8CodeUnitCount == range.count && bytes.has($0, at: range.lowerBound, ignoringCase: true) }
  }
}
