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
      title: "People", section: .people, viewer: viewer,
      content: """
        <div class="page-head"><h1>People</h1><p><a\(.href, Link("audit"))>Audit log</a></p></div>
        \(Done.html(done))
        \(invitation)
        <ul class="people" aria-label="Accounts">\(people.sorted(by: Self.isBefore).prefix(Self.limit).map(row))</ul>
        \(people.count > Self.limit ? "<p class=\"quiet\">The first \(Self.limit) of \(people.count). <code>user list</code> shows all.</p>" as HTML : nil)
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
    person.lastSeen.map { "seen \(TimeText.html($0, now: now))" } ?? "not signed in"
  }

  private var invitation: HTML {
    let fields = FormFields("invite", refused)
    return """
      <details class="box"\(.open, if: fields.isRefused)><summary>Invite somebody</summary>
      <form class="card" method="post" id="invite"\(.action, Link("people"))>
      \(Field.token(viewer))
      \(fields.error)
      <label class="stack"><span>E-mail</span><input type="email" name="email" required maxlength="320" autocomplete="off"\(.value, fields.value("email"))\(fields.marks("email"))></label>
      \(fields.error("email"))
      <label class="stack"><span>Name</span><input type="text" name="name" maxlength="200" autocomplete="off"\(.value, fields.value("name"))\(fields.marks("name", hint: "invite-name-hint"))></label>
      <p class="hint" id="invite-name-hint">Reporters see it. They can change it when they join.</p>
      \(fields.error("name"))
      \(RoleFields.html(fields, role: nil, scope: .all, apps: apps))
      <div class="buttons"><button class="primary" type="submit">Make a link</button></div>
      <p class="hint">You get a link to pass on. It works once, within \(TimeText.span(milliseconds: Invitation.seconds * 1_000)).</p>
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
      <label class="stack"><span>Role</span><select name="role"\(fields.marks("role"))>\(roles)</select></label>
      \(fields.error("role"))
      <fieldset><legend>Sees</legend>
      <label class="row"><input type="radio" name="scope" value="all"\(.checked, if: isAll)> <span>all apps, also later ones</span></label>
      <label class="row"><input type="radio" name="scope" value="some"\(.checked, if: !isAll)> <span>these apps:</span></label>
      <div class="indent">\(boxes)\(apps.isEmpty ? "<p class=\"hint\">There is no app yet.</p>" as HTML : nil)</div>
      \(fields.error("app"))
      </fieldset>
      """
  }
}

enum PersonText {
  static func apps(_ scope: AppScope, _ apps: [AppRecord]) -> HTML {
    guard case .only(let ids) = scope else { return "all apps" }
    let names = apps.filter { ids.contains($0.id) }.map(\.name)
    return names.isEmpty ? "no app" : Words.inline(names.joined(separator: ", "), limit: 160)
  }

  /// What is not as usual about an account, each with its word.
  static func marks(_ person: PersonDetails, now: Timestamp) -> HTML {
    let account = person.account
    var marks: [HTML] = []
    func mark(_ kind: String, _ label: HTML) { marks.append("<span\(.class, "mark mark-\(kind)")>\(label)</span> ") }
    if account.disabledAt != nil { mark("off", "Disabled") }
    if account.joinedAt == nil, account.disabledAt == nil {
      let isOpen = person.invitation.map { now < $0.expiresAt } ?? false
      mark("wait", isOpen ? "Invited" : "Invitation has ended")
    }
    if account.awaySince != nil { mark("wait", "Away") }
    if person.factor?.confirmedAt != nil {
      mark("on", "Second factor")
    } else if account.needsFactor {
      mark("wait", "Second factor missing")
    }
    return marks.isEmpty ? "" : "\(marks)"
  }
}

extension StaffRole {
  /// Half a sentence, for whoever chooses one.
  var meaning: String {
    switch self {
    case .admin: "everything, and accounts"
    case .support: "answers, moves and merges tickets"
    case .volunteer: "answers and moves tickets beside support"
    case .developer: "answers and moves tickets, and builds the fix"
    case .lead: "reads, notes and answers"
    }
  }
}
