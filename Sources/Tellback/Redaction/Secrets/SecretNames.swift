// Names that say that their value is secret: password, token, PIN, session and the like, in the languages that people report in.

/// What a name says about its value.
enum SecretKind {
  /// A password: it may look like anything, also like a word.
  case password
  /// A key or a token: it has digits.
  case token
  /// A PIN or a code for one use: a few digits.
  case code
  /// A session: its value is long, or it is none that opens anything.
  case session
}

enum SecretNames {
  /// A name may end so, such as `user_password` or `WLAN-Passwort`.
  private static let passwords: [StaticString] = [
    "password", "passwd", "passwort", "passphrase", "kennwort", "pwd", "mot de passe", "motdepasse", "mot_de_passe",
    "contraseña", "contrasena", "senha", "palavra-passe", "wachtwoord", "hasło", "haslo", "lösenord", "lösenordet",
    "passord", "passordet", "adgangskode", "adgangskoden", "kodeord", "kodeordet", "salasana", "salasanani", "heslo",
    "jelszó", "jelszavam", "şifre", "şifrem", "пароль", "Пароль", "密码", "密碼", "口令", "パスワード", "비밀번호",
  ]
  private static let tokens: [StaticString] = [
    "secret", "token", "jeton", "apikey", "api key", "api_key", "api-key", "apischlüssel", "api-schlüssel", "accesskey",
    "access key", "access_key", "access-key", "secretkey", "secret key", "secret_key", "secret-key", "privatekey",
    "private key", "private_key", "private-key", "authkey", "auth key", "auth_key", "auth-key", "encryptionkey",
    "encryption key", "encryption_key", "authorization", "sessionid", "session id", "session_id", "session-id",
    "sessionkey", "session_key", "sessid", "sitzungs-id", "signature", "credential", "credentials", "geheimnis",
    "zugangsschlüssel", "recovery code", "backup code", "recovery key", "wiederherstellungsschlüssel",
    "wiederherstellungscode", "clé api", "clé d'api", "clave api", "chiave api", "chave api", "connect.sid",
  ]
  /// Only as words of their own: `pin` stands in `mapping`, `pass` in `compass`.
  private static let tokenWords: [StaticString] = [
    "pass", "pw", "bearer", "csrf", "xsrf", "jwt", "parola", "parolă", "clave",
  ]
  private static let codeWords: [StaticString] = [
    "pin", "pincode", "pin code", "pin-code", "pin_code", "pin number", "pinnummer", "pin-nummer", "geheimzahl", "tan",
    "tan-nummer", "otp", "totp", "passcode", "one-time code", "one time code", "einmalcode", "einmal-code",
    "verification code", "verification_code", "verificationcode", "verifizierungscode", "bestätigungscode",
    "security code", "security_code", "sicherheitscode", "sms code", "sms-code", "login code", "access code",
    "access_code", "zugangscode", "2fa code", "cvv", "cvv2", "cvc", "cvc2", "kartenprüfnummer",
    "code pin", "code secret", "code de sécurité", "código pin", "código de seguridad", "codice pin", "codice segreto",
    "pinkode", "pin-kod", "pinkod", "пин-код", "ПИН-код",
  ]
  private static let sessionWords: [StaticString] = ["session", "sess", "sid", "sitzung", "auth", "session cookie"]
  /// Only in the query of an address: elsewhere they name anything.
  private static let queryWords: [StaticString] = ["key", "code", "sig", "ticket", "assertion"]

  private struct Entry {
    let name: StaticString
    let kind: SecretKind
    let isWord: Bool
    var isOfQuery = false
    /// The byte before the last one: it tells most names apart.
    var penultimate: UInt8 = 0
  }

  /// All names by their last byte, so that few are compared. Codes come first: `code secret` ends as a token's name does.
  private static let entries: [[Entry]] = {
    var all = codeWords.map { Entry(name: $0, kind: .code, isWord: true) }
    all += passwords.map { Entry(name: $0, kind: .password, isWord: false) }
    all += tokens.map { Entry(name: $0, kind: .token, isWord: false) }
    all += tokenWords.map { Entry(name: $0, kind: .token, isWord: true) }
    all += sessionWords.map { Entry(name: $0, kind: .session, isWord: true) }
    all += queryWords.map { Entry(name: $0, kind: .session, isWord: true, isOfQuery: true) }
    var table = [[Entry]](repeating: [], count: 256)
    for var entry in all {
      entry.name.withUTF8Buffer { name in
        guard name.count >= 2 else { return }
        entry.penultimate = name[name.count - 2]
        table[Int(name[name.count - 1])].append(entry)
      }
    }
    return table
  }()

  /// The kind of the name that ends at `end`, and where it begins; nothing before `start` is looked at.
  static func find(
    _ bytes: UnsafeBufferPointer<UInt8>, endingAt end: Int, from start: Int
  ) -> (kind: SecretKind, start: Int)? {
    guard end - start >= 2 else { return nil }
    let penultimate = bytes[end - 2].lowered
    for entry in entries[Int(bytes[end - 1].lowered)] where entry.penultimate == penultimate {
      let first = end - entry.name.utf8CodeUnitCount
      guard first >= start, bytes.has(entry.name, at: first, ignoringCase: true),
        !entry.isWord || isBoundary(bytes, first)
      else {
        continue
      }
      if entry.isOfQuery, bytes.byte(first - 1) != UInt8(ascii: "?"), bytes.byte(first - 1) != UInt8(ascii: "&") {
        continue
      }
      return (entry.kind, first)
    }
    return nil
  }

  /// The kind of a whole name, such as the key of a field.
  static func kind(of name: String) -> SecretKind? {
    var name = name
    return name.withUTF8 { find($0, endingAt: $0.count, from: 0)?.kind }
  }

  /// A word begins at `index`: behind anything but a letter or a digit, or with a capital behind a small letter.
  private static func isBoundary(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    let before = bytes.byte(index - 1)
    if !before.isAlphanumeric, before < 0x80 { return true }
    return before >= UInt8(ascii: "a") && before <= UInt8(ascii: "z") && bytes.byte(index) != bytes.byte(index).lowered
  }
}
