// One's own account.
import CollectorCore
import TellbackWire

struct AccountPage: Sendable {
  let person: PersonDetails
  let recoveryCodes: Int
  let notices: [NoticeReason: NoticeChannel]
  let hasMail: Bool
  /// What was chosen; nil for the language of the browser.
  let language: Language?
  let viewer: Viewer
  let now: Timestamp
  var done: Flash?
  var refused: RefusedForm?

  private var account: StaffAccount { person.account }
  private let link = Link("account")

  init(
    person: PersonDetails, recoveryCodes: Int, notices: [NoticeReason: NoticeChannel], hasMail: Bool,
    language: Language?, viewer: Viewer, now: Timestamp
  ) {
    self.person = person
    self.recoveryCodes = recoveryCodes
    self.notices = notices
    self.hasMail = hasMail
    self.language = language
    self.viewer = viewer
    self.now = now
  }

  func rendered() -> String {
    let cards: [HTML] =
      viewer.lacksFactor
      ? [FactorCard(self).html]
      : [
        ProfileCard.html(account, act: "profile", link: link, fields: FormFields("profile", refused), viewer),
        languageCard, NoticeCard.html(notices, hasMail: hasMail, viewer), passwordCard, FactorCard(self).html,
        sessionsCard,
        tokensCard,
      ]
    let required: HTML? =
      viewer.lacksFactor
      ? "<p class=\"alert\" role=\"alert\">\(AccountText.factorRequired)</p>"
      : nil
    return Frame(
      title: AccountText.title, section: .account, viewer: viewer,
      content: """
        <div class="page-head"><h1>\(AccountText.title)</h1>\(viewer.lacksFactor ? nil : awayButton)</div>
        <p class="quiet email">\(Words.inline(account.email)), \(account.role.label)</p>
        \(Done.html(done))
        \(required)
        \(refused.flatMap { $0.field.isEmpty ? "<p class=\"alert\" role=\"alert\">\($0.message)</p>" as HTML : nil })
        <div class="cards">\(cards)</div>
        """
    ).rendered()
  }

  private var awayButton: HTML {
    guard let since = account.awaySince else { return ActButton("away", AccountText.away, viewer, link).html }
    return """
      <p>\(AccountText.awaySince(TimeText.html(since, now: now)))</p>\(ActButton("back", AccountText.backAgain, viewer, link).html)
      """
  }

  private var languageCard: HTML {
    let offered: [(value: String, name: String)] =
      [("", AccountText.browserLanguage.text)] + Language.allCases.map { ($0.rawValue, $0.ownName) }
    let options = offered.map { value, name -> HTML in
      "<option\(.value, value)\(.lang, optional: value.isEmpty ? nil : value)\(.selected, if: value == language?.rawValue ?? "")>\(name)</option>"
    }
    return """
      <form class="card" method="post" id="language"\(.action, link)>
      <h2>\(AccountText.language)</h2>
      \(Field.token(viewer))\(Field.hidden("act", "language"))
      <label class="stack"><span class="unseen">\(AccountText.language)</span><select name="language" aria-describedby="language-hint">\(options)</select></label>
      <p class="hint" id="language-hint">\(AccountText.languageHint)</p>
      <div class="buttons"><button class="primary" type="submit">\(KitText.save)</button></div>
      </form>
      """
  }

  private var passwordCard: HTML {
    let fields = FormFields("password", refused)
    return """
      <form class="card" method="post" id="password"\(.action, link)>
      <h2>\(KitText.password)</h2>
      \(Field.token(viewer))\(Field.hidden("act", "password"))
      <label class="stack"><span>\(AccountText.presentPassword)</span><input type="password" name="password" autocomplete="current-password" required maxlength="1000"\(fields.marks("password"))></label>
      \(fields.error("password"))
      <label class="stack"><span>\(AccountText.newPassword)</span><input type="password" name="new-password" autocomplete="new-password" required minlength="8" maxlength="1000"\(fields.marks("new-password"))></label>
      \(fields.error("new-password"))
      <label class="stack"><span>\(AccountText.passwordAgain)</span><input type="password" name="again" autocomplete="new-password" required maxlength="1000"\(fields.marks("again"))></label>
      \(fields.error("again"))
      <div class="buttons"><button class="primary" type="submit">\(AccountText.changeIt)</button></div>
      <p class="hint">\(AccountText.otherBrowsers)</p>
      </form>
      """
  }

  private var sessionsCard: HTML {
    let rows = person.sessions.prefix(50).map { session -> HTML in
      let isThis = session.tokenHash == viewer.sessionHash
      let what = BrowserText.name(session.browser)
      let end: HTML =
        isThis
        ? "<span class=\"mark mark-on\">\(AccountText.thisBrowser)</span>"
        : ActButton(
          "end-session", AccountText.signOut, viewer, link, values: [("session", Hexadecimal.text(session.tokenHash))],
          about: what
        ).html
      return """
        <li><div><strong>\(Words.inline(what, limit: 80))</strong>
        <span class="quiet">\(AccountText.browserSeen(TimeText.html(session.seenAt ?? session.createdAt, now: now), TimeText.html(session.createdAt, now: now), session.address))</span></div>\(end)</li>

        """
    }
    return """
      <section class="card" aria-labelledby="sessions-title"><h2 id="sessions-title">\(AccountText.browsers)</h2>
      <ul class="rows">\(rows)</ul>
      <div class="buttons">\(person.sessions.count > 1 ? ActButton("end-others", AccountText.signOutOthers, viewer, link).html : nil)
      \(ActButton("end-all", AccountText.signOutEverywhere, viewer, link, kind: "danger").html)</div>
      </section>
      """
  }

  private var tokensCard: HTML {
    let fields = FormFields("create-token", refused)
    let active = person.tokens.filter { $0.isActive(at: now) }
    let scopes = Permission.scopes.filter { account.may($0) }.map { scope -> HTML in
      """
      <label class="row"><input type="checkbox" name="scope"\(.value, scope.rawValue)\(.checked, if: fields.isChosen("scope", scope.rawValue, or: scope == .read))> <span><code>\(scope.rawValue)</code> \(scope.meaning)</span></label>
      """
    }
    return """
      <section class="card" aria-labelledby="tokens-title"><h2 id="tokens-title">\(AccountText.tokens)</h2>
      \(active.isEmpty ? "<p class=\"quiet\">\(AccountText.noTokens)</p>" as HTML : "<ul class=\"rows\">\(active.map { TokenRow.html($0, act: "revoke-token", viewer, link, now: now) })</ul>")
      <details class="box"\(.open, if: fields.isRefused)><summary>\(AccountText.makeToken)</summary>
      <form method="post" id="create-token" class="fields"\(.action, link)>
      \(Field.token(viewer))\(Field.hidden("act", "create-token"))
      <label class="stack"><span>\(AccountText.tokenName)</span><input type="text" name="name" required maxlength="100" dir="auto" autocomplete="off"\(.value, fields.value("name"))\(fields.marks("name"))></label>
      \(fields.error("name"))
      <fieldset><legend>\(AccountText.tokenMay)</legend>\(scopes)\(fields.error("scope"))</fieldset>
      <label class="stack"><span>\(AccountText.tokenDays)</span><input type="number" name="days" required min="1" max="366"\(.value, fields.value("days", or: "90"))\(fields.marks("days"))></label>
      \(fields.error("days"))
      <div class="buttons"><button class="primary" type="submit">\(AccountText.makeIt)</button></div>
      </form></details>
      </section>
      """
  }
}

enum TokenRow {
  static func html(_ token: AccessToken, act: String, _ viewer: Viewer, _ link: Link, now: Timestamp) -> HTML {
    let used: HTML =
      token.usedAt.map { AccountText.tokenUsed(TimeText.html($0, now: now)) } ?? "\(AccountText.tokenUnused)"
    return """
      <li><div><strong>\(Words.inline(token.name, limit: 100))</strong> <code>\(token.hint)…</code>
      <span class="quiet">\(token.scopes.map(\.rawValue).sorted().joined(separator: ", ")); \(used); \(AccountText.tokenEnds(Moment.html(token.expiresAt)))</span></div>\(ActButton(act, AccountText.revoke, viewer, link, values: [("token", String(token.id))], about: token.name).html)</li>

      """
  }
}
