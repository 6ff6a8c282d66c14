// The headers by which a receiver knows that a body is ours, and unchanged. Source: Standard Webhooks, specification 1.0.
import CCollectorSodium
import CollectorCore
import TellbackWire

enum WebhookSigner {
  /// `now` is in the signature, so that a body that somebody kept cannot be sent again later.
  static func headers(_ dispatch: WebhookDispatch, now: Timestamp) -> [String] {
    let id = dispatch.delivery.messageID
    let seconds = String(now.milliseconds / 1_000)
    let signed = Array("\(id).\(seconds).".utf8) + dispatch.body
    let signatures = dispatch.secrets.map { "v1,\(Base64.text(hmac(signed, key: $0.bytes)))" }
    return [
      "Content-Type: application/json", "webhook-id: \(id)", "webhook-timestamp: \(seconds)",
      "webhook-signature: \(signatures.joined(separator: " "))",
    ]
  }

  /// HMAC-SHA-256 (RFC 2104), by libsodium's calls that take a key of any length. 32 bytes.
  static func hmac(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    var state = crypto_auth_hmacsha256_state()
    var result = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
    crypto_auth_hmacsha256_init(&state, key, key.count)
    crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
    crypto_auth_hmacsha256_final(&state, &result)
    return result
  }
}
