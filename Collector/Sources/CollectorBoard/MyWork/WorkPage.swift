// My work: what is mine, what my groups have, what I follow; what is unread first.
import CollectorCore
import TellbackWire

struct WorkPage: Sendable {
  let items: [WorkItem]
  /// Answers of others that the viewer may approve, with the tickets that they are found on.
  let held: [(answer: HeldAnswer, ticket: Ticket)]
  let level: WorkLevel
  /// Pain points of the viewer that wait for a decision.
  let pains: [PainPoint]
  /// Notices in the inbox.
  let unreadNotices: Int64
  let groups: [StaffGroup]
  let apps: [AppRecord]
  let viewer: Viewer
  let idleSeconds: Int64
  let newestEvent: Int64
  let now: Timestamp

  func rendered() -> String {
    Frame(
      title: FrameText.myWork, section: .work, viewer: viewer, skips: [(WorkText.skip.text, "live")],
      live: (Link("work"), newestEvent),
      content: """
        <div class="list-head"><h1>\(FrameText.myWork)</h1>\(unread)\(level.counts)<a\(.href, Link("inbox"))>\(WorkText.inbox(unreadNotices))</a>\(TakeNext.button(viewer))</div>
        <p class="fresh" role="status" aria-live="polite"></p>
        <div id="live" class="work" tabindex="-1"\(.dataNow, String(now.milliseconds))>
        \(level.told(now: now))\(PainWork.html(pains, now: now))\(approvals)
        \(items.isEmpty && pains.isEmpty ? [empty] : WorkItem.Reason.allCases.compactMap(section))
        </div>
        \(edit)
        """
    ).rendered()
  }

  private var unread: HTML {
    let count = items.count { $0.isUnread }
    return count == 0
      ? "<p class=\"distance\">\(WorkText.nothingUnread)</p>"
      : "<p class=\"distance\">\(WorkText.unread("<strong>\(CountText.grouped(Int64(count)))</strong>"))</p>"
  }

  static func held(
    for account: StaffAccount, _ answers: [HeldAnswer], _ reads: any StoreReads
  ) throws -> [(answer: HeldAnswer, ticket: Ticket)] {
    try answers.compactMap { answer in
      guard answer.account != account.id, let ticket = try reads.ticket(reads.finalTicket(of: answer.ticket)) else {
        return nil
      }
      return (answer, ticket)
    }
  }

  private var approvals: HTML? {
    guard !held.isEmpty else { return nil }
    let rows = held.map { answer, ticket -> HTML in
      """
      <li class="item"\(.dataKey, "held-\(answer.id)")\(.dataVersion, "held")\(.dataOpened, String(answer.at.milliseconds))><p class="name"><span class="quiet">#\(ticket.number)</span>
      <a class="row-link"\(.href, Link("tickets", String(ticket.number), fragment: "approvals"))>\(Words.inline(ticket.title, limit: 160))</a></p>
      <p class="marks">\(Marks.state(ticket))\(Marks.severity(ticket.severity))<span class="quiet">\(WorkText.answered(Words.inline(answer.by, limit: 80), TimeText.html(answer.at, now: now)))</span></p></li>
      """
    }
    return """
      <section aria-labelledby="work-approvals"><h2 id="work-approvals">\(WorkText.waitForApproval) <span class="count">\(held.count)</span></h2>
      <ul class="items">\(rows)</ul></section>
      """
  }

  private func section(_ reason: WorkItem.Reason) -> HTML? {
    let items = items.filter { $0.reason == reason }
    guard !items.isEmpty else { return nil }
    let (title, id) =
      switch reason {
      case .owned: (WorkText.mine, "work-mine")
      case .group: (WorkText.groups, "work-groups")
      case .followed: (WorkText.followed, "work-followed")
      }
    return """
      <section\(.ariaLabelledBy, id)><h2\(.id, id)>\(title) <span class="count">\(items.count)</span></h2>
      <ul class="items">\(items.map(row))</ul></section>
      """
  }

  private func row(_ item: WorkItem) -> HTML {
    let ticket = item.ticket
    let app = apps.count > 1 ? apps.first { $0.id == ticket.app }?.name : nil
    return """
      <li\(.class, item.isUnread ? "item unread" : "item")\(.dataKey, String(ticket.number))\(.dataVersion, "\(ticket.changedAt.milliseconds).\(ticket.reportCount).\(item.isUnread)")\(.dataOpened, String(ticket.openedAt.milliseconds))\(.dataChanged, String(ticket.changedAt.milliseconds))>
      <p class="name">\(item.isUnread ? "<span class=\"dot\"><span class=\"unseen\">\(WorkText.unreadMark) </span></span>" as HTML : nil)<span class="quiet">#\(ticket.number)</span>
      <a class="row-link"\(.href, Link("tickets", String(ticket.number)))>\(Words.inline(ticket.title, limit: 160))</a></p>
      <p class="marks">\(level.clocks[ticket.number].flatMap(ClockMark.html))\(Marks.state(ticket))\(Marks.severity(ticket.severity))\(holder(item))\(app.map { "<span class=\"quiet\">\(Words.inline($0, limit: 40))</span>" as HTML })
      \(ticket.waiting.map { "<span class=\"quiet\">\($0.sentence(now: now))</span>" as HTML })
      <span class="quiet">\(WorkText.changed(TimeText.html(ticket.changedAt, now: now)))</span>
      \(PresenceMark.html([], on: ticket.number))\(item.reason == .owned ? IdleWarning.html(ticket, idleSeconds: idleSeconds, now: now) : nil)</p></li>
      """
  }

  /// One's own name says nothing.
  private func holder(_ item: WorkItem) -> HTML? { item.reason == .owned ? nil : Marks.owner(item.ticket) }

  private var empty: HTML {
    """
    <section class="empty">
    <h2>\(WorkText.nothing)</h2>
    <p>\(WorkText.nothingText)</p>
    <p><a\(.href, Link("triage"))>\(WorkText.seeUnowned)</a></p>
    </section>
    """
  }

  private var edit: HTML {
    let mine: HTML =
      groups.isEmpty
      ? "\(WorkText.noGroup)"
      : WorkText.yourGroups(Words.inline(groups.map(\.name).joined(separator: ", "), limit: 400))
    let link: HTML? = viewer.may(.administer) ? " <a\(.href, Link("groups"))>\(WorkText.editGroups)</a>" : nil
    return "<p class=\"quiet foot\">\(mine)\(link)</p>"
  }
}
