// Keys that pages carry, as the authenticator judges them. A refusal is read by whoever embeds the form: it says what to do.
import CollectorCore
import CollectorHTTP

/// A web key in memory, also one that is refused by now.
struct PageKey: Sendable {
  var id: Int64
  var app: AppID
  var quota: IngestQuota
  var origins: [WebOrigin]
  var isBlocked: Bool
  var isRevoked: Bool

  init(_ record: WebKeyRecord) {
    id = record.id
    app = record.app
    quota = record.quota
    origins = record.origins
    isBlocked = record.blockedAt != nil
    isRevoked = record.revokedAt != nil
  }

  /// Throws 401 for a key that was revoked, 403 for one that is blocked or on a page of another origin.
  func check(_ request: HTTPRequest) throws {
    if isRevoked { throw Self.revoked }
    if isBlocked { throw Self.blocked }
    guard let origin = request.headers["origin"] else {
      // A page of the collector's own origin sends no Origin with a GET, but says that it is of the same origin (Fetch
      // Metadata Request Headers, section 2.3).
      guard request.headers["sec-fetch-site"] == "same-origin", let host = request.headers["host"]?.lowercased() else {
        throw Self.noOrigin
      }
      guard origins.contains(where: { $0.authority == host }) else { throw Self.wrongOrigin(host) }
      return
    }
    guard origins.contains(where: { $0.text == origin }) else { throw Self.wrongOrigin(origin) }
  }

  static let unknown = ErrorAnswer(
    401, "unknown_key", field: "data-key",
    "This web key is not known here. Make one with: tellback-collector app web-key create APP --origin ORIGIN")
  static let revoked = ErrorAnswer(
    401, "revoked_key", field: "data-key",
    "This web key was revoked. Make another one with: tellback-collector app web-key create APP --origin ORIGIN")
  static let blocked = ErrorAnswer(
    403, "blocked_key", field: "data-key",
    "This web key is blocked for now; what pages send is kept in the browser. An admin can lift it with: "
      + "tellback-collector app web-key unblock KEY-ID")
  static let noOrigin = ErrorAnswer(
    403, "missing_origin", field: "Origin",
    "A web key is for pages, and this request comes from none: it has no Origin. Programs use a key of app key create.")
  static let secretInPage = ErrorAnswer(
    403, "secret_key_in_page", field: "data-key",
    "This is an app's secret key, and a page shows it to everybody. Revoke it with app key revoke, and use a key of "
      + "app web-key create in pages.")

  static func wrongOrigin(_ origin: String) -> ErrorAnswer {
    ErrorAnswer(
      403, "origin_not_allowed", field: "Origin",
      "This web key is not for pages of \(origin.prefix(WebOrigin.limit)). Make a key for them with: "
        + "tellback-collector app web-key create APP --origin ORIGIN")
  }
}

extension CrossOrigin {
  /// What the form for web pages sends, and what it reads. Open to pages of an origin of which some web key is active.
  static func pages(_ keys: ActiveKeys) -> CrossOrigin {
    CrossOrigin(
      requestHeaders: ["Authorization", "Content-Type", "Tellback-Installation", "Tellback-Sent-At", "If-None-Match"],
      exposedHeaders: ["ETag", "Retry-After"], allows: { keys.isPageOrigin($0) })
  }

  /// Open to every page: who asks learns nothing that its own page does not show.
  static let everyPage = CrossOrigin { $0.utf8.count <= WebOrigin.limit }
}
