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
      ? shown.last.map { "<a rel=\"next\"\(.href, filter.link(before: $0.id))>\(KitText.older)</a>" } : nil
    let newest: HTML? = filter.before == nil ? nil : "<a\(.href, filter.link())>\(KitText.newest)</a>"
    let list: HTML =
      shown.isEmpty
      ? "<p class=\"quiet\">\(AuditText.nothing)</p>"
      : "<ul class=\"rows audit\">\(shown.map { AuditRow.html($0, now: now, link: true) })</ul>"
    return Frame(
      title: AuditText.title, section: .people, viewer: viewer,
      content: """
        <p class="crumbs"><a\(.href, Link("people"))>\(FrameText.people)</a></p>
        <div class="page-head"><h1>\(AuditText.title)</h1><p><a\(.href, filter.link(["audit", "lines"], before: filter.before)) download>\(AuditText.asLines)</a></p></div>
        \(form)
        \(ignored)
        \(list)
        <nav class="pager"\(.ariaLabel, KitText.pages)>\(newest)\(older)</nav>
        """
    ).rendered()
  }

  private var ignored: HTML? {
    guard !filter.ignored.isEmpty else { return nil }
    return
      "<p class=\"alert\" role=\"alert\">\(AuditText.ignored(filter.ignored))</p>"
  }

  private var form: HTML {
    let people = accounts.prefix(500).map { (String($0.id), $0.name) }
    return """
      <form class="filters" method="get"\(.ariaLabel, AuditText.filters)\(.action, Link("audit"))>
      \(Field.select("act", label: AuditText.what, options: [("", AuditText.anything.text)] + AuditAct.allCases.map { ($0.rawValue, $0.label.text) }, chosen: filter.act?.rawValue ?? ""))
      \(Field.select("account", label: AuditText.who, options: [("", AuditText.anybody.text)] + people, chosen: filter.account.map { String($0) } ?? ""))
      <label class="pick"><span>\(AuditText.about)</span><input type=FrameText.keySearch name="subject" maxlength="200" dir="auto"\(.value, filter.subject ?? "")></label>
      <label class="pick"><span>\(AuditText.from)</span><input type="date" name="since"\(.value, filter.since ?? "")></label>
      <label class="pick"><span>\(AuditText.to)</span><input type="date" name="until"\(.value, filter.until ?? "")></label>
      <button type="submit">\(AuditText.show)</button>
      \(filter == AuditFilter() ? nil : "<a class=\"clear\"\(.href, Link("audit"))>\(AuditText.clear)</a>" as HTML)
      </form>
      """
  }
}

/// One entry as a line.
enum AuditRow {
  static func html(_ entry: AuditEntry, now: Timestamp, link: Bool = false) -> HTML {
    let who: HTML =
      link && entry.actor.account != nil
      ? "<a\(.href, Link("people", String(entry.actor.account ?? 0)))>\(Words.inline(AuditText.actor(entry.actor).text, limit: 80))</a>"
      : Words.inline(AuditText.actor(entry.actor).text, limit: 80)
    let ticket: HTML? = entry.ticket.map { " <a\(.href, Link("tickets", String($0)))>#\($0)</a>" }
    let subject: HTML? =
      entry.subject.isEmpty
      ? nil : " <span class=\"subject\">\(Words.inline(AuditDetail.subject(entry.subject).text, limit: 200))</span>"
    let detail: HTML? =
      entry.detail.isEmpty
      ? nil : "<span class=\"quiet\">\(Words.inline(AuditDetail.detail(entry.detail).text, limit: 500))</span>"
    let way = entry.actor.way == "api" ? AuditText.byAPI : nil
    return """
      <li><div><span class="what">\(entry.act.label)</span>\(subject)\(ticket) \(detail)</div>
      <span class="quiet by">\(who)\(way)\(entry.address.map { ", \($0)" } ?? ""), \(TimeText.html(entry.at, now: now))</span></li>

      """
  }
}
