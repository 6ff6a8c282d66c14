// The list of tickets, and Triage: states with counts, filters, and a row for each ticket; beside it, where there is room, the ticket.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct TicketListPage: Sendable {
  let listing: TicketListing
  let viewer: Viewer
  let done: Flash?
  /// For who has no scripts: a link to the ticket that the address names.
  var named: HTML?

  private var filter: TicketFilter { listing.filter }
  private var isTriage: Bool { filter.place == .triage }

  /// Without any ticket at all there is nothing to choose among.
  private var isBare: Bool { filter.choices.isEmpty && listing.facets.states.values.allSatisfy { $0 == 0 } }

  func rendered() -> String {
    Frame(
      title: isTriage ? DeskText.triage : KitText.tickets, section: isTriage ? .triage : .tickets, viewer: viewer,
      skips: [(TicketListText.skip.text, "live")], live: (filter.link, listing.newestEvent),
      content: """
        <div\(.class, isTriage && !isBare ? "split always" : "split")>
        <div class="list-side">
        <div class="list-head">
        <h1>\(isTriage ? DeskText.triage : KitText.tickets)</h1>
        \(distance)
        \(unread)
        \(isBare ? nil : TakeNext.button(viewer))
        \(TicketFilterBar.search(filter))
        </div>
        \(Done.html(done))\(named)
        \(isBare || isTriage ? nil : ViewBar.html(listing.views, filter))
        \(isTriage ? nil : TicketFilterBar.states(listing))
        \(isBare || isTriage ? nil : TicketFilterBar.owners(listing))
        \(isBare ? nil : TicketFilterBar.form(listing))
        \(isBare || isTriage ? nil : FieldBar.html(filter, listing.fields))
        \(isBare || isTriage ? nil : ViewBar.save(listing.views, filter, viewer: viewer))
        \(TicketFilterBar.ignored(filter))
        \(TicketFilterBar.cut(listing.page))
        \(duplicates)
        <p class="fresh" role="status" aria-live="polite"></p>
        <div id="live" class="list" tabindex="-1"\(.dataNow, String(listing.now.milliseconds))>
        \(listing.page.tickets.isEmpty ? TicketListEmpty.html(listing) : table)
        \(Pager.html(page: filter.page, size: TicketFilter.pageSize, total: listing.page.total, what: { TicketListText.total($0, orMore: listing.page.isAtLeast) }) { page in filter.with { $0.page = page }.link })
        </div>
        \(listing.page.tickets.isEmpty ? nil : BulkBar.html(filter, viewer))
        </div>
        \(isBare ? nil : TicketPane.html())
        </div>
        """
    ).rendered()
  }

  private var distance: HTML {
    isTriage
      ? "<p class=\"distance\"><strong>\(TicketFilterBar.count(listing.page.total, of: listing.page))</strong> <span class=\"quiet\">\(DeskText.triageLead)</span></p>"
      : TicketFilterBar.distance(listing.facets)
  }

  /// How much of this page is unread, with the way to settle all of it at once.
  private var unread: HTML {
    guard !listing.unread.isEmpty else { return "<div class=\"unread-here\"></div>" }
    return """
      <form class="unread-here" method="post"\(.action, Link("read"))>\(Field.token(viewer))\(Field.hidden("event", String(listing.newestEvent)))\(Field.hidden("back", filter.link.path))
      <span\(.dataState, DeskText.unreadSome.text)>\(DeskText.unreadHere(listing.unread.count))</span> <button class="plain" type="submit">\(DeskText.allRead)</button></form>
      """
  }

  /// How much one look at the possible duplicates may settle.
  private var duplicates: HTML? {
    let tickets = listing.duplicates.total
    guard tickets > 0 else { return nil }
    return """
      <p class="lookalikes"><a\(.href, DuplicatesPage.link)>\(TicketListText.lookalikes(Int64(tickets)))</a></p>
      """
  }

  private var table: HTML {
    """
    <table\(.class, filter.state == .open ? "tickets in-open" : "tickets") role="table">
    <caption class="unseen">\(TicketListText.caption(filter.shownOrder))</caption>
    <thead role="rowgroup">\(TicketRow.head(listing))</thead>
    <tbody role="rowgroup">
    \(listing.page.tickets.map { TicketRow(ticket: $0, listing: listing).html })
    </tbody>
    </table>
    """
  }
}
