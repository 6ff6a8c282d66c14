// The list of tickets: states with counts, filters, and a row for each ticket.
import CollectorCore
import TellbackWire

struct TicketListPage: Sendable {
  let listing: TicketListing
  let viewer: Viewer
  let done: Flash?

  private var filter: TicketFilter { listing.filter }

  /// Without any ticket at all there is nothing to choose among.
  private var isBare: Bool { filter.choices.isEmpty && listing.facets.states.values.allSatisfy { $0 == 0 } }

  func rendered() -> String {
    Frame(
      title: "Tickets", section: .tickets, viewer: viewer, skips: [("Skip to the tickets", "live")],
      live: (filter.link, listing.newestEvent),
      content: """
        <div class="list-head">
        <h1>Tickets</h1>
        \(TicketFilterBar.distance(listing.facets))
        \(isBare ? nil : TakeNext.button(viewer))
        \(TicketFilterBar.search(filter))
        </div>
        \(Done.html(done))
        \(isBare ? nil : ViewBar.html(listing.views, filter))
        \(TicketFilterBar.states(listing))
        \(isBare ? nil : TicketFilterBar.owners(listing))
        \(isBare ? nil : TicketFilterBar.form(listing))
        \(isBare ? nil : ViewBar.save(listing.views, filter, viewer: viewer))
        \(TicketFilterBar.ignored(filter))
        \(duplicates)
        <p class="fresh" role="status" aria-live="polite"></p>
        <div id="live" tabindex="-1"\(.dataNow, String(listing.now.milliseconds))>
        \(listing.page.tickets.isEmpty ? TicketListEmpty.html(listing) : table)
        \(Pager.html(page: filter.page, size: TicketFilter.pageSize, total: listing.page.total, what: ("ticket", "tickets")) { page in filter.with { $0.page = page }.link })
        </div>
        """
    ).rendered()
  }

  /// How much one look at the possible duplicates may settle.
  private var duplicates: HTML? {
    guard !listing.duplicates.isEmpty else { return nil }
    let tickets = listing.duplicates.reduce(0) { $0 + $1.members.count }
    return """
      <p class="lookalikes"><a\(.href, DuplicatesPage.link)>\(CountText.of(Int64(tickets), "open ticket looks", "open tickets look")) like another one</a></p>
      """
  }

  /// The ticket that others look like says how many.
  private func lookalikes(_ ticket: Ticket) -> HTML? {
    guard let group = listing.duplicates.first(where: { $0.candidate.number == ticket.number }) else { return nil }
    return "<span class=\"lookalike\">\(group.members.count + 1) that look the same</span>"
  }

  // The roles repeat what the elements say: a phone lays rows out as blocks, and browsers then forget that it is a table.
  private var table: HTML {
    """
    <table class="tickets" role="table">
    <caption class="unseen">Tickets, in this order: \(filter.shownOrder.label)</caption>
    <thead role="rowgroup"><tr role="row">
    <th role="columnheader" scope="col" class="c-number">No.</th>
    <th role="columnheader" scope="col" class="c-title">Ticket</th>
    <th role="columnheader" scope="col" class="c-severity">Severity</th>
    <th role="columnheader" scope="col" class="c-reach">Reported by</th>
    <th role="columnheader" scope="col" class="c-version">Versions</th>
    <th role="columnheader" scope="col" class="c-state">State</th>
    <th role="columnheader" scope="col" class="c-owner">Owner</th>
    <th role="columnheader" scope="col" class="c-last">Last report</th>
    </tr></thead>
    <tbody role="rowgroup">
    \(listing.page.tickets.map(row))
    </tbody>
    </table>
    """
  }

  private func row(_ ticket: Ticket) -> HTML {
    let link = Link("tickets", String(ticket.number))
    return """
      <tr role="row"\(.dataKey, String(ticket.number))\(.dataVersion, "\(ticket.changedAt.milliseconds).\(ticket.reportCount).\(ticket.state.rawValue)")\(.dataOpened, String(ticket.openedAt.milliseconds))\(.dataChanged, String(ticket.changedAt.milliseconds))>
      <td role="cell" class="c-number">#\(ticket.number)</td>
      <td role="cell" class="c-title"><a class="row-link"\(.href, link)>\(Words.inline(ticket.title, limit: 160))</a>
      <span class="sub">\(listing.clocks[ticket.number].flatMap(ClockMark.html))\(Marks.kind(ticket.kind))\(place(ticket))\(app(ticket))\(lookalikes(ticket))\(tags(ticket))</span>\(excerpt(ticket))</td>
      <td role="cell" class="c-severity">\(Marks.severity(ticket.severity))</td>
      <td role="cell" class="c-reach">\(Marks.reach(ticket))</td>
      <td role="cell" class="c-version">\(Marks.versions(listing.versions[ticket.number] ?? []))</td>
      <td role="cell" class="c-state">\(Marks.state(ticket))</td>
      <td role="cell" class="c-owner">\(Marks.owner(ticket))</td>
      <td role="cell" class="c-last">\(TimeText.html(ticket.lastReceivedAt, now: listing.now))</td>
      </tr>

      """
  }

  /// Where the words of the search stand in a report, an answer or a note of the ticket, with these words marked.
  private func excerpt(_ ticket: Ticket) -> HTML? {
    guard let search = filter.search, let text = listing.page.excerpts[ticket.number] else { return nil }
    return "<span class=\"excerpt\" dir=\"auto\">\(SearchMarks.html(Words.visible(text), search: search))</span>"
  }

  private func place(_ ticket: Ticket) -> HTML? {
    if let component = ticket.component {
      return "<span class=\"component\">\(Words.inline(component, limit: 60))</span>"
    }
    return ticket.page.map { "<span class=\"page\">\(Words.inline($0, limit: 60))</span>" }
  }

  /// The row leads to the ticket, so that they are no links here.
  private func tags(_ ticket: Ticket) -> HTML? {
    guard let tags = listing.tags[ticket.number], !tags.isEmpty else { return nil }
    let more: HTML? = tags.count > 4 ? " and \(tags.count - 4) more" : nil
    return
      "<span class=\"row-tags\"><span class=\"unseen\">Tags: </span>\(tags.prefix(4).map { "<span class=\"tag\">\(Words.inline($0, limit: 40))</span> " as HTML })\(more)</span>"
  }

  /// Only where several apps stand in one list.
  private func app(_ ticket: Ticket) -> HTML? {
    guard listing.apps.count > 1, filter.app == nil else { return nil }
    return listing.apps.first { $0.id == ticket.app }.map {
      "<span class=\"app\">\(Words.inline($0.name, limit: 40))</span>"
    }
  }
}
