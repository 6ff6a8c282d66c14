// What the domain needs of cryptography; the server keeps the promise with libsodium.

/// Passwords, tokens and their hashes.
public protocol Secrets: Sendable {
  /// An Argon2id string with its parameters. Slow and hungry on purpose: never call it on an event loop.
  func passwordHash(_ password: String) throws -> String
  /// Slow like ``passwordHash(_:)``; takes as long for a hash that cannot be right.
  func verify(password: String, hash: String) -> Bool
  /// 32 random bytes.
  func makeToken() -> [UInt8]
  /// 32 bytes; for tokens and keys, which are random already, so it is fast.
  func tokenHash(_ token: [UInt8]) -> [UInt8]
  /// Compares in a time that does not tell where they differ.
  func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool
}
