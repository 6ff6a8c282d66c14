// Mail: whether it goes out, what is held back and why, and which apps tell their reporters by mail. For admins.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct MailRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/settings/mail", needs: .administer, board, show)
    router.form("/settings/mail", needs: .administer, board, act)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let flash = Flash(request)
    var page = try await page(viewer)
    page.done = flash
    return .html(page.rendered(), telling: flash)
  }

  private func page(_ viewer: Viewer) async throws -> MailPage {
    let (now, outlook) = (board.clock(), board.options.mail)
    return try await board.store.read { reads in
      MailPage(
        counts: try reads.mailCounts(), troubled: try reads.troubledMail(limit: MailPage.shown),
        names: Dictionary(try reads.accounts().map { ($0.id, $0.name) }) { $1 },
        apps: try reads.apps().map { ($0, try reads.reporterMail(app: $0.id)) }, server: outlook.server,
        trouble: outlook.trouble(), viewer: viewer, now: now)
    }
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let (now, account) = (board.clock(), viewer.account)
    switch form["act"] {
    case "test":
      guard let recipient = MailAddress.checked(account.email), board.options.mail.server != nil else {
        return try await refuse(
          "", MailText.cannotTest.text, form, viewer)
      }
      let token = Hexadecimal.text(Array(board.secrets.makeToken().prefix(16)))
      try await board.store.write { store in
        try store.addMail(
          Mail(
            account: account.id, recipient: recipient, subject: MailText.testSubject.text,
            text: MailText.testText.text + "\n", createdAt: now, dueAt: now, token: token))
        try store.audit(
          AuditEntry(
            at: now, act: .settingChanged, by: viewer.auditActor, address: request.remoteAddress, subject: "mail",
            detail: "a test was sent"))
      }
      board.options.mail.onChange()
    case "hours":
      guard let app = form["app"].flatMap({ Int64($0) }).map(AppID.init) else { throw HTTPError.unknownAct }
      let text = (form["hours"] ?? "").trimmed
      let hours = Int(text)
      guard text.isEmpty || hours.map(ReporterMailSetting.hours.contains) == true else {
        return try await refuse("hours", MailText.badHours(ReporterMailSetting.hours).text, form, viewer)
      }
      try await board.store.write { store in
        guard let record = try store.app(app) else { throw HTTPError.unknownAct }
        var setting = try store.reporterMail(app: app)
        // What was said before is not sent now.
        if setting.hours == nil { setting.cursor = max(setting.cursor, try store.newestUpdate()) }
        setting.hours = hours
        try store.setReporterMail(setting, app: app)
        let detail = hours.map { "answers unread for \($0) hours go out by mail" } ?? "answers do not go out by mail"
        try store.audit(
          AuditEntry(
            at: now, act: .settingChanged, by: viewer.auditActor, address: request.remoteAddress, app: app,
            subject: record.name, detail: detail))
      }
      board.options.mail.onChange()
    default: throw HTTPError.unknownAct
    }
    return Flash(.saved).redirect(to: Link("settings", "mail"), board)
  }

  private func refuse(_ field: String, _ message: String, _ form: HTTPForm, _ viewer: Viewer) async throws
    -> HTTPResponse
  {
    var page = try await page(viewer)
    let id = form["act"] == "hours" ? "hours-\(form["app"] ?? "")" : "test"
    page.refused = RefusedForm(form: id, field: field, message: message, values: form)
    return .html(422, page.rendered())
  }
}
