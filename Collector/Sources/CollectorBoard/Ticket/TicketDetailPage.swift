// One ticket: who says what, what is known, what was done, and what to do next.
import CollectorCore
import TellbackWire

struct TicketDetailPage: Sendable {
  let details: TicketDetails
  let viewer: Viewer
  /// What was just done.
  var done: String?
  /// What could not be done, with its words.
  var draft: TicketDraft?
  var problem: String?

  private var ticket: Ticket { details.ticket }

  func rendered() -> String {
    Frame(
      title: "#\(ticket.number) \(Words.visible(ticket.title))", section: .tickets, viewer: viewer,
      live: (Link("tickets", String(ticket.number)), details.newestEvent),
      content: """
        <div class="ticket"\(.dataKey, String(ticket.number))\(.dataVersion, "\(ticket.changedAt.milliseconds).\(ticket.reportCount).\(ticket.state.rawValue)")>
        \(head)
        <p class="fresh" role="status" aria-live="polite"></p>
        \(problem.map { "<p class=\"alert\" role=\"alert\" id=\"problem\">\($0)</p>" as HTML })
        \(problem == nil ? done.map { "<p class=\"done\" role=\"status\">\($0)</p>" as HTML } : nil)
        <div class="columns">
        <section class="voices" aria-labelledby="voices-title">\(voices)</section>
        <aside class="actions" aria-label="What to do">\(ActionPanel(details: details, viewer: viewer, draft: draft).html)
        \(DuplicatesPanel(details: details, viewer: viewer).html)
        \(TriagePanel(details: details, viewer: viewer).html)
        \(MergePanel(details: details, viewer: viewer).html)
        \(KnownIssuePanel(details: details, viewer: viewer).html)
        \(TicketFacts(details: details).html)
        \(TicketHistory(details: details).html)</aside>
        </div>
        </div>
        """
    ).rendered()
  }

  private var head: HTML {
    """
    <div class="ticket-head">
    <p class="crumbs"><a class="back"\(.href, Link())>Tickets</a> <span aria-hidden="true">/</span> <span>#\(ticket.number)</span></p>
    <h1><bdi>\(Words.cut(Words.visible(ticket.title), to: 400))</bdi></h1>
    <p class="badges">\(Marks.state(ticket))\(Marks.severity(ticket.severity))\(Marks.kind(ticket.kind))\(Marks.reach(ticket))
    <span class="quiet">last report \(TimeText.html(ticket.lastReceivedAt, now: details.now))</span>
    <a class="button jump" href="#answer">Answer</a></p>
    </div>
    """
  }

  private var voices: HTML {
    var pieces: HTML =
      "<h2 id=\"voices-title\">Reports <span class=\"count\">\(CountText.grouped(ticket.reportCount))</span></h2>"
    if let sought = details.sought {
      pieces += """
        <div class="sought" id="sought"><p class="quiet">The report that was looked for, whole</p>
        \(ReportArticle(entry: sought, ticket: ticket.number, now: details.now, isWhole: true, isOpen: true).html)</div>
        """
    }
    for (index, entry) in details.reports.enumerated() where entry.stored.id != details.sought?.stored.id {
      pieces +=
        ReportArticle(
          entry: entry, ticket: ticket.number, now: details.now, isWhole: false,
          isOpen: index == 0 && details.sought == nil
        ).html
    }
    if details.reports.isEmpty, details.sought == nil {
      pieces +=
        details.page > 1
        ? "<p class=\"quiet\">No report on this page.</p>"
        : "<p class=\"quiet\">Its reports were erased at their reporters' wish.</p>"
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
    let newer: HTML? = page > 1 ? "<a rel=\"prev\"\(.href, link(page - 1))>Newer</a>" : nil
    let older: HTML? = details.hasMoreReports ? "<a rel=\"next\"\(.href, link(page + 1))>Older</a>" : nil
    return "<nav class=\"pager\" aria-label=\"Reports\"><span class=\"quiet\">Page \(page)</span>\(newer)\(older)</nav>"
  }
}
