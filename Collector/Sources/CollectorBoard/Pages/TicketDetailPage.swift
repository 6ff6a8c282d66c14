// One ticket: who says what, what is known, what was done, and what to do next.
import CollectorCore
import TellbackWire

struct TicketDetailPage: Sendable {
  let dossier: TicketDossier
  let viewer: Viewer
  /// What was just done.
  var done: String?
  /// What could not be done, with its words.
  var draft: TicketDraft?
  var problem: String?

  private var ticket: Ticket { dossier.ticket }

  func rendered() -> String {
    Frame(
      title: "#\(ticket.number) \(Words.visible(ticket.title))", place: .tickets, viewer: viewer,
      live: (Link("tickets", String(ticket.number)), dossier.newestEvent),
      content: """
        <div class="ticket"\(.dataKey, String(ticket.number))\(.dataVersion, "\(ticket.changedAt.milliseconds).\(ticket.reportCount).\(ticket.state.rawValue)")>
        \(head)
        <p class="fresh" role="status" aria-live="polite"></p>
        \(problem.map { "<p class=\"alert\" role=\"alert\" id=\"problem\">\($0)</p>" as HTML })
        \(problem == nil ? done.map { "<p class=\"done\" role=\"status\">\($0)</p>" as HTML } : nil)
        <div class="columns">
        <section class="voices" aria-labelledby="voices-title">\(voices)</section>
        <aside class="desk" aria-label="What to do">\(ActPanel(dossier: dossier, viewer: viewer, draft: draft).html)
        \(SimilarPanel(dossier: dossier, viewer: viewer).html)
        \(TriagePanel(dossier: dossier, viewer: viewer).html)
        \(LinkPanel(dossier: dossier, viewer: viewer).html)
        \(KnownPanel(dossier: dossier, viewer: viewer).html)
        \(TicketFacts(dossier: dossier).html)
        \(TicketHistory(dossier: dossier).html)</aside>
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
    <span class="quiet">last report \(TimeText.html(ticket.lastReceivedAt, now: dossier.now))</span>
    <a class="button jump" href="#answer">Answer</a></p>
    </div>
    """
  }

  private var voices: HTML {
    var pieces: HTML =
      "<h2 id=\"voices-title\">Reports <span class=\"count\">\(CountText.grouped(ticket.reportCount))</span></h2>"
    if let sought = dossier.sought {
      pieces += """
        <div class="sought" id="sought"><p class="quiet">The report that was looked for, whole</p>
        \(ReportArticle(entry: sought, ticket: ticket.number, now: dossier.now, isWhole: true, isOpen: true).html)</div>
        """
    }
    for (index, entry) in dossier.reports.enumerated() where entry.stored.id != dossier.sought?.stored.id {
      pieces +=
        ReportArticle(
          entry: entry, ticket: ticket.number, now: dossier.now, isWhole: false,
          isOpen: index == 0 && dossier.sought == nil
        ).html
    }
    if dossier.reports.isEmpty, dossier.sought == nil {
      pieces +=
        dossier.page > 1
        ? "<p class=\"quiet\">No report on this page.</p>"
        : "<p class=\"quiet\">Its reports were erased at their reporters' wish.</p>"
    }
    pieces += pager
    return pieces
  }

  private var pager: HTML {
    let page = dossier.page
    guard page > 1 || dossier.hasMoreReports else { return .empty }
    func link(_ page: Int) -> Link {
      Link("tickets", String(ticket.number), query: page > 1 ? [("page", String(page))] : [])
    }
    let newer: HTML? = page > 1 ? "<a rel=\"prev\"\(.href, link(page - 1))>Newer</a>" : nil
    let older: HTML? = dossier.hasMoreReports ? "<a rel=\"next\"\(.href, link(page + 1))>Older</a>" : nil
    return "<nav class=\"pager\" aria-label=\"Reports\"><span class=\"quiet\">Page \(page)</span>\(newer)\(older)</nav>"
  }
}
