// Every ticket in one of three columns. A card is moved by the form of its ticket, so that no move lacks its reason: by dragging, by
// a key or by a link.
import CollectorCore
import TellbackWire

struct KanbanPage: Sendable {
  let columns: KanbanColumns
  let viewer: Viewer

  private var filter: TicketFilter { columns.filter }

  func rendered() -> String {
    Frame(
      title: FrameText.board, section: .kanban, viewer: viewer, skips: [(KanbanText.skip.text, "live")],
      live: (Self.link(filter), columns.newestEvent),
      content: """
        <div class="list-head"><h1>\(FrameText.board)</h1>\(TicketFilterBar.distance(columns.facets))</div>
        \(TicketFilterBar.ignored(filter))
        \(owners)
        \(form)
        \(columns.columns.values.first { $0.isAtLeast }.flatMap(TicketFilterBar.cut))
        \(links)
        <p class="fresh" role="status" aria-live="polite"></p>
        <div id="live" class="kanban" tabindex="-1"\(.dataNow, String(columns.now.milliseconds))>
        \(TicketState.allCases.map(column))
        </div>
        \(dialog)
        """
    ).rendered()
  }

  /// The address of the board with these filters.
  static func link(_ filter: TicketFilter) -> Link {
    Link("board", query: filter.pairs.filter { !["state", "order", "page"].contains($0.name) })
  }

  private var owners: HTML {
    let tabs = OwnerChoice.tabs.map { choice -> HTML in
      """
      <a\(.href, Self.link(filter.with { $0.owner = choice }))\(.ariaCurrent, optional: filter.owner == choice ? "page" : nil)>\(TicketListText.owner(choice))</a>
      """
    }
    return "<nav class=\"owners\"\(.ariaLabel, TicketListText.owners)>\(tabs)</nav>"
  }

  private var form: HTML {
    let clear: HTML? =
      filter.choices.isEmpty && filter.search == nil
      ? nil
      : "<a class=\"clear\"\(.href, Self.link(TicketFilter().with { $0.owner = filter.owner }))>\(TicketListText.clearFilters)</a>"
    return """
      <form class="filters" method="get"\(.ariaLabel, TicketListText.filters)\(.action, Link("board"))>
      \(filter.owner.map { Field.hidden("owner", $0.rawValue) })
      \(filter.search.map { Field.hidden("q", $0) })
      \(TicketFilterBar.common(filter, apps: columns.apps, columns.facets))
      <button class="apply" type="submit">\(TicketListText.apply)</button>
      \(clear)
      </form>
      """
  }

  /// On a phone the columns stand one below the other.
  private var links: HTML {
    let links = TicketState.allCases.map { state -> HTML in
      "<a\(.href, fragment: Self.id(state))>\(state.label)</a>"
    }
    return "<nav class=\"column-links\"\(.ariaLabel, KanbanText.columns)>\(links)</nav>"
  }

  private static func id(_ state: TicketState) -> String { "column-\(state.rawValue)" }

  private func column(_ state: TicketState) -> HTML {
    let page = columns.columns[state] ?? TicketPage(tickets: [], total: 0)
    let id = Self.id(state)
    let list = filter.with { ($0.state, $0.order) = (state, nil) }.link
    let rest: HTML? =
      page.total > page.tickets.count
      ? "<p class=\"rest\"><a\(.href, list)>\(KanbanText.allInList(Int64(page.total), orMore: page.isAtLeast))</a></p>"
      : nil
    let cards: HTML =
      page.tickets.isEmpty
      ? "<p class=\"quiet none\">\(KanbanText.none(state))</p>" : "<ul class=\"cards\">\(page.tickets.map(card))</ul>"
    return """
      <section class="column"\(.dataState, state.rawValue)\(.ariaLabelledBy, id)>
      <h2\(.id, id)>\(state.label) <span class="count">\(TicketFilterBar.count(page.total, of: page))</span></h2>
      \(cards)\(rest)
      </section>
      """
  }

  private func card(_ ticket: Ticket) -> HTML {
    let app = columns.apps.count > 1 ? columns.apps.first { $0.id == ticket.app }?.name : nil
    let version = "\(ticket.changedAt.milliseconds).\(ticket.reportCount).\(ticket.state.rawValue)"
    return """
      <li class="tile"\(.dataKey, String(ticket.number))\(.dataVersion, version)\(.dataOpened, String(ticket.openedAt.milliseconds))\(.dataChanged, String(ticket.changedAt.milliseconds))>
      <p class="name"><span class="quiet">#\(ticket.number)</span> <a class="row-link" draggable="false"\(.href, Link("tickets", String(ticket.number)))>\(Words.inline(ticket.title, limit: 120))</a></p>
      <p class="marks">\(Marks.severity(ticket.severity))\(Marks.kind(ticket.kind))\(Marks.reach(ticket))\(Marks.owner(ticket))\(PresenceMark.html([], on: ticket.number))</p>
      <p class="quiet about">\(app.map { "<span class=\"app\">\(Words.inline($0, limit: 40))</span>" as HTML })\(ticket.state == .resolved ? Marks.state(ticket) : nil)\(ticket.waiting.map { "<span>\($0.sentence(now: columns.now))</span>" as HTML })<span>\(TimeText.html(ticket.lastReceivedAt, now: columns.now))</span></p>
      \(moves(ticket))
      </li>

      """
  }

  /// To the forms on the ticket's page; the script shows them here.
  private func moves(_ ticket: Ticket) -> HTML? {
    guard viewer.may(.move) else { return nil }
    if let other = OwnerGate(ticket: ticket, viewer: viewer).other {
      return "<p class=\"moves\"\(.dataOwner, Words.cut(other.name, to: 80))></p>"
    }
    let forms: [(state: TicketState, id: String, label: Phrase)] = [
      (.open, "reopen", ActionText.reopen), (.waiting, "wait", ActionText.wait),
      (.resolved, "resolve", ActionText.resolve),
    ]
    let links = forms.filter { Self.leads(from: ticket.state, to: $0.state) }.map { form -> HTML in
      """
      <a\(.href, Link("tickets", String(ticket.number), fragment: form.id))\(.dataState, form.state.rawValue)>\(form.label)<span class="unseen"> #\(ticket.number)</span></a>
      """
    }
    return "<p class=\"moves\">\(links)</p>"
  }

  /// Which forms the page of a ticket has: what is resolved is opened again before it waits.
  private static func leads(from state: TicketState, to other: TicketState) -> Bool {
    state != other && !(state == .resolved && other == .waiting)
  }

  private var dialog: HTML? {
    guard viewer.may(.move) else { return nil }
    return """
      <dialog id="move" aria-labelledby="move-title">
      <h2 id="move-title"></h2>
      <div class="body"></div>
      <form method="dialog"><button type="submit">\(KitText.cancel)</button></form>
      </dialog>
      """
  }
}
