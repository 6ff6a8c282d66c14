// Finds who is behind a request: by the session's cookie, by the browser's, or by what a trusted proxy says.
import CollectorCore
import CollectorHTTP
import TellbackWire

extension BoardContext {
  /// Between two notes of when a session was seen, in seconds: a page view costs no write.
  private static let seenSeconds: Int64 = 300

  /// Nil without a session, with one that has ended or waits for its second factor, or when its account is gone or disabled.
  func findViewer(_ request: HTTPRequest) async throws -> Viewer? {
    guard let token = cookie.token(in: request) else { return nil }
    let hash = secrets.tokenHash(token)
    let now = clock()
    let found = try await store.read { reads -> FoundSession? in
      guard let session = try reads.session(tokenHash: hash), now < session.expiresAt, !session.awaitsFactor,
        let account = try reads.account(session.account), account.disabledAt == nil
      else { return nil }
      let lacksFactor = account.needsFactor ? try reads.secondFactor(ofAccount: account.id)?.confirmedAt == nil : false
      return FoundSession(
        session: session, account: account, lacksFactor: lacksFactor,
        language: try reads.boardLanguage(ofAccount: account.id))
    }
    guard let found else { return nil }
    // The proxy knows somebody else by now: the session is not theirs.
    if let email = proxiedEmail(request), email != found.account.email { return nil }
    await noteSeen(found.session, request, now: now)
    return Viewer(
      account: found.account, formToken: formGuard.maskedToken(session: token), sessionHash: hash,
      lacksFactor: found.lacksFactor && proxiedEmail(request) == nil, language: found.language)
  }

  private struct FoundSession: Sendable {
    var session: StaffSession
    var account: StaffAccount
    var lacksFactor: Bool
    var language: Language?
  }

  /// A disk that takes no writes must not keep anybody from reading, so that a failure is told to the log alone.
  private func noteSeen(_ session: StaffSession, _ request: HTTPRequest, now: Timestamp) async {
    var noted = session
    noted.note(request)
    let isFresh = session.seenAt.map { now < $0.adding(seconds: Self.seenSeconds) } ?? false
    guard !isFresh || noted.address != session.address else { return }
    do {
      try await store.write { [noted] store in
        try store.noteSeen(session: noted.tokenHash, at: now, browser: noted.browser, address: noted.address)
      }
    } catch {
      options.onFailure("-", request.path, error)
    }
  }

  /// The hash of the browser's token when the account has signed in with this browser before.
  func knownBrowser(_ request: HTTPRequest, of account: StaffAccount?) async throws -> [UInt8]? {
    guard let account, let token = browserCookie.token(in: request) else { return nil }
    let hash = secrets.tokenHash(token)
    return try await store.read { try $0.isKnownBrowser(tokenHash: hash, account: account.id) } ? hash : nil
  }

  /// Whom a proxy has signed in, in lower case. Nil unless ``BoardOptions/proxySignIn`` is set and the proxy sent the request
  /// itself.
  func proxiedEmail(_ request: HTTPRequest) -> String? {
    guard let rule = options.proxySignIn, rule.proxies.contains(request.peerAddress),
      let email = request.headers[rule.header], !email.isEmpty, email.utf8.count <= WireLimits.contact
    else { return nil }
    return email.trimmed.lowercased()
  }

  /// A whole address, to pass on.
  func publicLink(_ link: Link, _ request: HTTPRequest) -> String {
    let origin = options.origin ?? "\(options.isSecure ? "https" : "http")://\(request.headers["host"] ?? "localhost")"
    return origin + link.target
  }
}
