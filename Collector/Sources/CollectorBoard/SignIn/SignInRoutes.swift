// Signing in and out. Neither the words nor the time of a response tell whether an account exists.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct SignInRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.async(.GET, "/sign-in", access: .anyone) { await show($0) }
    router.async(.POST, "/sign-in", access: .anyone) { await signIn($0) }
    router.form("/sign-out", needs: .read, beforeFactor: true, board, signOut)
  }

  func show(_ request: HTTPRequest) async -> HTTPResponse {
    await board.answer(request) { viewer in
      let target = request.query("to").flatMap(Link.init(returningTo:))
      if viewer != nil { return .redirect(to: (target ?? Link()).target) }
      if let email = board.proxiedEmail(request) { return try await admitProxied(request, email, to: target ?? Link()) }
      let hasAccounts = try await board.store.read { try !$0.accounts().isEmpty }
      return .html(SignInPage(target: target, hasAccounts: hasAccounts).rendered())
    }
  }

  func signIn(_ request: HTTPRequest) async -> HTTPResponse {
    await board.answer(request) { _ in
      try board.formGuard.checkOrigin(request)
      let form = try request.form()
      let email = String(Words.cut(form["email"] ?? "", to: 320)).trimmed.lowercased()
      let page = SignInPage(email: email, target: form["to"].flatMap(Link.init(returningTo:)))
      let password = form["password"] ?? ""
      guard !email.isEmpty, !password.isEmpty, password.utf8.count <= StaffPassword.range.upperBound else {
        return refused(page)
      }
      return try await attempt(request, page, password)
    }
  }

  func signOut(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let now = board.clock()
    try await board.store.write { store in
      try store.deleteSession(tokenHash: viewer.sessionHash)
      try store.audit(
        AuditEntry(
          at: now, act: .signedOut, by: viewer.auditActor, address: request.remoteAddress,
          subject: viewer.account.email))
    }
    var response = HTTPResponse.redirect(to: Link("sign-in").target)
    response.headers.add("Set-Cookie", board.cookie.clearing)
    return response
  }

  private func attempt(_ request: HTTPRequest, _ page: SignInPage, _ password: String) async throws -> HTTPResponse {
    let (now, email) = (board.clock(), page.email)
    let account = try await board.store.read { try $0.account(email: email) }
    let browser = try await board.knownBrowser(request, of: account)
    let guess = SignInThrottle.Guess(address: request.remoteAddress, account: email, browser: browser)
    if let delay = await board.throttle.delay(guess, now: now) { return slowed(page, seconds: delay) }
    let usable = account.flatMap { $0.isUsable ? $0 : nil }
    guard let fits = await board.passwords.check(password, against: usable?.passwordHash) else {
      throw HTTPError.manySignIns
    }
    guard fits, let usable else {
      await board.throttle.noteFailure(guess, now: now)
      try await noteFailure(request, account, email, now: now)
      return refused(page)
    }
    await board.throttle.noteSuccess(guess)
    return try await proceed(request, usable, to: page.target ?? Link(), now: now)
  }

  /// The name of an account that is not there is left out: it may be a password in the wrong field.
  private func noteFailure(_ request: HTTPRequest, _ account: StaffAccount?, _ email: String, now: Timestamp)
    async throws
  {
    let entry = AuditEntry(
      at: now, act: .signInFailed, by: .visitor, address: request.remoteAddress, subject: account?.email ?? "",
      detail: account.map { $0.disabledAt == nil ? "wrong password" : "disabled" } ?? "no such account")
    try await board.store.write { _ = try $0.audit(entry) }
  }

  // MARK: Letting in

  /// The password was right: asks for the second factor where there is one, else lets in.
  func proceed(_ request: HTTPRequest, _ account: StaffAccount, to target: Link, now: Timestamp) async throws
    -> HTTPResponse
  {
    let factor = try await board.store.read { try $0.secondFactor(ofAccount: account.id) }
    guard factor?.confirmedAt != nil else { return try await admit(request, account, to: target, now: now) }
    return try await CodeRoutes(board: board, signIn: self).ask(request, account, to: target, now: now)
  }

  /// Always makes a new token, so that a token which an attacker set beforehand is not used (session fixation).
  func admit(
    _ request: HTTPRequest, _ account: StaffAccount, to target: Link, now: Timestamp, detail: String = ""
  ) async throws -> HTTPResponse {
    let token = board.secrets.makeToken()
    let seconds = board.options.sessionSeconds
    let oldHash = board.cookie.token(in: request).map(board.secrets.tokenHash)
    var session = StaffSession(
      tokenHash: board.secrets.tokenHash(token), account: account.id, createdAt: now,
      expiresAt: now.adding(seconds: seconds), seenAt: now)
    session.note(request)
    // The same browser keeps its token, and a newcomer gets one (OWASP, device cookies).
    let browser = board.browserCookie.token(in: request) ?? board.secrets.makeToken()
    let browserHash = board.secrets.tokenHash(browser)
    try await board.store.write { [session] store in
      if let oldHash { try store.deleteSession(tokenHash: oldHash) }
      _ = try store.deleteSessions(expiredBefore: now)
      try store.createSession(session)
      try store.rememberBrowser(tokenHash: browserHash, account: account.id, at: now)
      try store.audit(
        AuditEntry(
          at: now, act: .signedIn, by: .staff(id: account.id, name: account.name), address: request.remoteAddress,
          subject: account.email, detail: detail))
    }
    var response = HTTPResponse.redirect(to: target.target)
    response.headers.add("Set-Cookie", board.cookie.header(token: token, seconds: seconds))
    response.headers.add("Set-Cookie", board.browserCookie.header(token: browser, seconds: KnownBrowser.seconds))
    return response
  }

  /// Whoever the proxy names is let in without a password or a second factor: asking for these is the proxy's business.
  private func admitProxied(_ request: HTTPRequest, _ email: String, to target: Link) async throws -> HTTPResponse {
    let now = board.clock()
    let account = try await board.store.read { try $0.account(email: email) }
    guard let account, account.disabledAt == nil else {
      try await noteFailure(request, account, email, now: now)
      throw HTTPError(
        status: 403, code: "no_account", message: SignInText.noAccountHere)
    }
    if account.joinedAt == nil {
      // An empty password fits nothing: this only says that somebody has come.
      try await board.store.write { try $0.setPassword(account: account.id, hash: "", at: now) }
    }
    return try await admit(request, account, to: target, now: now, detail: "by the proxy")
  }

  private func refused(_ page: SignInPage) -> HTTPResponse {
    var page = page
    page.problem = SignInText.wrong.text
    return .html(422, page.rendered())
  }

  private func slowed(_ page: SignInPage, seconds: Int64) -> HTTPResponse {
    var page = page
    page.problem = SignInText.slowed(TimeText.span(milliseconds: max(seconds, 60) * 1_000)).text
    var response = HTTPResponse.html(429, page.rendered())
    response.headers.set("Retry-After", String(seconds))
    return response
  }
}

extension HTTPError {
  static var manySignIns: HTTPError {
    HTTPError(status: 503, code: "busy", message: SignInText.many, headers: ["Retry-After": "2"])
  }
}

extension StaffSession {
  /// What a request says of the browser, within limits.
  mutating func note(_ request: HTTPRequest) {
    browser = Words.clipped(request.headers["user-agent"] ?? "", to: Self.browserLimit)
    address = Words.clipped(request.remoteAddress, to: Self.addressLimit)
  }
}

extension String {
  /// Without white space at either end.
  var trimmed: String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
