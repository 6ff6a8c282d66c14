// Signing in and out. Neither the words nor the time of a response tell whether an account exists.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct SignInRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.async(.GET, "/sign-in", access: .anyone) { await show($0) }
    router.async(.POST, "/sign-in", access: .anyone) { await signIn($0) }
    router.form("/sign-out", needs: .read, board, signOut)
  }

  func show(_ request: HTTPRequest) async -> HTTPResponse {
    await board.answer(request) { viewer in
      let target = request.query("to").flatMap(Link.init(returningTo:))
      if viewer != nil { return .redirect(to: (target ?? Link()).target) }
      let hasAccounts = try await board.store.read { try !$0.accounts().isEmpty }
      return .html(SignInPage(target: target, hasAccounts: hasAccounts).rendered())
    }
  }

  func signIn(_ request: HTTPRequest) async -> HTTPResponse {
    await board.answer(request) { _ in
      try board.formGuard.checkOrigin(request)
      let form = try request.form()
      let email = String(Words.cut(form["email"] ?? "", to: 254)).trimmed.lowercased()
      let page = SignInPage(email: email, target: form["to"].flatMap(Link.init(returningTo:)))
      let password = form["password"] ?? ""
      guard !email.isEmpty, !password.isEmpty, password.utf8.count <= 1_000 else { return refused(page) }
      return try await attempt(request, page, password)
    }
  }

  func signOut(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    try await board.store.write { try $0.deleteSession(tokenHash: viewer.sessionHash) }
    var response = HTTPResponse.redirect(to: Link("sign-in").target)
    response.headers.add("Set-Cookie", board.cookie.clearing)
    return response
  }

  private func attempt(_ request: HTTPRequest, _ page: SignInPage, _ password: String) async throws -> HTTPResponse {
    let now = board.clock()
    let address = request.remoteAddress
    if let delay = await board.throttle.delay(address: address, account: page.email, now: now) {
      return slowed(page, seconds: delay)
    }
    let email = page.email
    let account = try await board.store.read { try $0.account(email: email) }
    let usable = account.flatMap { $0.disabledAt == nil ? $0 : nil }
    guard let fits = await board.passwords.check(password, against: usable?.passwordHash) else {
      throw HTTPError(
        status: 503, code: "busy", message: "Many people are signing in at once. Try again in a moment.",
        headers: ["Retry-After": "2"])
    }
    guard fits, let usable else {
      await board.throttle.noteFailure(address: address, account: page.email, now: now)
      return refused(page)
    }
    await board.throttle.noteSuccess(account: page.email)
    return try await admit(usable, replacing: board.cookie.token(in: request), to: page.target ?? Link(), now: now)
  }

  /// Always makes a new token, so that a token which an attacker set beforehand is not used (session fixation).
  private func admit(
    _ account: StaffAccount, replacing old: [UInt8]?, to target: Link, now: Timestamp
  ) async throws -> HTTPResponse {
    let token = board.secrets.makeToken()
    let seconds = board.options.sessionSeconds
    let oldHash = old.map(board.secrets.tokenHash)
    let session = StaffSession(
      tokenHash: board.secrets.tokenHash(token), account: account.id, createdAt: now,
      expiresAt: now.adding(seconds: seconds))
    try await board.store.write { writes in
      if let oldHash { try writes.deleteSession(tokenHash: oldHash) }
      _ = try writes.deleteSessions(expiredBefore: now)
      try writes.createSession(session)
    }
    var response = HTTPResponse.redirect(to: target.target)
    response.headers.add("Set-Cookie", board.cookie.header(token: token, seconds: seconds))
    return response
  }

  private func refused(_ page: SignInPage) -> HTTPResponse {
    var page = page
    page.problem = "The e-mail or the password is wrong."
    return .html(422, page.rendered())
  }

  private func slowed(_ page: SignInPage, seconds: Int64) -> HTTPResponse {
    var page = page
    page.problem =
      "Too many failed sign-ins. Wait \(TimeText.span(milliseconds: max(seconds, 60) * 1_000)) and try again."
    var response = HTTPResponse.html(429, page.rendered())
    response.headers.set("Retry-After", String(seconds))
    return response
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
