// One account: what an admin sets of it.
import CollectorCore
import TellbackWire

struct PersonPage: Sendable {
  let person: PersonDetails
  let apps: [AppRecord]
  /// The newest entries about this account.
  let audit: [AuditEntry]
  let viewer: Viewer
  let now: Timestamp
  var done: Flash?
  var refused: RefusedForm?

  private var account: StaffAccount { person.account }
  private var link: Link { Link("people", String(account.id)) }

  func rendered() -> String {
    Frame(
      title: account.name, section: .people, viewer: viewer,
      content: """
        <p class="crumbs"><a\(.href, Link("people"))>\(PeopleText.people)</a></p>
        <div class="page-head"><h1>\(Words.inline(account.name, limit: 200))</h1><p>\(PersonText.marks(person, now: now))</p></div>
        <p class="quiet email">\(Words.inline(account.email))</p>
        \(Done.html(done))
        \(refused.flatMap { $0.field.isEmpty ? "<p class=\"alert\" role=\"alert\">\($0.message)</p>" as HTML : nil })
        <div class="cards">
        \(roleCard)
        \(ProfileCard.html(account, act: "profile", link: link, fields: FormFields("profile", refused), viewer))
        \(accessCard)
        \(factorCard)
        \(tokenCard)
        \(auditCard)
        </div>
        """
    ).rendered()
  }

  private var roleCard: HTML {
    let fields = FormFields("role", refused)
    return """
      <form class="card" method="post" id="role"\(.action, link)>
      <h2>\(PeopleText.roleAndApps)</h2>
      \(Field.token(viewer))\(Field.hidden("act", "role"))
      \(RoleFields.html(fields, role: account.role, scope: account.apps, apps: apps))
      <div class="buttons"><button class="primary" type="submit">\(KitText.save)</button></div>
      </form>
      """
  }

  private var accessCard: HTML {
    let joined: HTML =
      account.joinedAt.map { PeopleText.joined(TimeText.html($0, now: now)) }
      ?? person.invitation.map {
        PeopleText.invitedBy(Words.inline($0.by, limit: 100), until: Moment.html($0.expiresAt))
      }
      ?? "\(PeopleText.noLinkOpen)"
    let isDisabled = account.disabledAt != nil
    let linkButton = ActButton(
      "link", account.joinedAt == nil ? PeopleText.newLink : PeopleText.passwordLink, viewer, link)
    let end: HTML? =
      person.sessions.isEmpty
      ? nil
      : ActButton("end-sessions", PeopleText.signOutEverywhere, viewer, link).html
    return """
      <section class="card" aria-labelledby="access-title"><h2 id="access-title">\(PeopleText.access)</h2>
      <p class="quiet">\(PeopleText.made(TimeText.html(account.createdAt, now: now), joined, browsers: Int64(person.sessions.count)))</p>
      <div class="buttons">
      \(ActButton(account.awaySince == nil ? "away" : "back", account.awaySince == nil ? PeopleText.markAway : PeopleText.markBack, viewer, link).html)
      \(isDisabled ? nil : linkButton.html)
      \(end)
      \(isDisabled ? ActButton("enable", KitText.enable, viewer, link).html : ActButton("disable", KitText.disable, viewer, link, kind: "danger").html)
      </div>
      <p class="hint">\(PeopleText.disablingHint)</p>
      </section>
      """
  }

  private var factorCard: HTML {
    let state: HTML =
      person.factor?.confirmedAt.map { PeopleText.factorSince(TimeText.html($0, now: now)) }
      ?? "\(PeopleText.factorNotSetUp)"
    let rule = account.needsFactor ? PeopleText.factorRequired : PeopleText.factorNotRequired
    let reset: HTML? =
      person.factor == nil ? nil : ActButton("reset-factor", PeopleText.reset, viewer, link, kind: "danger").html
    return """
      <section class="card" aria-labelledby="factor-title"><h2 id="factor-title">\(PeopleText.factor)</h2>
      <p>\(state) \(rule)</p>
      <div class="buttons">
      \(ActButton(account.needsFactor ? "waive" : "require", account.needsFactor ? PeopleText.doNotRequire : PeopleText.require, viewer, link).html)
      \(reset)
      </div>
      \(reset == nil ? nil : "<p class=\"hint\">\(PeopleText.resetHint)</p>" as HTML)
      </section>
      """
  }

  private var tokenCard: HTML? {
    let active = person.tokens.filter { $0.isActive(at: now) }
    guard !active.isEmpty else { return nil }
    return """
      <section class="card" aria-labelledby="tokens-title"><h2 id="tokens-title">\(PeopleText.tokens)</h2>
      <ul class="rows">\(active.map { TokenRow.html($0, act: "revoke-token", viewer, link, now: now) })</ul>
      </section>
      """
  }

  private var auditCard: HTML? {
    guard !audit.isEmpty else { return nil }
    return """
      <section class="card" aria-labelledby="audit-title"><h2 id="audit-title">\(PeopleText.whatWasDone)</h2>
      <ul class="rows">\(audit.map { AuditRow.html($0, now: now) })</ul>
      <p><a\(.href, Link("audit", query: [("subject", account.email)]))>\(PeopleText.allOfIt)</a></p>
      </section>
      """
  }
}

/// A form of one button.
struct ActButton {
  let html: HTML

  init(
    _ act: String, _ label: Phrase, _ viewer: Viewer, _ link: Link, kind: String = "",
    values: [(name: String, value: String)] = [], about: String? = nil
  ) {
    self.init(act, label.text, viewer, link, kind: kind, values: values, about: about)
  }

  init(
    _ act: String, _ label: String, _ viewer: Viewer, _ link: Link, kind: String = "",
    values: [(name: String, value: String)] = [], about: String? = nil
  ) {
    let hidden = values.map { Field.hidden($0.name, $0.value) }
    html = """
      <form method="post"\(.action, link)>\(Field.token(viewer))\(Field.hidden("act", act))\(hidden)<button type="submit"\(.class, kind)\(.ariaLabel, optional: about.map { "\(label): \($0)" })>\(label)</button></form>
      """
  }
}

/// A moment by the calendar, not as a distance.
enum Moment {
  static func html(_ moment: Timestamp) -> HTML {
    "<time class=\"moment\"\(.datetime, optional: TimeText.machine(moment))>\(TimeText.absolute(moment))</time>"
  }
}

/// Name, languages and time zone; on one's own page and on an admin's.
enum ProfileCard {
  static func html(_ account: StaffAccount, act: String, link: Link, fields: FormFields, _ viewer: Viewer) -> HTML {
    """
    <form class="card" method="post" id="profile"\(.action, link)>
    <h2>\(AccountText.profile)</h2>
    \(Field.token(viewer))\(Field.hidden("act", act))
    <label class="stack"><span>\(KitText.name)</span><input type="text" name="name" required maxlength="200" dir="auto" autocomplete="name"\(.value, fields.value("name", or: account.name))\(fields.marks("name", hint: "name-hint"))></label>
    <p class="hint" id="name-hint">\(AccountText.nameHint)</p>
    \(fields.error("name"))
    <label class="stack"><span>\(AccountText.languages)</span><input type="text" name="languages" maxlength="400"\(.value, fields.value("languages", or: account.languages.joined(separator: ", ")))\(fields.marks("languages", hint: "languages-hint"))></label>
    <p class="hint" id="languages-hint">\(AccountText.languagesHint)</p>
    \(fields.error("languages"))
    <label class="stack"><span>\(AccountText.zone)</span><input type="text" name="zone" maxlength="64" list="zones" autocomplete="off"\(.value, fields.value("zone", or: account.timeZone ?? ""))\(fields.marks("zone", hint: "zone-hint"))></label>
    <p class="hint" id="zone-hint">\(AccountText.zoneHint)</p>
    \(fields.error("zone"))
    \(zones)
    <div class="buttons"><button class="primary" type="submit">\(KitText.save)</button></div>
    </form>
    """
  }

  private static let zones: HTML = {
    let names = LocaleText.zones.map { "<option\(.value, $0)></option>" as HTML }
    return "<datalist id=\"zones\">\(names)</datalist>"
  }()
}
