// Everybody with an account, and the form that invites.
import CollectorCore
import TellbackWire

struct PeoplePage: Sendable {
  /// Accounts on the page. Whoever has more of them finds them by command.
  static let limit = 500

  let people: [PersonDetails]
  let apps: [AppRecord]
  let viewer: Viewer
  let now: Timestamp
  var done: Flash?
  var refused: RefusedForm?

  func rendered() -> String {
    Frame(
      title: PeopleText.people, section: .people, viewer: viewer,
      content: """
        <div class="page-head"><h1>\(PeopleText.people)</h1><p><a\(.href, Link("audit"))>\(PeopleText.auditLog)</a></p></div>
        \(Done.html(done))
        \(invitation)
        <ul class="people"\(.ariaLabel, PeopleText.accounts)>\(people.sorted(by: Self.isBefore).prefix(Self.limit).map(row))</ul>
        \(people.count > Self.limit ? "<p class=\"quiet\">\(PeopleText.firstOf(Self.limit, people.count))</p>" as HTML : nil)
        """
    ).rendered()
  }

  /// Whoever can sign in first, then by name.
  private static func isBefore(_ left: PersonDetails, _ right: PersonDetails) -> Bool {
    let (one, two) = (left.account, right.account)
    if (one.disabledAt == nil) != (two.disabledAt == nil) { return one.disabledAt == nil }
    return (one.name.lowercased(), one.id) < (two.name.lowercased(), two.id)
  }

  private func row(_ person: PersonDetails) -> HTML {
    let account = person.account
    return """
      <li><a\(.href, Link("people", String(account.id)))>\(Words.inline(account.name, limit: 100))</a>
      <span class="email">\(Words.inline(account.email, limit: 120))</span>
      <span>\(account.role.label), \(PersonText.apps(account.apps, apps))</span>
      <span>\(PersonText.marks(person, now: now))</span>
      <span class="quiet">\(seen(person))</span></li>

      """
  }

  private func seen(_ person: PersonDetails) -> HTML {
    person.lastSeen.map { PeopleText.seen(TimeText.html($0, now: now)) } ?? "\(PeopleText.notSignedIn)"
  }

  private var invitation: HTML {
    let fields = FormFields("invite", refused)
    return """
      <details class="box"\(.open, if: fields.isRefused)><summary>\(PeopleText.invite)</summary>
      <form class="card" method="post" id="invite"\(.action, Link("people"))>
      \(Field.token(viewer))
      \(fields.error)
      <label class="stack"><span>\(KitText.email)</span><input type="email" name="email" required maxlength="320" autocomplete="off"\(.value, fields.value("email"))\(fields.marks("email"))></label>
      \(fields.error("email"))
      <label class="stack"><span>\(KitText.name)</span><input type="text" name="name" maxlength="200" autocomplete="off"\(.value, fields.value("name"))\(fields.marks("name", hint: "invite-name-hint"))></label>
      <p class="hint" id="invite-name-hint">\(PeopleText.inviteNameHint)</p>
      \(fields.error("name"))
      \(RoleFields.html(fields, role: nil, scope: .all, apps: apps))
      <div class="buttons"><button class="primary" type="submit">\(PeopleText.makeLink)</button></div>
      <p class="hint">\(PeopleText.linkHint(TimeText.span(milliseconds: Invitation.seconds * 1_000)))</p>
      </form></details>
      """
  }
}

/// A role and the apps that somebody sees.
enum RoleFields {
  static func html(_ fields: FormFields, role: StaffRole?, scope: AppScope, apps: [AppRecord]) -> HTML {
    let chosen = fields.value("role", or: role?.rawValue ?? StaffRole.support.rawValue)
    let roles = StaffRole.allCases.map { role -> HTML in
      "<option\(.value, role.rawValue)\(.selected, if: role.rawValue == chosen)>\(role.label): \(role.meaning)</option>"
    }
    let isAll = fields.isChosen("scope", "all", or: scope == .all)
    let boxes = apps.prefix(200).map { app -> HTML in
      let isOn = fields.isChosen("app", String(app.id.value), or: scope != .all && scope.contains(app.id))
      return """
        <label class="row"><input type="checkbox" name="app"\(.value, String(app.id.value))\(.checked, if: isOn)> <span>\(Words.inline(app.name, limit: 100))</span></label>
        """
    }
    return """
      <label class="stack"><span>\(PeopleText.role)</span><select name="role"\(fields.marks("role"))>\(roles)</select></label>
      \(fields.error("role"))
      <fieldset><legend>\(PeopleText.sees)</legend>
      <label class="row"><input type="radio" name="scope" value="all"\(.checked, if: isAll)> <span>\(KitText.everyApp)</span></label>
      <label class="row"><input type="radio" name="scope" value="some"\(.checked, if: !isAll)> <span>\(KitText.theseApps)</span></label>
      <div class="indent">\(boxes)\(apps.isEmpty ? "<p class=\"hint\">\(KitText.noApps)</p>" as HTML : nil)</div>
      \(fields.error("app"))
      </fieldset>
      """
  }
}

enum PersonText {
  static func apps(_ scope: AppScope, _ apps: [AppRecord]) -> HTML {
    guard case .only(let ids) = scope else { return "\(PeopleText.allApps)" }
    let names = apps.filter { ids.contains($0.id) }.map(\.name)
    return names.isEmpty ? "\(PeopleText.noApp)" : Words.inline(names.joined(separator: ", "), limit: 160)
  }

  /// What is not as usual about an account, each with its word.
  static func marks(_ person: PersonDetails, now: Timestamp) -> HTML {
    let account = person.account
    var marks: [HTML] = []
    func mark(_ kind: String, _ label: Phrase) { marks.append("<span\(.class, "mark mark-\(kind)")>\(label)</span> ") }
    if account.disabledAt != nil { mark("off", KitText.disabled) }
    if account.joinedAt == nil, account.disabledAt == nil {
      let isOpen = person.invitation.map { now < $0.expiresAt } ?? false
      mark("wait", isOpen ? PeopleText.invited : PeopleText.invitationEnded)
    }
    if account.awaySince != nil { mark("wait", PeopleText.away) }
    if person.factor?.confirmedAt != nil {
      mark("on", PeopleText.factor)
    } else if account.needsFactor {
      mark("wait", PeopleText.factorMissing)
    }
    return marks.isEmpty ? "" : "\(marks)"
  }
}
