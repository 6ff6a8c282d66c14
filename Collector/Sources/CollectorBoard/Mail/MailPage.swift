// Mail: the server, what is held back, and after how many hours an app's reporters are told by mail.
import CollectorCore
import TellbackWire

struct MailPage: Sendable {
  static let shown = 50

  let counts: MailCounts
  let troubled: [Mail]
  let names: [Int64: String]
  let apps: [(app: AppRecord, setting: ReporterMailSetting)]
  /// How the server is known; nil where mail is not set up.
  let server: String?
  let trouble: String?
  let viewer: Viewer
  let now: Timestamp
  var done: Flash?
  var refused: RefusedForm?

  func rendered() -> String {
    Frame(
      title: "Mail", section: .settings, viewer: viewer,
      content: """
        <div class="outbox">
        \(SettingsTabs.html(.mail, viewer))
        <h1>Mail</h1>
        \(Done.html(done))
        \(refused.flatMap { $0.field.isEmpty ? "<p class=\"alert\" role=\"alert\">\($0.message)</p>" as HTML : nil })
        \(state)
        <div class="cards">\(serverCard)\(apps.prefix(200).map(card))</div>
        \(held)
        </div>
        """
    ).rendered()
  }

  private var state: HTML? {
    trouble.map {
      "<p class=\"alert\" role=\"status\">The mail server takes nothing for now: \(Words.inline($0, limit: 400)) What waits is sent once it does.</p>"
    }
  }

  private var serverCard: HTML {
    let what: HTML =
      server.map { "<p>\(Words.inline($0, limit: 200))</p>" }
      ?? "<p>Not set up. The operator sets it with <code>--smtp-host</code> and <code>--mail-from</code>.</p>"
    let test: HTML? =
      server == nil ? nil : ActButton("test", "Send a test to me", viewer, Link("settings", "mail")).html
    return """
      <section class="card" aria-labelledby="server-title"><h2 id="server-title">Server</h2>
      \(what)<p>\(MailFigures.counts(counts)).</p><div class="buttons">\(test)</div></section>
      """
  }

  private func card(_ entry: (app: AppRecord, setting: ReporterMailSetting)) -> HTML {
    let id = "hours-\(entry.app.id.value)"
    let fields = FormFields(id, refused)
    return """
      <form class="card" method="post"\(.id, id)\(.action, Link("settings", "mail"))>
      <h2>\(Words.inline(entry.app.name, limit: 100))</h2>
      \(Field.token(viewer))\(Field.hidden("act", "hours"))\(Field.hidden("app", String(entry.app.id.value)))
      <label class="stack"><span>Hours until an unread answer goes out by mail</span><input type="number" name="hours" min="1" max="720"\(.value, fields.value("hours", or: entry.setting.hours.map { String($0) } ?? ""))\(fields.marks("hours", hint: "\(id)-hint"))></label>
      <p class="hint"\(.id, "\(id)-hint")>To reporters whose report names an e-mail address as their contact. Empty for never.</p>
      \(fields.error("hours"))
      <div class="buttons"><button class="primary" type="submit">Save</button></div></form>
      """
  }

  private var held: HTML {
    guard !troubled.isEmpty else {
      return
        "<section aria-labelledby=\"held-title\"><h2 id=\"held-title\">Held back</h2><p class=\"quiet\">Nothing was put off or refused.</p></section>"
    }
    let rows = troubled.map { mail -> HTML in
      let who: HTML =
        mail.account.map { Words.inline(names[$0] ?? "somebody", limit: 100) }
        ?? "the reporter of \(mail.report?.reference.description ?? "a report")"
      let when: HTML =
        mail.state == .waiting ? "next \(Moment.html(mail.dueAt))" : "ended \(TimeText.html(mail.dueAt, now: now))"
      return """
        <li><div><span class="what">To \(who)</span> \(mail.state == .failed ? "<span class=\"mark mark-off\">Failed</span>" as HTML : "<span class=\"mark mark-wait\">Waiting</span>" as HTML)
        <span class="quiet">\(Words.inline(mail.error ?? "", limit: 500))</span></div>
        <span class="quiet by">\(CountText.of(mail.attempts, "attempt", "attempts")), \(when)</span></li>

        """
    }
    return """
      <section aria-labelledby="held-title"><h2 id="held-title">Held back</h2><ul class="rows audit">\(rows)</ul></section>
      """
  }
}

/// What waits to go out by mail, on the page of delivery.
enum MailFigures {
  static func counts(_ counts: MailCounts) -> String {
    "\(CountText.grouped(counts.waiting)) waiting, \(CountText.grouped(counts.sent)) sent, \(CountText.grouped(counts.failed)) failed"
  }

  static func html(_ counts: MailCounts, trouble: String?) -> HTML {
    let why: HTML? = trouble.map { " <span class=\"mark mark-off\">Held back</span> \(Words.inline($0, limit: 300))" }
    return """
      <section aria-labelledby="mail-title"><h2 id="mail-title">Mail</h2>
      <p>\(Self.counts(counts)), in the last 30 days.\(why) <a\(.href, Link("settings", "mail"))>Mail</a></p></section>
      """
  }
}
