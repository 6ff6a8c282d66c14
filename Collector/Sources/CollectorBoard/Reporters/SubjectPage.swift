// Everything that one reporter or one organisation sent, what waits for the longest first, and what staff note about them.
import CollectorCore
import TellbackWire

struct SubjectPage: Sendable {
  static let size = 50

  let subject: ReportSubject
  /// The report that led here; nil for an organisation.
  let report: ReportID?
  let standings: StandingPage
  let notes: [SubjectNote]
  let app: AppRecord?
  /// From 1.
  let page: Int
  let viewer: Viewer
  let now: Timestamp
  let done: Flash?
  let refused: RefusedForm?

  func rendered() -> String {
    Frame(
      title: title, section: .tickets, viewer: viewer, skips: [(SubjectText.skipToNotes.text, "subject-note")],
      content: """
        <div class="subject-page">
        <p class="crumbs"><a class="back"\(.href, Link())>\(KitText.tickets)</a> <span aria-hidden="true">/</span> <span>\(kind)</span></p>
        <h1>\(heading)</h1>
        <p class="lead">\(lead)</p>
        \(Done.html(done))
        <div class="columns"><section class="main-column" aria-labelledby="reports-title">
        <h2 id="reports-title">\(SubjectText.reports) <span class="count">\(CountText.grouped(Int64(standings.total)))</span></h2>
        <ol class="standings">\(standings.standings.map(row))</ol>
        \(standings.standings.isEmpty ? "<p class=\"quiet\">\(SubjectText.noReport)</p>" as HTML : nil)\(pager)</section>
        <aside class="actions"\(.ariaLabel, SubjectText.notes)>\(noteList)\(noteForm)</aside></div>
        </div>
        """
    ).rendered()
  }

  // MARK: Who

  private var name: String? {
    switch subject {
    case .reporter(let reporter):
      reporter.user
        ?? standings.standings.lazy.compactMap { try? Report(decoding: $0.stored.body).contact }.first
    case .segment(let name, _): name
    }
  }

  private var isOrganisation: Bool { if case .segment = subject { true } else { false } }

  private var kind: Phrase { isOrganisation ? SubjectText.organisation : SubjectText.reporter }

  private var title: String { name.map { Words.visible($0) } ?? SubjectText.aReporter.text }

  private var heading: HTML {
    if let name { return Words.inline(name, limit: 200) }
    let reference = report.map { $0.reference.description } ?? ""
    return SubjectText.reporter(of: reference)
  }

  private var lead: HTML {
    var parts: [HTML] = [
      "\(app.map { Words.inline($0.name, limit: 80) } ?? "\(SubjectText.anApp)")",
      standings.open == 0
        ? "\(SubjectText.nothingOpen)" : SubjectText.open(standings.open),
    ]
    if standings.helped + standings.notHelped > 0 {
      parts.append("\(SubjectText.helped(standings.helped, of: standings.helped + standings.notHelped))")
    }
    if standings.ratings > 0 {
      let tenths = (standings.stars * 10 + standings.ratings / 2) / standings.ratings
      parts.append(
        "\(SubjectText.stars(CountText.decimal(tenths: Int64(tenths)), ratings: Int64(standings.ratings)))")
    }
    return parts.enumerated().reduce(into: HTML.empty) { text, part in
      text += part.offset == 0 ? part.element : " · \(part.element)"
    }
  }

  // MARK: Reports

  private func row(_ standing: ReportStanding) -> HTML {
    let report = try? Report(decoding: standing.stored.body)
    let reference = standing.stored.id.reference.description
    let words = report.map { TicketTitle.make(for: $0) } ?? SubjectText.unreadable.text
    let link =
      standing.ticket.map {
        Link("tickets", String($0.number), query: [("report", standing.stored.id.description)], fragment: "sought")
      } ?? Link("reports", standing.stored.id.description)
    return """
      <li\(.class, standing.openSince == nil ? "standing" : "standing open")><p class="name"><a\(.href, link)>\(Words.inline(words, limit: 160))</a></p>
      <p class="marks">\(standing.ticket.map { "\(Marks.state($0))\(Marks.severity($0.severity)) <span class=\"quiet\">#\($0.number)</span>\(Marks.owner($0))" as HTML } ?? "<span class=\"quiet\">\(SubjectText.onNoTicket)</span>")
      \(waits(standing))\(said(standing))
      <span class="quiet"><code>\(reference)</code> \(TimeText.html(standing.stored.receivedAt, now: now))</span></p></li>
      """
  }

  private func waits(_ standing: ReportStanding) -> HTML? {
    guard let since = standing.openSince else { return nil }
    let open: HTML = "<span class=\"waits\">\(SubjectText.openFor(span(since)))</span>"
    guard let silent = standing.unansweredSince else { return open }
    let what =
      standing.toldAt == nil && standing.messages == 0
      ? SubjectText.noAnswerYet : SubjectText.noAnswerFor(span(silent))
    return "\(open) <span class=\"waits\">\(what)</span>"
  }

  private func span(_ since: Timestamp) -> String {
    let (difference, overflow) = now.milliseconds.subtractingReportingOverflow(since.milliseconds)
    return TimeText.span(milliseconds: overflow ? 0 : max(0, difference))
  }

  private func said(_ standing: ReportStanding) -> HTML? {
    var parts: [HTML] = []
    if let helped = standing.helped {
      parts.append(
        helped
          ? "<span class=\"good\">\(SubjectText.itHelped)</span>"
          : "<span class=\"bad\">\(SubjectText.itDidNotHelp)</span>")
    }
    if let stars = standing.stars { parts.append("\(SubjectText.stars(stars))") }
    if standing.messages > 0 { parts.append("\(KitText.messages(Int64(standing.messages)))") }
    return parts.isEmpty ? nil : "\(parts.map { "<span>\($0)</span> " as HTML })"
  }

  private var pager: HTML? {
    let isLast = page * Self.size >= standings.total
    guard page > 1 || !isLast else { return nil }
    let newer: HTML? = page > 1 ? "<a rel=\"prev\"\(.href, link(page - 1))>\(KitText.back)</a>" : nil
    let older: HTML? = isLast ? nil : "<a rel=\"next\"\(.href, link(page + 1))>\(SubjectText.more)</a>"
    return
      "<nav class=\"pager\"\(.ariaLabel, SubjectText.reports)><span class=\"quiet\">\(SubjectText.page(page))</span>\(newer)\(older)</nav>"
  }

  private func link(_ page: Int) -> Link {
    switch subject {
    case .segment(let name, let app): ReporterRoutes.link(segment: name, app: app, page: page)
    case .reporter:
      Link(
        "reporters", report?.description ?? "", query: page > 1 ? [("page", String(page))] : [])
    }
  }

  // MARK: Notes

  private var noteList: HTML {
    guard !notes.isEmpty else { return .empty }
    let rows = notes.reversed().map { note -> HTML in
      """
      <li><p class="quiet">\(Words.inline(note.by, limit: 80)) \(TimeText.html(note.at, now: now))</p>
      <div class="words" dir="auto">\(LinkedWords.html(Words.visible(note.text)))</div>
      <form class="act-plain" method="post"\(.action, link(1))>\(Field.token(viewer))\(Field.hidden("about", String(note.id)))
      <button class="plain" type="submit" name="act" value="remove">\(SubjectText.remove)<span class="unseen"> \(SubjectText.theNote(of: Words.inline(note.by, limit: 80)))</span></button></form></li>
      """
    }
    return
      "<section class=\"act staff-only\" aria-labelledby=\"notes-title\"><h2 id=\"notes-title\">\(SubjectText.notes)</h2><ol class=\"subject-notes\">\(rows)</ol></section>"
  }

  private var noteForm: HTML? {
    guard viewer.may(.note) else { return nil }
    let fields = FormFields("subject-note", refused)
    let label = isOrganisation ? SubjectText.noteAboutOrganisation : SubjectText.noteAboutReporter
    return """
      <form class="act staff-only" method="post" id="subject-note" tabindex="-1"\(.action, link(1))>\(Field.token(viewer))\(fields.error)
      <label class="stack"><span class="label">\(label)</span>
      <span class="audience" id="subject-note-audience">\(SubjectText.onlyStaff)</span>
      <textarea name="note" rows="3" maxlength="2000"\(fields.marks("note", hint: "subject-note-audience"))>
      \(fields.value("note"))</textarea></label>\(fields.error("note"))
      <div class="buttons"><button type="submit" name="act" value="note">\(SubjectText.saveNote)</button></div></form>
      """
  }
}
