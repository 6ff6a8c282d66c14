// The key of an app's pages. Everybody who opens a page can read it, so it is public: what guards it are its origins, its
// quota, and that it can be blocked.
import TellbackWire

/// A public key of an app, for browsers on pages of certain origins.
public struct WebKeyRecord: Sendable, Equatable {
  /// Origins of one key.
  public static let originLimit = 20
  /// What a key may bring in unless its command says otherwise, a minute: a page with it is open to everybody.
  public static let usualQuota = IngestQuota(appPerMinute: 600, installationPerMinute: 30)
  /// How every key begins; the app's number and 32 hexadecimal digits follow, so that a page knows keys of one app.
  public static let prefix = "tbw_"

  public var id: Int64
  public var app: AppID
  /// ASCII, at most 60 bytes.
  public var key: String
  /// 1 to ``originLimit``, without repeats, in the order in which they were given.
  public var origins: [WebOrigin]
  /// `appPerMinute` is for the key alone: what a page sends takes nothing from what the app's own key may send.
  public var quota: IngestQuota
  public var createdAt: Timestamp
  /// Since when it is refused until somebody unblocks it.
  public var blockedAt: Timestamp?
  /// Since when it is refused for ever.
  public var revokedAt: Timestamp?

  public init(
    id: Int64, app: AppID, key: String, origins: [WebOrigin], quota: IngestQuota, createdAt: Timestamp,
    blockedAt: Timestamp? = nil, revokedAt: Timestamp? = nil
  ) {
    self.id = id
    self.app = app
    self.key = key
    self.origins = origins
    self.quota = quota
    self.createdAt = createdAt
    self.blockedAt = blockedAt
    self.revokedAt = revokedAt
  }

  public var isActive: Bool { blockedAt == nil && revokedAt == nil }
}
