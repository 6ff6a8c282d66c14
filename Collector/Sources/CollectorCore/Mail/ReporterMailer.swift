// Tells reporters by mail what they did not read in the app, where an admin set after how many hours, and the reporter gave an address
// as their contact: the wire's `contact` is how somebody wants to be reached outside the app, so whoever fills it in asks for it.
import TellbackWire

public struct ReporterMailer {
  /// Updates looked at in one transaction.
  private static let batch = 200

  private let store: any StoreWrites
  private let now: Timestamp

  public init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  /// Whether an update has come of age of which it was not decided yet.
  public static func hasWork(_ store: any StoreReads, now: Timestamp) throws -> Bool {
    try store.apps().contains { app in
      let setting = try store.reporterMail(app: app.id)
      guard let hours = setting.hours else { return false }
      let before = now.adding(seconds: -Int64(hours) * 3_600)
      return try store.unreadUpdates(app: app.id, after: setting.cursor, before: before, limit: 1).last > setting.cursor
    }
  }

  /// Makes the mails whose time has come: several updates of one report in one. Each update is looked at once. Returns how many were
  /// made and whether more may be waiting.
  public func gather(token: () -> String) throws -> (made: Int, more: Bool) {
    var (made, more) = (0, false)
    for app in try store.apps() {
      var setting = try store.reporterMail(app: app.id)
      guard let hours = setting.hours else { continue }
      let (updates, last) = try store.unreadUpdates(
        app: app.id, after: setting.cursor, before: now.adding(seconds: -Int64(hours) * 3_600), limit: Self.batch)
      guard last > setting.cursor else { continue }
      more = true
      setting.cursor = last
      try store.setReporterMail(setting, app: app.id)
      var reports: [ReportID: [UnreadUpdate]] = [:]
      for update in updates { reports[update.report.id, default: []].append(update) }
      for (_, told) in reports.sorted(by: { $0.value[0].update.sequence < $1.value[0].update.sequence }) {
        guard let mail = try mail(told, app, token: token()) else { continue }
        try store.addMail(mail)
        made += 1
      }
    }
    return (made, more)
  }

  /// Nil without an address that one can write to.
  private func mail(_ told: [UnreadUpdate], _ app: AppRecord, token: String) throws -> Mail? {
    guard let first = told.first, let report = try? Report(decoding: first.report.body),
      let recipient = report.contact.flatMap(MailAddress.checked)
    else { return nil }
    let reference = first.report.id.reference.description
    // In the language that the reporter's device had: what staff wrote stays as it is.
    let language = Language(ofTags: report.locale.map { [$0] } ?? []) ?? .english
    let parts = told.compactMap { one -> String? in
      if let text = one.update.message, !text.isEmpty {
        return
          "\(MailPhrases.wrote(one.update.by ?? app.name).text(in: language))\n\n\(AuditEntry.cut(text, to: MailLimits.quoted))\n"
      }
      guard one.update.kind == .fixed else { return nil }
      return MailPhrases.resolved(in: one.update.version).text(in: language) + "\n"
    }
    guard !parts.isEmpty else { return nil }
    return Mail(
      report: first.report.id, ticket: first.ticket, recipient: recipient,
      subject: MailPhrases.subject(app: app.name, reference).text(in: language),
      text: "\(MailPhrases.unread(app: app.name).text(in: language))\n\n" + parts.joined(separator: "\n")
        + "\n\(MailPhrases.toReply(app: app.name).text(in: language))\n"
        + "\(MailPhrases.whyThisMail(reference).text(in: language))\n",
      createdAt: now, dueAt: now, token: token)
  }
}
