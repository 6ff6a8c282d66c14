// Comparing the hashes of installations' secrets, by libsodium: the time it takes says nothing about where they differ.
import CCollectorSodium

enum SecretHash {
  /// True when both have the same bytes. Only their lengths, which are no secret, end it early.
  static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && sodium_memcmp(left, right, left.count) == 0
  }
}
