// One's own account.
import CollectorCore
import TellbackWire

struct AccountPage: Sendable {
  let person: PersonDetails
  let recoveryCodes: Int
  let notices: [NoticeReason: NoticeChannel]
  let hasMail: Bool
  let viewer: Viewer
  let now: Timestamp
  var done: Flash?
  var refused: RefusedForm?

  private var account: StaffAccount { person.account }
  private let link = Link("account")

  init(
    person: PersonDetails, recoveryCodes: Int, notices: [NoticeReason: NoticeChannel], hasMail: Bool, viewer: Viewer,
    now: Timestamp
  ) {
    self.person = person
    self.recoveryCodes = recoveryCodes
    self.notices = notices
    self.hasMail = hasMail
    self.viewer = viewer
    self.now = now
  }

  func rendered() -> String {
    let cards: [HTML] =
      viewer.lacksFactor
      ? [FactorCard(self).html]
      : [
        ProfileCard.html(account, act: "profile", link: link, fields: FormFields("profile", refused), viewer),
        NoticeCard.html(notices, hasMail: hasMail, viewer), passwordCard, FactorCard(self).html, sessionsCard,
        tokensCard,
      ]
    let required: HTML? =
      viewer.lacksFactor
      ? "<p class=\"alert\" role=\"alert\">An admin requires a second factor of this account. Set it up to go on.</p>"
      : nil
    return Frame(
      title: "Your account", section: .account, viewer: viewer,
      content: """
        <div class="page-head"><h1>Your account</h1>\(viewer.lacksFactor ? nil : awayButton)</div>
        <p class="quiet email">\(Words.inline(account.email)), \(account.role.label)</p>
        \(Done.html(done))
        \(required)
        \(refused.flatMap { $0.field.isEmpty ? "<p class=\"alert\" role=\"alert\">\($0.message)</p>" as HTML : nil })
        <div class="cards">\(cards)</div>
        """
    ).rendered()
  }

  private var awayButton: HTML {
    guard let since = account.awaySince else { return ActButton("away", "I am away", viewer, link).html }
    return """
      <p>Away since \(TimeText.html(since, now: now))</p>\(ActButton("back", "I am back", viewer, link).html)
      """
  }

  private var passwordCard: HTML {
    let fields = FormFields("password", refused)
    return """
      <form class="card" method="post" id="password"\(.action, link)>
      <h2>Password</h2>
      \(Field.token(viewer))\(Field.hidden("act", "password"))
      <label class="stack"><span>Present password</span><input type="password" name="password" autocomplete="current-password" required maxlength="1000"\(fields.marks("password"))></label>
      \(fields.error("password"))
      <label class="stack"><span>New password</span><input type="password" name="new-password" autocomplete="new-password" required minlength="8" maxlength="1000"\(fields.marks("new-password"))></label>
      \(fields.error("new-password"))
      <label class="stack"><span>The same again</span><input type="password" name="again" autocomplete="new-password" required maxlength="1000"\(fields.marks("again"))></label>
      \(fields.error("again"))
      <div class="buttons"><button class="primary" type="submit">Change it</button></div>
      <p class="hint">Your other browsers are signed out by this.</p>
      </form>
      """
  }

  private var sessionsCard: HTML {
    let rows = person.sessions.prefix(50).map { session -> HTML in
      let isThis = session.tokenHash == viewer.sessionHash
      let what = BrowserText.name(session.browser)
      let end: HTML =
        isThis
        ? "<span class=\"mark mark-on\">This browser</span>"
        : ActButton(
          "end-session", "Sign out", viewer, link, values: [("session", Hex.text(session.tokenHash))], about: what
        ).html
      return """
        <li><div><strong>\(Words.inline(what, limit: 80))</strong>
        <span class="quiet">seen \(TimeText.html(session.seenAt ?? session.createdAt, now: now)), signed in \(TimeText.html(session.createdAt, now: now))\(session.address.isEmpty ? "" : ", from ")<bdi>\(session.address)</bdi></span></div>\(end)</li>

        """
    }
    return """
      <section class="card" aria-labelledby="sessions-title"><h2 id="sessions-title">Signed-in browsers</h2>
      <ul class="rows">\(rows)</ul>
      <div class="buttons">\(person.sessions.count > 1 ? ActButton("end-others", "Sign out the others", viewer, link).html : nil)
      \(ActButton("end-all", "Sign out everywhere", viewer, link, kind: "danger").html)</div>
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
      <section class="card" aria-labelledby="tokens-title"><h2 id="tokens-title">Tokens for programs</h2>
      \(active.isEmpty ? "<p class=\"quiet\">None.</p>" as HTML : "<ul class=\"rows\">\(active.map { TokenRow.html($0, act: "revoke-token", viewer, link, now: now) })</ul>")
      <details class="box"\(.open, if: fields.isRefused)><summary>Make a token</summary>
      <form method="post" id="create-token" class="fields"\(.action, link)>
      \(Field.token(viewer))\(Field.hidden("act", "create-token"))
      <label class="stack"><span>What it is for</span><input type="text" name="name" required maxlength="100" dir="auto" autocomplete="off"\(.value, fields.value("name"))\(fields.marks("name"))></label>
      \(fields.error("name"))
      <fieldset><legend>It may</legend>\(scopes)\(fields.error("scope"))</fieldset>
      <label class="stack"><span>For how many days</span><input type="number" name="days" required min="1" max="366"\(.value, fields.value("days", or: "90"))\(fields.marks("days"))></label>
      \(fields.error("days"))
      <div class="buttons"><button class="primary" type="submit">Make it</button></div>
      </form></details>
      </section>
      """
  }
}

extension Permission {
  var meaning: String {
    switch self {
    case .read: "tickets and reports"
    case .claim: "taking tickets and handing them on"
    case .takeOver: "taking tickets from others"
    case .note: "internal notes"
    case .answer: "words to reporters"
    case .move: "states, merges, sorting"
    case .editAnswers: "canned answers"
    case .approve: "letting out answers that wait for a second person"
    case .redact: "taking words and files out of reports"
    case .administer: "accounts and the audit log"
    case .readSettings: "settings"
    case .block: "blocked senders"
    case .announce: "launches"
    case .managePain: PainText.scope.text
    }
  }
}

enum TokenRow {
  static func html(_ token: AccessToken, act: String, _ viewer: Viewer, _ link: Link, now: Timestamp) -> HTML {
    let used: HTML = token.usedAt.map { "used \(TimeText.html($0, now: now))" } ?? "not used yet"
    return """
      <li><div><strong>\(Words.inline(token.name, limit: 100))</strong> <code>\(token.hint)…</code>
      <span class="quiet">\(token.scopes.map(\.rawValue).sorted().joined(separator: ", ")); \(used); ends \(Moment.html(token.expiresAt))</span></div>\(ActButton(act, "Revoke", viewer, link, values: [("token", String(token.id))], about: token.name).html)</li>

      """
  }
}
