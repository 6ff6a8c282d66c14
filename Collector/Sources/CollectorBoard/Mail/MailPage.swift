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
      title: MailText.title, section: .settings, viewer: viewer,
      content: """
        <div class="outbox">
        \(SettingsTabs.html(.mail, viewer))
        <h1>\(MailText.title)</h1>
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
      "<p class=\"alert\" role=\"status\">\(MailText.trouble(Words.inline($0, limit: 400)))</p>"
    }
  }

  private var serverCard: HTML {
    let what: HTML =
      server.map { "<p>\(Words.inline($0, limit: 200))</p>" }
      ?? "<p>\(MailText.notSetUp)</p>"
    let test: HTML? =
      server == nil ? nil : ActButton("test", MailText.sendTest, viewer, Link("settings", "mail")).html
    return """
      <section class="card" aria-labelledby="server-title"><h2 id="server-title">\(MailText.server)</h2>
      \(what)<p>\(MailText.counts(counts)).</p><div class="buttons">\(test)</div></section>
      """
  }

  private func card(_ entry: (app: AppRecord, setting: ReporterMailSetting)) -> HTML {
    let id = "hours-\(entry.app.id.value)"
    let fields = FormFields(id, refused)
    return """
      <form class="card" method="post"\(.id, id)\(.action, Link("settings", "mail"))>
      <h2>\(Words.inline(entry.app.name, limit: 100))</h2>
      \(Field.token(viewer))\(Field.hidden("act", "hours"))\(Field.hidden("app", String(entry.app.id.value)))
      <label class="stack"><span>\(MailText.hours)</span><input type="number" name="hours" min="1" max="720"\(.value, fields.value("hours", or: entry.setting.hours.map { String($0) } ?? ""))\(fields.marks("hours", hint: "\(id)-hint"))></label>
      <p class="hint"\(.id, "\(id)-hint")>\(MailText.hoursHint)</p>
      \(fields.error("hours"))
      <div class="buttons"><button class="primary" type="submit">\(KitText.save)</button></div></form>
      """
  }

  private var held: HTML {
    guard !troubled.isEmpty else {
      return
        "<section aria-labelledby=\"held-title\"><h2 id=\"held-title\">\(MailText.heldBack)</h2><p class=\"quiet\">\(MailText.nothingHeld)</p></section>"
    }
    let rows = troubled.map { mail -> HTML in
      let who: HTML =
        mail.account.map { Words.inline(names[$0] ?? KitText.somebody.text, limit: 100) }
        ?? "\(MailText.reporter(of: mail.report?.reference.description))"
      let when: HTML =
        mail.state == .waiting
        ? MailText.next(Moment.html(mail.dueAt)) : MailText.ended(TimeText.html(mail.dueAt, now: now))
      return """
        <li><div><span class="what">\(MailText.to(who))</span> \(mail.state == .failed ? "<span class=\"mark mark-off\">\(MailText.failed)</span>" as HTML : "<span class=\"mark mark-wait\">\(MailText.waiting)</span>" as HTML)
        <span class="quiet">\(Words.inline(OutgoingProblem.told(mail.error ?? ""), limit: 500))</span></div>
        <span class="quiet by">\(KitText.attempts(mail.attempts)), \(when)</span></li>

        """
    }
    return """
      <section aria-labelledby="held-title"><h2 id="held-title">\(MailText.heldBack)</h2><ul class="rows audit">\(rows)</ul></section>
      """
  }
}

/// What waits to go out by mail, on the page of delivery.
enum MailFigures {
  static func html(_ counts: MailCounts, trouble: String?) -> HTML {
    let why: HTML? = trouble.map {
      " <span class=\"mark mark-off\">\(MailText.heldBack)</span> \(Words.inline($0, limit: 300))"
    }
    return """
      <section aria-labelledby="mail-title"><h2 id="mail-title">\(MailText.title)</h2>
      <p>\(WebhookText.lastDays(MailText.counts(counts)))\(why) <a\(.href, Link("settings", "mail"))>\(MailText.title)</a></p></section>
      """
  }
}
