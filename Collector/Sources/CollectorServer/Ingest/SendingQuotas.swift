// Who pays for what is sent: an app's own key from the app's quota, a web key from its own. A page that floods takes nothing
// from what the app may send.
import CollectorCore

struct SendingQuotas: Sendable {
  private let apps = Quotas()
  private let webKeys = Quotas(what: "Reports", who: "this web key", code: "quota_web_key")

  /// Throws the ``ErrorAnswer`` to answer: 429 with Retry-After.
  func take(_ count: Int, from sender: SenderAuthenticator.Sender) throws {
    guard let key = sender.webKey else {
      return try apps.take(count, app: sender.app, quota: sender.quota, installation: sender.installation)
    }
    // The buckets of web keys are numbered by key.
    try webKeys.take(count, app: AppID(key), quota: sender.quota, installation: sender.installation)
  }

  /// The same for senders that have no installation.
  func take(_ count: Int, app: AppID, quota: IngestQuota) throws {
    try apps.take(count, app: app, quota: quota, installation: nil)
  }

  /// Files of pages count too, each begun megabyte as one report: nobody can fill the disk by a key that everybody can read.
  func take(fileOf bytes: Int, from sender: SenderAuthenticator.Sender) throws {
    guard sender.webKey != nil else { return }
    try take(1 + bytes / 1_048_576, from: sender)
  }
}
