// Passwords by Argon2id, tokens by the system's randomness, hashes by BLAKE2b: all of it libsodium's.
import CCollectorSodium
import CollectorCore
import Synchronization

/// Why secrets could not be made.
enum SecretsError: Error, Sendable, CustomStringConvertible {
  case unavailable
  case outOfMemory
  case passwordTooLong

  var description: String {
    switch self {
    case .unavailable: "libsodium could not be started on this system."
    case .outOfMemory: "There was not enough memory to hash the password (64 MiB are needed)."
    case .passwordTooLong: "The password is longer than the limit of \(SodiumSecrets.passwordLimit) bytes."
    }
  }
}

/// The domain's ``Secrets``, kept by libsodium.
final class SodiumSecrets: Secrets {
  /// Bytes of a password; Argon2 would take more, a form should not.
  static let passwordLimit = StaffPassword.range.upperBound

  /// What a hash that cannot be right is compared with, so that it takes as long.
  /// Made at the first need: it costs as much as a sign-in.
  private let decoy = Mutex<String?>(nil)

  init() throws {
    guard sodium_init() >= 0 else { throw SecretsError.unavailable }
  }

  func passwordHash(_ password: String) throws -> String { try Self.hash(password) }

  func verify(password: String, hash: String) -> Bool {
    guard password.utf8.count <= Self.passwordLimit else { return false }
    let isHash = hash.hasPrefix("$argon2id$") && hash.utf8.count < Int(crypto_pwhash_STRBYTES)
    var text = (isHash ? hash : decoyHash()).utf8.map { CChar(bitPattern: $0) }
    text.append(contentsOf: repeatElement(0, count: Int(crypto_pwhash_STRBYTES) - text.count))
    let fits = crypto_pwhash_str_verify(text, password, UInt64(password.utf8.count)) == 0
    return fits && isHash
  }

  private func decoyHash() -> String {
    if let made = decoy.withLock({ $0 }) { return made }
    // Without memory for it the answer is no all the same, only sooner.
    let made = (try? Self.hash("an unknown account")) ?? ""
    decoy.withLock { $0 = made }
    return made
  }

  func makeToken() -> [UInt8] {
    var token = [UInt8](repeating: 0, count: 32)
    randombytes_buf(&token, token.count)
    return token
  }

  func tokenHash(_ token: [UInt8]) -> [UInt8] {
    var hash = [UInt8](repeating: 0, count: 32)
    crypto_generichash(&hash, hash.count, token, UInt64(token.count), nil, 0)
    return hash
  }

  func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && (left.isEmpty || sodium_memcmp(left, right, left.count) == 0)
  }

  /// 64 MiB and two passes: above what OWASP asks of Argon2id, and bounded so that sign-ins cannot exhaust a small machine.
  private static func hash(_ password: String) throws -> String {
    guard password.utf8.count <= passwordLimit else { throw SecretsError.passwordTooLong }
    var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
    let result = crypto_pwhash_str(
      &text, password, UInt64(password.utf8.count), UInt64(crypto_pwhash_OPSLIMIT_INTERACTIVE),
      Int(crypto_pwhash_MEMLIMIT_INTERACTIVE))
    guard result == 0 else { throw SecretsError.outOfMemory }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
