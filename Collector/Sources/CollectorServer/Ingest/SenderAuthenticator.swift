// Who sends, told from the head of a request alone: nothing of the body is read before this says yes.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// Checks keys and installations.
struct SenderAuthenticator: Sendable {
  struct Sender: Sendable {
    var app: AppID
    var quota: IngestQuota
    /// Nil for the plain HTTP API.
    var installation: ReportID?
    /// The hash of the installation's secret.
    var secretHash: [UInt8]?
    /// The number of the web key by which a page sends; `quota` is the key's then.
    var webKey: Int64?
  }

  let keys: ActiveKeys
  let secrets: any Secrets

  /// Throws 401 for a key that is missing, unknown or revoked, 400 for an installation that cannot be read.
  func sender(of request: HTTPRequest) throws -> Sender {
    guard let authorization = request.headers["authorization"] else {
      throw ErrorAnswer(401, "missing_key", field: "Authorization", "Send the app's key as Authorization: Bearer KEY.")
    }
    // RFC 9110, section 11.1: the scheme's case does not count.
    guard authorization.utf8.count <= AppKeyText.limit, authorization.prefix(7).lowercased() == "bearer " else {
      throw Self.unknownKey
    }
    var sender = try holder(of: String(authorization.dropFirst(7)), request)
    if let header = request.headers[WireHeaders.installation] {
      guard let credential = InstallationCredential(header: header) else {
        throw ErrorAnswer(
          400, "invalid_value", field: WireHeaders.installation,
          "\(WireHeaders.installation) must be a UUID, a dot and 64 hexadecimal digits.")
      }
      sender.installation = credential.id
      sender.secretHash = secrets.tokenHash(credential.secret)
    }
    // Whoever reads a page has its key; only an installation's secret tells one person's reports from another's.
    guard sender.webKey == nil || sender.installation != nil else { throw Self.missingInstallation }
    return sender
  }

  /// Throws 403 for a key that is at the wrong place: a page's outside of its pages, an app's in a page.
  private func holder(of key: String, _ request: HTTPRequest) throws -> Sender {
    if key.hasPrefix(WebKeyRecord.prefix) {
      guard let page = keys.pageKey(key) else { throw PageKey.unknown }
      try page.check(request)
      return Sender(app: page.app, quota: page.quota, webKey: page.id)
    }
    guard let entry = keys.entry(hash: AppKeyText.hash(of: key, secrets)) else { throw Self.unknownKey }
    guard request.headers["origin"] == nil else { throw PageKey.secretInPage }
    return Sender(app: entry.app, quota: entry.quota)
  }

  static let unknownKey = ErrorAnswer(
    401, "unknown_key", field: "Authorization", "This app key is not known here, or was revoked.")

  static let missingInstallation = ErrorAnswer(
    401, "missing_installation", field: WireHeaders.installation,
    "Say who asks: send \(WireHeaders.installation) with the installation's id and secret.")

  /// The installation of a request that needs one; throws 403 unless its secret is the one that came first.
  func installation(_ sender: Sender, in store: any StoreReads) throws -> ReportID {
    guard let installation = sender.installation, let hash = sender.secretHash else {
      throw Self.missingInstallation
    }
    if let known = try store.installationSecretHash(app: sender.app, installation: installation) {
      guard secrets.areEqual(known, hash) else { throw StoreError.wrongSecret }
    }
    return installation
  }
}
