// The second step of signing in: a code of the authenticator app, or a recovery code.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct CodeRoutes: Sendable {
  /// How long the step may take, in seconds.
  static let seconds: Int64 = 600
  /// Wrong codes of one sign-in; then it begins again with the password.
  static let wrongCodes = 5

  let board: BoardContext
  let signIn: SignInRoutes

  func add(to router: inout Router) {
    router.async(.GET, "/sign-in/code", access: .anyone) { await show($0) }
    router.async(.POST, "/sign-in/code", access: .anyone) { await check($0) }
  }

  /// Begins the step: half a session, by which nobody is signed in.
  func ask(_ request: HTTPRequest, _ account: StaffAccount, to target: Link, now: Timestamp) async throws
    -> HTTPResponse
  {
    let token = board.secrets.makeToken()
    let oldHash = board.cookie.token(in: request).map(board.secrets.tokenHash)
    var session = StaffSession(
      tokenHash: board.secrets.tokenHash(token), account: account.id, createdAt: now,
      expiresAt: now.adding(seconds: Self.seconds), awaitsFactor: true)
    session.note(request)
    try await board.store.write { [session] store in
      if let oldHash { try store.deleteSession(tokenHash: oldHash) }
      _ = try store.deleteSessions(expiredBefore: now)
      try store.createSession(session)
    }
    let query = target == Link() ? [] : [(name: "to", value: target.path)]
    var response = HTTPResponse.redirect(to: Link("sign-in", "code", query: query).target)
    response.headers.add("Set-Cookie", board.cookie.header(token: token, seconds: Self.seconds))
    return response
  }

  func show(_ request: HTTPRequest) async -> HTTPResponse {
    await board.answer(request) { viewer in
      let target = request.query("to").flatMap(Link.init(returningTo:))
      guard viewer == nil, try await half(request) != nil else {
        return .redirect(to: (viewer == nil ? Link("sign-in") : target ?? Link()).target)
      }
      return .html(CodePage(target: target).rendered())
    }
  }

  func check(_ request: HTTPRequest) async -> HTTPResponse {
    await board.answer(request) { _ in
      try board.formGuard.checkOrigin(request)
      let form = try request.form()
      var page = CodePage(target: form["to"].flatMap(Link.init(returningTo:)))
      guard let (session, account) = try await half(request) else { return Self.startAgain(page.target) }
      let now = board.clock()
      let browser = try await board.knownBrowser(request, of: account)
      // Counted apart from passwords, which a right password clears.
      let guess = SignInThrottle.Guess(
        address: request.remoteAddress, account: "code \(account.id)", browser: browser.map { $0 + [1] },
        limit: SignInThrottle.perFactor)
      if let delay = await board.throttle.delay(guess, now: now) {
        page.problem = SignInText.slowedCodes(TimeText.span(milliseconds: max(delay, 60) * 1_000)).text
        var response = HTTPResponse.html(429, page.rendered())
        response.headers.set("Retry-After", String(delay))
        return response
      }
      let (code, secrets) = (form["code"] ?? "", board.secrets)
      let outcome = try await board.store.write { store -> (fits: Bool, wrong: Int) in
        let actor = AuditActor.staff(id: account.id, name: account.name)
        let actions = StaffActions(store, now: now, by: actor, from: request.remoteAddress)
        if try actions.takeCode(account.id, code, secrets: secrets) { return (true, 0) }
        try store.audit(
          AuditEntry(
            at: now, act: .signInFailed, by: .visitor, address: request.remoteAddress, subject: account.email,
            detail: "wrong code"))
        let wrong = try store.noteWrongCode(session: session.tokenHash)
        if wrong >= Self.wrongCodes { try store.deleteSession(tokenHash: session.tokenHash) }
        return (false, wrong)
      }
      guard outcome.fits else {
        await board.throttle.noteFailure(guess, now: now)
        guard outcome.wrong < Self.wrongCodes else { return Self.startAgain(page.target) }
        page.problem = StaffError.wrongCode.sentence
        return .html(422, page.rendered())
      }
      await board.throttle.noteSuccess(guess)
      return try await signIn.admit(
        request, account, to: page.target ?? Link(), now: now, detail: "with a second factor")
    }
  }

  private static func startAgain(_ target: Link?) -> HTTPResponse {
    .redirect(to: Link("sign-in", query: target.map { [("to", $0.path)] } ?? []).target)
  }

  /// The sign-in that waits for its code.
  private func half(_ request: HTTPRequest) async throws -> (StaffSession, StaffAccount)? {
    guard let token = board.cookie.token(in: request) else { return nil }
    let (hash, now) = (board.secrets.tokenHash(token), board.clock())
    return try await board.store.read { reads in
      guard let session = try reads.session(tokenHash: hash), session.awaitsFactor, now < session.expiresAt,
        let account = try reads.account(session.account), account.isUsable
      else { return nil }
      return (session, account)
    }
  }
}

struct CodePage: Sendable {
  var target: Link?
  var problem: String?

  func rendered() -> String {
    let alert: HTML? = problem.map { "<p class=\"alert\" role=\"alert\" id=\"problem\">\($0)</p>" }
    return Frame(
      title: SignInText.factor,
      content: """
        <div class="sign-in">
        <h1>\(SignInText.factor)</h1>
        \(alert)
        <form method="post"\(.action, Link("sign-in", "code"))>
        \(target.map { Field.hidden("to", $0.path) })
        <label class="stack"><span>\(SignInText.code)</span>
        <input type="text" name="code" autocomplete="one-time-code" spellcheck="false" required maxlength="40" autofocus></label>
        <p class="hint">\(SignInText.orRecovery)</p>
        <button class="primary" type="submit">\(SignInText.goOn)</button>
        </form>
        <p><a\(.href, Link("sign-in"))>\(SignInText.somebodyElse)</a></p>
        </div>
        """
    ).rendered()
  }
}
