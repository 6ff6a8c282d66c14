// SHA-256 by libsodium: what a file's bytes are known by, and what S3 is told of a body.
import CCollectorSodium
import CollectorCore

package enum SHA256 {
  package static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var hash = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    crypto_hash_sha256(&hash, bytes, UInt64(bytes.count))
    return hash
  }

  package static func text(_ bytes: [UInt8]) -> String { Hexadecimal.text(hash(bytes)) }
}
