// One pain point: whom it hurts and where, what helps, what was decided and tried, and which tickets it gathers.
import CollectorCore
import TellbackWire

struct PainPage: Sendable {
  let details: PainDetails
  let viewer: Viewer
  var done: Flash?
  var refused: RefusedForm?

  private var point: PainPoint { details.point }
  private var link: Link { PainRoutes.link(point.number) }
  private var mayWrite: Bool { viewer.may(.managePain) }

  func rendered() -> String {
    let panels = PainPanels(details: details, viewer: viewer, refused: refused)
    return Frame(
      title: "\(PainText.name(point.number).text): \(Words.visible(point.title))", section: .pain, viewer: viewer,
      content: """
        <div class="ticket pain">
        \(head)
        \(notice)
        <div class="columns">
        <div class="main-column">
        \(PainWhere(details: details, link: link).html)
        \(PainRisen.section(ofPain: details.rose))
        \(PainAttempts(details: details, viewer: viewer, refused: refused).html)
        \(tickets)
        \(history)
        </div>
        <aside class="actions" id="actions" tabindex="-1"\(.ariaLabel, PainText.decision)>
        \(panels.decision)\(panels.workaround)\(panels.facts)
        </aside>
        </div>
        </div>
        """
    ).rendered()
  }

  private var head: HTML {
    let terms = details.rank.map { rank -> HTML in
      let items = PainText.terms(rank).map { "<li>\($0)</li>" as HTML }
      return """
        <details class="inner"><summary>\(PainText.hurt(rank)) <span class="quiet">· \(PainText.why)</span></summary><ul class="terms">\(items)</ul><p class="hint">\(PainText.method)</p></details>
        """
    }
    return """
      <div class="ticket-head">
      <p class="crumbs"><a class="back"\(.href, Link("pain"))>\(PainText.title)</a> <span aria-hidden="true">/</span> <span>\(PainText.name(point.number))</span></p>
      <h1><bdi>\(Words.cut(Words.visible(point.title), to: 400))</bdi></h1>
      <div class="badges">\(PainMarks.all(point, details.attempts, now: details.now))<span class="reach">\(PainText.people(details.total.reporters)) <span class="quiet">\(PainText.reports(details.total.reports))</span></span>\(details.rank.flatMap(PainText.trendMark).map { "<span class=\"trend\">\($0)</span>" as HTML })</div>
      \(terms)
      \(WatchButton.html(point.number, isWatched: details.isWatched, viewer))
      </div>
      """
  }

  /// What was just done, with its undo.
  private var notice: HTML? {
    guard let done else { return nil }
    var undo: HTML?
    if mayWrite, let id = done.link, details.memberships.values.contains(where: { $0.id == id }) {
      undo = """
        <form class="act-plain" method="post"\(.action, link)>\(Field.token(viewer))\(Field.hidden("membership", String(id)))
        <button type="submit" name="act" value="undo" data-act="undo">\(PainText.undo) <kbd>z</kbd></button></form>
        """
    }
    return "<div class=\"done\" role=\"status\"><p>\(done.notice.sentence)</p>\(undo)</div>"
  }

  // MARK: Tickets

  private var tickets: HTML {
    let rows = details.tickets.map { ticket -> HTML in
      let number = String(ticket.number)
      let out: HTML? =
        mayWrite
        ? """
        <form method="post"\(.action, link)>\(Field.token(viewer))\(Field.hidden("ticket", number))<button class="plain" type="submit" name="act" value="ungather"\(.ariaLabel, PainText.takeOut(ticket.number))>\(PainText.takeOut)</button></form>
        """ : nil
      return """
        <li><span class="line"><a class="row-link"\(.href, Link("tickets", number))>#\(number) \(Words.inline(ticket.title, limit: 160))</a>
        <span class="badges">\(Marks.state(ticket))\(Marks.severity(ticket.severity))<span class="reach">\(PainText.people(ticket.reporterCount))</span> <span class="quiet">\(TimeText.html(ticket.lastReceivedAt, now: details.now))</span></span></span>\(out)</li>
        """
    }
    let rest = details.ticketCount - details.tickets.count
    return """
      <section class="pain-tickets" aria-labelledby="tickets-title"><h2 id="tickets-title">\(PainText.itsTickets) <span class="count">\(details.ticketCount)</span></h2>
      \(rows.isEmpty ? "<p class=\"quiet\">\(PainText.noTickets)</p>" : "<ul class=\"rows\">\(rows)</ul>" as HTML)
      \(rest > 0 ? "<p class=\"quiet\">\(PainText.more(rest))</p>" as HTML : nil)
      \(mayWrite ? adding : nil)</section>
      """
  }

  private var adding: HTML {
    let fields = FormFields("gather", refused)
    let rows = details.proposals.map { proposal -> HTML in
      let number = String(proposal.ticket.number)
      return """
        <li><span class="line">\(PainProposalLine.html(proposal, now: details.now))</span>
        <form method="post"\(.action, link)>\(Field.token(viewer))\(Field.hidden("ticket", number))<button type="submit" name="act" value="gather">\(PainText.belongs)<span class="unseen"> #\(number)</span></button></form></li>
        """
    }
    return """
      <h3>\(PainText.perhaps)</h3>
      \(rows.isEmpty ? "<p class=\"quiet\">\(PainText.nothingProposed)</p>" : "<ul class=\"rows\">\(rows)</ul>" as HTML)
      <form class="act pain-add" method="post" id="gather"\(.action, link)>\(Field.token(viewer))\(fields.error)
      <label class="stack"><span class="label">\(PainText.byNumber)</span>
      <input type="text" name="ticket" inputmode="numeric" maxlength="20" autocomplete="off"\(.value, fields.value("ticket"))\(fields.marks("ticket"))></label>
      \(fields.error("ticket"))
      <div class="buttons"><button type="submit" name="act" value="gather">\(PainText.add)</button></div></form>
      """
  }

  private var history: HTML {
    let rows = details.events.map { event -> HTML in
      let words: HTML? = PainText.words(event).map {
        "<div class=\"words\" dir=\"auto\">\(LinkedWords.html(Words.visible($0)))</div>"
      }
      return """
        <li class="event"><p>\(PainText.sentence(event)) \(TimeText.html(event.at, now: details.now))</p>\(words)</li>
        """
    }
    return """
      <section class="history" aria-labelledby="pain-history"><h2 id="pain-history">\(PainText.history)</h2><ol>\(rows)</ol></section>
      """
  }
}
