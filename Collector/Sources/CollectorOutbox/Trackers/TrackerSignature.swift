// Whether a message is a tracker's own. Sources: GitHub, 'Validating webhook deliveries' (X-Hub-Signature-256); GitLab, 'Webhooks'
// (X-Gitlab-Token).
import CCollectorSodium
import CollectorCore

public enum TrackerSignature {
  /// GitHub signs the body with the secret; GitLab sends the secret itself. Takes as long for a wrong one of the same length.
  public static func holds(
    _ kind: TrackerKind, secret: String, body: [UInt8], header: (_ name: String) -> String?
  ) -> Bool {
    switch kind {
    case .github:
      let wanted = "sha256=" + Hexadecimal.text(WebhookSigner.hmac(body, key: Array(secret.utf8)))
      return areEqual(wanted, header("x-hub-signature-256"))
    case .gitlab: return areEqual(secret, header("x-gitlab-token"))
    }
  }

  private static func areEqual(_ wanted: String, _ found: String?) -> Bool {
    guard let found else { return false }
    let (left, right) = (Array(wanted.utf8), Array(found.utf8))
    return left.count == right.count && sodium_memcmp(left, right, left.count) == 0
  }
}
