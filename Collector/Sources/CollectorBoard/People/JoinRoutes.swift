// The page behind a link: whoever was invited sets a password and is signed in.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct JoinRoutes: Sendable {
  let board: BoardContext
  let signIn: SignInRoutes

  /// The token stands in the query, which no log of requests holds.
  static func link(_ token: [UInt8]) -> Link { Link("join", query: [("key", Hexadecimal.text(token))]) }

  func add(to router: inout Router) {
    router.async(.GET, "/join", access: .anyone) { await show($0) }
    router.async(.POST, "/join", access: .anyone) { await join($0) }
  }

  func show(_ request: HTTPRequest) async -> HTTPResponse {
    await board.answer(request) { _ in
      guard let (key, account) = try await find(request.query("key")) else { return Self.gone }
      return .html(JoinPage(key: key, account: account).rendered())
    }
  }

  func join(_ request: HTTPRequest) async -> HTTPResponse {
    await board.answer(request) { _ in
      try board.formGuard.checkOrigin(request)
      let form = try request.form()
      guard let (key, account) = try await find(form["key"]), let token = Hex.bytes(key) else { return Self.gone }
      var page = JoinPage(key: key, account: account)
      page.name = account.joinedAt == nil ? form["name"] ?? "" : account.name
      let password = form["password"] ?? ""
      if let problem = StaffPassword.problem(password) {
        return page.refused(
          AccountText.passwordProblem(problem, bytes: password.utf8.count).text, field: "password")
      }
      guard password == form["again"] else { return page.refused(AccountText.passwordsDiffer.text, field: "again") }
      guard let hash = try await board.passwords.hash(password) else { throw HTTPError.manySignIns }
      let (tokenHash, now) = (board.secrets.tokenHash(token), board.clock())
      let name = account.joinedAt == nil ? page.name : nil
      do {
        let joined = try await board.store.write { store in
          try StaffActions.join(
            tokenHash: tokenHash, name: name, passwordHash: hash, in: store, now: now, from: request.remoteAddress)
        }
        return try await signIn.proceed(request, joined, to: Link(), now: now)
      } catch StaffError.noInvitation {
        return Self.gone
      } catch let error as StaffError {
        return page.refused(error.sentence, field: "name")
      }
    }
  }

  /// The account that a key of an open link leads to.
  private func find(_ text: String?) async throws -> (key: String, account: StaffAccount)? {
    guard let text, text.utf8.count == 64, let token = Hex.bytes(text) else { return nil }
    let (hash, now) = (board.secrets.tokenHash(token), board.clock())
    let account = try await board.store.read { reads -> StaffAccount? in
      guard let invitation = try reads.invitation(tokenHash: hash), now < invitation.expiresAt,
        let account = try reads.account(invitation.account), account.disabledAt == nil
      else { return nil }
      return account
    }
    return account.map { (text, $0) }
  }

  private static var gone: HTTPResponse {
    .html(
      410,
      NoticePage.render(
        title: PeopleText.linkOver, text: StaffError.noInvitation.phrase, viewer: nil,
        way: (AccessText.signIn, Link("sign-in"))))
  }
}

struct JoinPage: Sendable {
  let key: String
  let account: StaffAccount
  var name: String
  var problem: (field: String, message: String)?

  init(key: String, account: StaffAccount) {
    self.key = key
    self.account = account
    name = account.name
  }

  func refused(_ message: String, field: String) -> HTTPResponse {
    var page = self
    page.problem = (field, message)
    return .html(422, page.rendered())
  }

  func rendered() -> String {
    let values = HTTPForm(pairs: [("name", name)])
    let refused = problem.map { RefusedForm(form: "join", field: $0.field, message: $0.message, values: values) }
    let fields = FormFields("join", refused)
    let isNew = account.joinedAt == nil
    let nameField: HTML? =
      isNew
      ? """
      <label class="stack"><span>\(PeopleText.yourName)</span><input type="text" name="name" required maxlength="200" dir="auto" autocomplete="name"\(.value, name)\(fields.marks("name"))></label>
      <p class="hint">\(PeopleText.nameSeen)</p>
      \(fields.error("name"))
      """ : nil
    return Frame(
      title: isNew ? PeopleText.join : PeopleText.newPassword,
      content: """
        <div class="sign-in">
        <h1>\(isNew ? PeopleText.joinBoard : PeopleText.setNewPassword)</h1>
        <p class="quiet email">\(Words.inline(account.email))</p>
        <form method="post"\(.action, Link("join"))>
        \(Field.hidden("key", key))
        <input type="hidden" name="email" autocomplete="username"\(.value, account.email)>
        \(nameField)
        <label class="stack"><span>\(KitText.password)</span><input type="password" name="password" autocomplete="new-password" required minlength="8" maxlength="1000"\(fields.marks("password", hint: "password-hint"))></label>
        <p class="hint" id="password-hint">\(PeopleText.passwordHint(StaffPassword.range.lowerBound))</p>
        \(fields.error("password"))
        <label class="stack"><span>\(AccountText.passwordAgain)</span><input type="password" name="again" autocomplete="new-password" required maxlength="1000"\(fields.marks("again"))></label>
        \(fields.error("again"))
        <button class="primary" type="submit">\(isNew ? PeopleText.join : PeopleText.setIt)</button>
        </form>
        </div>
        """
    ).rendered()
  }
}
