// A checksum over bytes that SDK and collector compare; the one use of SHA-256 outside the keys.

/// Tells whole bytes from cut or altered ones.
public enum Checksum {
  /// SHA-256 (FIPS 180-4) as 64 hexadecimal digits in lower case. O(n).
  public static func sha256(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = SHA256.digest(of: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
