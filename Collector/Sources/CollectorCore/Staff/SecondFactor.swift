// Codes of six digits that an authenticator app makes of a shared secret and the time (RFC 6238, RFC 4226).
import TellbackWire

/// The second factor of an account.
public struct SecondFactor: Sendable, Equatable {
  public var account: Int64
  /// 20 bytes: as long as HMAC-SHA-1 gives (RFC 4226, section 4, R6).
  public var secret: [UInt8]
  public var createdAt: Timestamp
  /// When a first code of it was right; nil while it is being set up and guards nothing.
  public var confirmedAt: Timestamp?
  /// The newest time step of which a code was taken.
  public var lastStep: Int64

  public init(
    account: Int64, secret: [UInt8], createdAt: Timestamp, confirmedAt: Timestamp? = nil, lastStep: Int64 = 0
  ) {
    self.account = account
    self.secret = secret
    self.createdAt = createdAt
    self.confirmedAt = confirmedAt
    self.lastStep = lastStep
  }
}

/// Time-based one-time passwords with the parameters that every authenticator app knows: SHA-1, six digits, 30 seconds.
public enum OneTimeCode {
  public static let stepSeconds: Int64 = 30
  /// Steps before and after the present one of which a code is taken: clocks differ, and people type slowly (RFC 6238,
  /// section 5.2 advises one).
  public static let drift: Int64 = 1
  public static let secretBytes = 20

  public static func step(at moment: Timestamp) -> Int64 { moment.milliseconds / 1_000 / stepSeconds }

  /// HOTP (RFC 4226, section 5.3) of a step's number.
  public static func code(secret: [UInt8], step: Int64, digits: Int = 6) -> String {
    let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * Int64($0))) }
    let hash = SHA1.authenticate(counter, key: secret)
    let offset = Int(hash[19] & 15)
    let number = hash[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let text = String(number)
    return (String(repeating: "0", count: max(0, 10 - text.count)) + text).suffix(digits).description
  }

  /// The step near `moment` that `typed` is the code of; nil when it is none. Spaces in it are skipped. Every step is compared,
  /// in a time that does not tell which fits.
  public static func matchedStep(
    _ typed: String, secret: [UInt8], at moment: Timestamp, secrets: any Secrets
  ) -> Int64? {
    let digits = Array(typed.utf8.filter { $0 != 0x20 })
    guard digits.count == 6, digits.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
    let present = step(at: moment)
    var found: Int64?
    for step in max(0, present - drift)...(max(0, present) + drift)
    where secrets.areEqual(Array(code(secret: secret, step: step).utf8), digits) { found = step }
    return found
  }

  /// What authenticator apps read (Google Authenticator's key URI format).
  public static func uri(secret: [UInt8], email: String, issuer: String = "Tellback") -> String {
    let label = encoded(issuer) + ":" + encoded(email)
    return
      "otpauth://totp/\(label)?secret=\(Base32.text(secret))&issuer=\(encoded(issuer))&algorithm=SHA1&digits=6&period=30"
  }

  private static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let bytes = text.utf8.flatMap { byte -> [UInt8] in
      let isPlain = (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || "-._~".utf8.contains(byte)
      return isPlain ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Codes on paper for whoever lost the phone: 80 random bits each, so that a fast hash keeps them.
public enum RecoveryCode {
  public static let count = 10

  /// `abcd-efgh-ijkl-mnop`, of ten random bytes.
  public static func text(_ bytes: [UInt8]) -> String {
    let letters = Array(Base32.text(Array(bytes.prefix(10))).lowercased())
    return stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<min($0 + 4, letters.count)]) }
      .joined(separator: "-")
  }

  /// The hash by which a code is known, however it was typed; nil for what is none.
  public static func hash(_ typed: String, secrets: any Secrets) -> [UInt8]? {
    let letters = Array(typed.lowercased().utf8.filter { $0 != 0x20 && $0 != UInt8(ascii: "-") })
    guard letters.count == 16, letters.allSatisfy({ $0 &- 0x61 < 26 || $0 &- 0x32 < 6 }) else { return nil }
    return secrets.tokenHash(letters)
  }
}

/// RFC 4648, section 6, without padding.
public enum Base32 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  public static func text(_ bytes: [UInt8]) -> String {
    var (result, buffer, bits): ([UInt8], UInt32, Int) = ([], 0, 0)
    for byte in bytes {
      buffer = buffer << 8 | UInt32(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        result.append(alphabet[Int(buffer >> UInt32(bits) & 31)])
      }
      buffer &= 1 << UInt32(bits) - 1
    }
    if bits > 0 { result.append(alphabet[Int(buffer << UInt32(5 - bits) & 31)]) }
    return String(decoding: result, as: UTF8.self)
  }
}
