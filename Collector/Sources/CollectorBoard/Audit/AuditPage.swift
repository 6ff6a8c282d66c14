// What people and commands did.
import CollectorCore
import TellbackWire

struct AuditPage: Sendable {
  let filter: AuditFilter
  /// One more than the page shows when there are older ones.
  let entries: [AuditEntry]
  let accounts: [StaffAccount]
  let viewer: Viewer
  let now: Timestamp

  func rendered() -> String {
    let shown = entries.prefix(AuditFilter.pageSize)
    let older: HTML? =
      entries.count > shown.count
      ? shown.last.map { "<a rel=\"next\"\(.href, filter.link(before: $0.id))>Older</a>" } : nil
    let newest: HTML? = filter.before == nil ? nil : "<a\(.href, filter.link())>Newest</a>"
    let list: HTML =
      shown.isEmpty
      ? "<p class=\"quiet\">Nothing of this kind is in the log.</p>"
      : "<ul class=\"rows audit\">\(shown.map { AuditRow.html($0, now: now, link: true) })</ul>"
    return Frame(
      title: "Audit log", section: .people, viewer: viewer,
      content: """
        <p class="crumbs"><a\(.href, Link("people"))>People</a></p>
        <div class="page-head"><h1>Audit log</h1><p><a\(.href, filter.link(["audit", "lines"], before: filter.before)) download>As JSON lines</a></p></div>
        \(form)
        \(ignored)
        \(list)
        <nav class="pager" aria-label="Pages">\(newest)\(older)</nav>
        """
    ).rendered()
  }

  private var ignored: HTML? {
    guard !filter.ignored.isEmpty else { return nil }
    return
      "<p class=\"alert\" role=\"alert\">These filters were ignored: \(filter.ignored.joined(separator: "; ")).</p>"
  }

  private var form: HTML {
    let people = accounts.prefix(500).map { (String($0.id), $0.name) }
    return """
      <form class="filters" method="get" aria-label="Filters"\(.action, Link("audit"))>
      \(Field.select("act", label: "What", options: [("", "Anything")] + AuditAct.allCases.map { ($0.rawValue, $0.label) }, chosen: filter.act?.rawValue ?? ""))
      \(Field.select("account", label: "Who", options: [("", "Anybody")] + people, chosen: filter.account.map { String($0) } ?? ""))
      <label class="pick"><span>About</span><input type="search" name="subject" maxlength="200" dir="auto"\(.value, filter.subject ?? "")></label>
      <label class="pick"><span>From</span><input type="date" name="since"\(.value, filter.since ?? "")></label>
      <label class="pick"><span>To</span><input type="date" name="until"\(.value, filter.until ?? "")></label>
      <button type="submit">Show</button>
      \(filter == AuditFilter() ? nil : "<a class=\"clear\"\(.href, Link("audit"))>Clear filters</a>" as HTML)
      </form>
      """
  }
}

/// One entry as a line.
enum AuditRow {
  static func html(_ entry: AuditEntry, now: Timestamp, link: Bool = false) -> HTML {
    let who: HTML =
      link && entry.actor.account != nil
      ? "<a\(.href, Link("people", String(entry.actor.account ?? 0)))>\(Words.inline(entry.actor.name, limit: 80))</a>"
      : Words.inline(entry.actor.name, limit: 80)
    let ticket: HTML? = entry.ticket.map { " <a\(.href, Link("tickets", String($0)))>#\($0)</a>" }
    let subject: HTML? =
      entry.subject.isEmpty ? nil : " <span class=\"subject\">\(Words.inline(entry.subject, limit: 200))</span>"
    let detail: HTML? =
      entry.detail.isEmpty ? nil : "<span class=\"quiet\">\(Words.inline(entry.detail, limit: 500))</span>"
    let way = entry.actor.way == "api" ? " by API" : ""
    return """
      <li><div><span class="what">\(entry.act.label)</span>\(subject)\(ticket) \(detail)</div>
      <span class="quiet by">\(who)\(way)\(entry.address.map { ", \($0)" } ?? ""), \(TimeText.html(entry.at, now: now))</span></li>

      """
  }
}

extension AuditAct {
  var label: String {
    switch self {
    case .signedIn: "Signed in"
    case .signInFailed: "Failed to sign in"
    case .signedOut: "Signed out"
    case .sessionsEnded: "Ended sessions"
    case .accountCreated: "Made an account"
    case .accountInvited: "Invited"
    case .accountJoined: "Joined"
    case .accountDisabled: "Disabled an account"
    case .accountEnabled: "Enabled an account"
    case .roleChanged: "Changed role or apps"
    case .profileChanged: "Changed a profile"
    case .awayChanged: "Changed presence"
    case .passwordChanged: "Changed a password"
    case .factorAdded: "Set up a second factor"
    case .factorRemoved: "Removed a second factor"
    case .factorRequired: "Changed whether a second factor is required"
    case .recoveryCodesMade: "Made recovery codes"
    case .recoveryCodeUsed: "Used a recovery code"
    case .tokenCreated: "Made a token"
    case .tokenRevoked: "Revoked a token"
    case .appCreated: "Made an app"
    case .keyCreated: "Made a key"
    case .keyRevoked: "Revoked a key"
    case .settingChanged: "Changed a setting"
    case .logExported: "Exported the audit log"
    case .backedUp: "Made a backup"
    case .reportErased: "Erased a report"
    case .reportRedacted: "Redacted a report"
    case .merged: "Merged tickets"
    case .unmerged: "Undid a merge or split"
    case .split: "Split a ticket"
    case .issuePublished: "Published a known issue"
    case .issueWithdrawn: "Withdrew a known issue"
    case .cannedAnswerSaved: "Saved a canned answer"
    case .cannedAnswerDeleted: "Deleted a canned answer"
    case .reporterNoted: "Noted something about a reporter"
    case .reporterNoteRemoved: "Removed a note about a reporter"
    case .launchSaved: "Saved a launch"
    case .launchDeleted: "Deleted a launch"
    case .ruleChanged: "Changed a routing rule"
    case .groupChanged: "Changed a group"
    case .senderBlocked: "Blocked a sender"
    case .senderUnblocked: "Unblocked a sender"
    case .keptReleased: "Released what was kept back"
    case .webhookCreated: "Made a webhook"
    case .webhookChanged: "Changed a webhook"
    case .webhookRotated: "Rotated a webhook's secret"
    case .webhookDisabled: "Disabled a webhook"
    case .webhookEnabled: "Enabled a webhook"
    case .webhookDeleted: "Deleted a webhook"
    case .webhookTested: "Tested a webhook"
    case .webhookResent: "Sent a webhook's delivery again"
    case .painMade: PainText.auditMade.text
    case .painChanged: PainText.auditChanged.text
    case .painGathered: PainText.auditGathered.text
    case .painUngathered: PainText.auditUngathered.text
    case .painDecided: PainText.auditDecided.text
    }
  }
}
