// One ticket: who says what, what is known, what was done, and what to do next.
import CollectorCore
import TellbackWire

struct TicketDetailPage: Sendable {
  var details: TicketDetails
  let viewer: Viewer
  /// What was just done.
  var done: Flash?
  /// The number that led here, of a ticket that is merged into this one.
  var mergedFrom: Int64?
  /// The form that could not be carried out.
  var refused: RefusedForm?

  private var ticket: Ticket { details.ticket }

  func rendered() -> String {
    Frame(
      title: "#\(ticket.number) \(Words.visible(ticket.title))", section: .tickets, viewer: viewer,
      skips: [(TicketText.skipToAnswer.text, "answer"), (TicketText.skipToActions.text, "actions")],
      live: (Link("tickets", String(ticket.number)), details.newestEvent),
      content: """
        <div class="ticket"\(.dataKey, String(ticket.number))\(.dataVersion, "\(ticket.changedAt.milliseconds).\(ticket.reportCount).\(ticket.state.rawValue)")>
        \(head)
        <p class="fresh" role="status" aria-live="polite"></p>
        \(notice)
        \(issuePanel.proposal)
        \(OutgoingPanel(details: details, viewer: viewer).html)
        \(ApprovalPanel(details: details, viewer: viewer, refused: refused).html)
        <div class="columns">
        <div class="main-column">\(details.timeline.isConversation ? history : nil)
        <section class="voices" aria-labelledby="voices-title">\(voices)</section>
        \(details.timeline.isConversation ? nil : history)</div>
        <aside class="actions" id="actions" tabindex="-1"\(.ariaLabel, TicketText.actions)>\(OwnerPanel(details: details, viewer: viewer, refused: refused).html)
        \(ActionPanel(details: details, viewer: viewer, refused: refused).html)
        \(DuplicatesPanel(details: details, viewer: viewer).html)
        \(TagPanel(details: details, viewer: viewer, refused: refused).html)
        \(TriagePanel(details: details, viewer: viewer, refused: refused).html)
        \(MergePanel(details: details, viewer: viewer, refused: refused).html)
        \(PainTicketPanel(details: details, viewer: viewer).html)
        \(issuePanel.html)
        \(RelationPanel(details: details, viewer: viewer, refused: refused).html)
        \(KnownIssuePanel(details: details, viewer: viewer, refused: refused).html)
        \(ClockPanel(level: details.serviceLevel).html)
        \(TicketFacts(details: details).html)</aside>
        </div>
        </div>
        """
    ).rendered()
  }

  private var head: HTML {
    """
    <div class="ticket-head">
    <p class="crumbs"><a class="back"\(.href, Link())>\(KitText.tickets)</a> <span aria-hidden="true">/</span> <span>#\(ticket.number)</span></p>
    <h1><bdi>\(Words.cut(Words.visible(ticket.title), to: 400))</bdi></h1>
    <div class="badges">\(Marks.state(ticket))\(SeverityMenu(ticket: ticket, viewer: viewer).html)\(Marks.kind(ticket.kind))\(Marks.reach(ticket))\(Marks.owner(ticket))\(details.serviceLevel.urgent.flatMap(ClockMark.html))
    \(ticket.waiting.map { "<span class=\"waits\">\($0.sentence(now: details.now))</span>" as HTML })\(fix)
    <span class="quiet">\(TicketText.lastReport(TimeText.html(ticket.lastReceivedAt, now: details.now)))</span>
    <a class="button jump" href="#answer">\(TicketText.answer)</a></div>
    \(PresenceMark.html(details.present, on: ticket.number))
    </div>
    """
  }

  private var fix: HTML? {
    switch ticket.fix {
    case .version(let version): "<span class=\"waits\">\(TicketText.fixedIn(Words.inline(version, limit: 100)))</span>"
    case .notYet: "<span class=\"waits\">\(TicketText.notReleased)</span>"
    case nil: nil
    }
  }

  /// What was just done, with its undo where that is another press; or why this form came back.
  private var notice: HTML? {
    if let refused, refused.form == "undo" || isGone(refused) || (refused.form == "correction" && refused.field.isEmpty)
    {
      return "<p class=\"alert\" role=\"alert\">\(refused.message)</p>"
    }
    if let done {
      // The panel of what goes out says it better.
      guard !OutgoingPanel(details: details, viewer: viewer).isOwn || done.notice == .takenBack else { return nil }
      return
        "<div class=\"done\" role=\"status\"><p>\(done.notice.sentence)</p>\(done.link.flatMap(undo))\(done.notice == .claimed ? undoClaim : nil)</div>"
    }
    return mergedFrom.map { "<div class=\"done\" role=\"status\"><p>\(TicketText.mergedHere($0))</p></div>" }
  }

  /// Somebody decided on the answer that a form was about: its panel is not on the page any more.
  private func isGone(_ refused: RefusedForm) -> Bool {
    (refused.form.hasPrefix("held-") || refused.form == "approvals")
      && !details.held.contains { "held-\($0.id)" == refused.form }
  }

  private func undo(_ link: Int64) -> HTML? {
    guard viewer.may(.move), details.links.contains(where: { $0.id == link }) else { return nil }
    return """
      <form class="act-plain" method="post"\(.action, Link("tickets", String(ticket.number), "links"))>\(Field.token(viewer))\(Field.hidden("link", String(link)))
      <button type="submit" name="act" value="undo" data-act="undo">\(DeskText.undo) <kbd>z</kbd></button></form>
      """
  }

  /// A claim is taken back by handing the ticket back.
  private var undoClaim: HTML? {
    guard ticket.holder.owner?.account == viewer.account.id else { return nil }
    return """
      <form class="act-plain" method="post"\(.action, Link("tickets", String(ticket.number), "owner"))>\(Field.token(viewer))
      <button type="submit" name="act" value="hand-back" data-act="undo">\(DeskText.undo) <kbd>z</kbd></button></form>
      """
  }

  private var issuePanel: IssuePanel { IssuePanel(details: details, viewer: viewer, refused: refused) }

  private var history: HTML { TimelineSection(details: details, viewer: viewer, refused: refused).html }

  private var voices: HTML {
    var pieces: HTML =
      "<h2 id=\"voices-title\">\(TicketText.reports) <span class=\"count\">\(CountText.grouped(ticket.reportCount))</span></h2>"
    if let sought = details.sought {
      pieces += """
        <div class="sought" id="sought"><p class="quiet">\(TicketText.sought)</p>
        \(ReportArticle(entry: sought, ticket: ticket.number, now: details.now, isWhole: true, isOpen: true, opened: details.openedBy(sought), mayReply: viewer.may(.answer), mayRedact: viewer.may(.redact), mayBlock: viewer.may(.block)).html)</div>
        """
    }
    for (index, entry) in details.reports.enumerated() where entry.stored.id != details.sought?.stored.id {
      pieces +=
        ReportArticle(
          entry: entry, ticket: ticket.number, now: details.now, isWhole: false,
          isOpen: index == 0 && details.sought == nil, opened: details.openedBy(entry), mayReply: viewer.may(.answer),
          mayRedact: viewer.may(.redact), mayBlock: viewer.may(.block)
        ).html
    }
    if details.reports.isEmpty, details.sought == nil {
      pieces +=
        details.page > 1
        ? "<p class=\"quiet\">\(TicketText.noReportHere)</p>"
        : "<p class=\"quiet\">\(TicketText.erased)</p>"
    }
    pieces += pager
    return pieces
  }

  private var pager: HTML {
    let page = details.page
    guard page > 1 || details.hasMoreReports else { return .empty }
    func link(_ page: Int) -> Link {
      Link("tickets", String(ticket.number), query: page > 1 ? [("page", String(page))] : [])
    }
    let newer: HTML? = page > 1 ? "<a rel=\"prev\"\(.href, link(page - 1))>\(TicketText.newer)</a>" : nil
    let older: HTML? = details.hasMoreReports ? "<a rel=\"next\"\(.href, link(page + 1))>\(KitText.older)</a>" : nil
    return """
      <nav class="pager"\(.ariaLabel, TicketText.reports)><span class="quiet">\(TicketText.page(page))</span>\(newer)\(older)</nav>
      """
  }
}
