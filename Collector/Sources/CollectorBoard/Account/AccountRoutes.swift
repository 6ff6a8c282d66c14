// One's own account: name, password, browsers, second factor and tokens.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct AccountRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/account", needs: .read, beforeFactor: true, board, show)
    router.form("/account", needs: .read, beforeFactor: true, board, act)
  }

  enum Act: String {
    case profile, away, back, password, notices, language
    case endSession = "end-session"
    case endOthers = "end-others"
    case endAll = "end-all"
    case beginFactor = "begin-factor"
    case confirmFactor = "confirm-factor"
    case renewCodes = "renew-codes"
    case removeFactor = "remove-factor"
    case createToken = "create-token"
    case revokeToken = "revoke-token"

    /// What may be done before a required second factor is set up.
    var isAllowedBeforeFactor: Bool { [.beginFactor, .confirmFactor].contains(self) }
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    var page = try await page(viewer)
    let flash = Flash(request)
    page.done = flash
    return .html(page.rendered(), telling: flash)
  }

  private func page(_ viewer: Viewer) async throws -> AccountPage {
    let (now, hasMail) = (board.clock(), board.options.mail.server != nil)
    return try await board.store.read { reads in
      guard let account = try reads.account(viewer.account.id) else { throw HTTPError.noAccount(viewer.account.id) }
      return AccountPage(
        person: try PersonDetails(account, reads), recoveryCodes: try reads.recoveryCodes(ofAccount: account.id),
        notices: try reads.noticeChoices(ofAccount: account.id), hasMail: hasMail,
        language: try reads.boardLanguage(ofAccount: account.id), viewer: viewer, now: now)
    }
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    guard let act = form["act"].flatMap(Act.init(rawValue:)) else { throw HTTPError.unknownAct }
    guard !viewer.lacksFactor || act.isAllowedBeforeFactor else {
      throw HTTPError(status: 403, code: "factor_needed", message: AccessText.factorNeeded)
    }
    do {
      switch act {
      case .password: return try await changePassword(request, form, viewer)
      case .createToken: return try await createToken(request, form, viewer)
      case .confirmFactor, .renewCodes: return try await makeCodes(act, request, form, viewer)
      case .endAll:
        try await write(request, viewer) { actions, _ in try actions.endSessions(of: viewer.account.id, except: nil) }
        var response = HTTPResponse.redirect(to: Link("sign-in").target)
        response.headers.add("Set-Cookie", board.cookie.clearing)
        return response
      default:
        try await perform(act, request, form, viewer)
        return Flash(act == .revokeToken ? .revoked : .saved).redirect(to: Link("account"), board)
      }
    } catch {
      guard let (field, message) = Self.problem(of: error, act, form) else { throw error }
      return try await refuse(act, field, message, form, viewer)
    }
  }

  private func refuse(_ act: Act, _ field: String, _ message: String, _ form: HTTPForm, _ viewer: Viewer)
    async throws -> HTTPResponse
  {
    var page = try await page(viewer)
    page.refused = RefusedForm(form: act.rawValue, field: field, message: message, values: form)
    return .html(422, page.rendered())
  }

  private static func problem(of error: any Error, _ act: Act, _ form: HTTPForm) -> (field: String, message: String)? {
    guard act != .profile else { return PersonForm(form).problem(of: error) }
    guard let error = error as? StaffError else { return nil }
    switch error {
    case .wrongCode: return ("code", error.sentence)
    case .noTokenName: return ("name", error.sentence)
    case .tokenTooLong: return ("days", error.sentence)
    case .noScopes, .scopeBeyondRole: return ("scope", error.sentence)
    default: return ("", error.sentence)
    }
  }

  private func write<Value: Sendable>(
    _ request: HTTPRequest, _ viewer: Viewer,
    _ body: @escaping @Sendable (StaffActions, any StoreWrites) throws -> Value
  ) async throws -> Value {
    let now = board.clock()
    return try await board.store.write { store in
      try body(StaffActions(store, now: now, by: viewer.auditActor, from: request.remoteAddress), store)
    }
  }

  private func perform(_ act: Act, _ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws {
    let (id, secrets) = (viewer.account.id, board.secrets)
    let code = form["code"] ?? ""
    try await write(request, viewer) { actions, store in
      switch act {
      case .notices: try store.setNoticeChoices(NoticeCard.choices { form[$0] }, ofAccount: id)
      case .language:
        // Whatever is none of ours is the language of the browser.
        try store.setBoardLanguage(form["language"].flatMap(Language.init(rawValue:)), ofAccount: id)
      case .profile: try actions.setProfile(id, try PersonForm(form).profile())
      case .away, .back: try actions.setAway(id, act == .away)
      case .endSession: try actions.endSession(form["session"].flatMap(Hex.bytes) ?? [], of: id)
      case .endOthers: try actions.endSessions(of: id, except: viewer.sessionHash)
      case .beginFactor:
        try actions.beginFactor(id, secret: Array(secrets.makeToken().prefix(OneTimeCode.secretBytes)))
      case .removeFactor: try actions.removeFactor(id, code: code, secrets: secrets)
      case .revokeToken:
        guard let token = form["token"].flatMap({ Int64($0) }) else { throw HTTPError.unknownAct }
        try actions.revokeToken(token, of: id)
      case .password, .createToken, .confirmFactor, .renewCodes, .endAll: throw HTTPError.unknownAct
      }
    }
  }

  // MARK: What takes more than a word

  private func changePassword(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let (old, new) = (form["password"] ?? "", form["new-password"] ?? "")
    if let problem = StaffPassword.problem(new) {
      return try await refuse(
        .password, "new-password", AccountText.passwordProblem(problem, bytes: new.utf8.count).text, form, viewer)
    }
    guard new == form["again"] else {
      return try await refuse(.password, "again", AccountText.passwordsDiffer.text, form, viewer)
    }
    // Whoever finds an open browser guesses no faster here than at the door.
    let (now, account) = (board.clock(), viewer.account)
    let guess = "password \(account.id)"
    if let delay = await board.throttle.delay(address: request.remoteAddress, account: guess, now: now) {
      let wait = TimeText.span(milliseconds: max(delay, 60) * 1_000)
      return try await refuse(.password, "password", AccountText.tooManyAttempts(wait).text, form, viewer)
    }
    guard old.utf8.count <= StaffPassword.range.upperBound,
      let fits = await board.passwords.check(old, against: account.passwordHash)
    else { throw HTTPError.manySignIns }
    guard fits else {
      await board.throttle.noteFailure(address: request.remoteAddress, account: guess, now: now)
      return try await refuse(.password, "password", AccountText.wrongPassword.text, form, viewer)
    }
    await board.throttle.noteSuccess(account: guess)
    guard let hash = try await board.passwords.hash(new) else { throw HTTPError.manySignIns }
    try await write(request, viewer) { actions, _ in
      try actions.setPassword(account.id, hash: hash, keeping: viewer.sessionHash)
    }
    return Flash(.passwordChanged).redirect(to: Link("account"), board)
  }

  /// Confirms a second factor, or makes new recovery codes; both show codes once.
  private func makeCodes(_ act: Act, _ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws
    -> HTTPResponse
  {
    let (secrets, id, code) = (board.secrets, viewer.account.id, form["code"] ?? "")
    let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.text(secrets.makeToken()) }
    let hashes = codes.compactMap { RecoveryCode.hash($0, secrets: secrets) }
    let now = board.clock()
    let guess = SignInThrottle.Guess(
      address: request.remoteAddress, account: "code \(id)", limit: SignInThrottle.perFactor)
    if let delay = await board.throttle.delay(guess, now: now) {
      let wait = TimeText.span(milliseconds: max(delay, 60) * 1_000)
      return try await refuse(act, "code", AccountText.tooManyAttempts(wait).text, form, viewer)
    }
    do {
      try await write(request, viewer) { actions, _ in
        if act == .confirmFactor {
          try actions.confirmFactor(id, code: code, recovery: hashes, secrets: secrets)
        } else {
          try actions.renewRecoveryCodes(id, code: code, recovery: hashes, secrets: secrets)
        }
      }
    } catch StaffError.wrongCode {
      await board.throttle.noteFailure(guess, now: now)
      throw StaffError.wrongCode
    }
    return .html(
      SecretPage(
        title: AccountText.recoveryCodes, lead: AccountText.recoveryCodesLead,
        secrets: codes, viewer: viewer
      ).rendered())
  }

  private func createToken(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let (secrets, id) = (board.secrets, viewer.account.id)
    let text = AccessToken.prefix + Hexadecimal.text(secrets.makeToken())
    let scopes = Set(form.values("scope").compactMap(Permission.init(rawValue:)))
    let days = form["days"].flatMap { Int64($0) } ?? 0
    let name = (form["name"] ?? "").trimmed
    _ = try await write(request, viewer) { actions, _ in
      try actions.createToken(id, name: name, scopes: scopes, days: days, text: text, secrets: secrets)
    }
    return .html(
      SecretPage(
        title: AccountText.newToken, lead: AccountText.newTokenLead,
        secrets: [text], viewer: viewer
      ).rendered())
  }
}
