// A row of the list of tickets.
import CollectorCore
import TellbackWire

struct TicketRow: Sendable {
  let ticket: Ticket
  let listing: TicketListing

  private var filter: TicketFilter { listing.filter }
  private var isUnread: Bool { listing.unread.contains(ticket.number) }

  // The roles repeat what the elements say: a phone lays rows out as blocks, and browsers then forget that it is a table.
  static func head(_ listing: TicketListing) -> HTML {
    """
    <tr role="row">
    <th role="columnheader" scope="col" class="c-select"><span class="unseen">\(BulkText.select)</span></th>
    <th role="columnheader" scope="col" class="c-number">\(TicketListText.number)</th>
    <th role="columnheader" scope="col" class="c-title">\(KitText.ticket)</th>
    <th role="columnheader" scope="col" class="c-severity">\(KitText.severity)</th>
    <th role="columnheader" scope="col" class="c-reach">\(TicketListText.reportedBy)</th>
    <th role="columnheader" scope="col" class="c-version">\(TicketListText.versions)</th>
    <th role="columnheader" scope="col" class="c-state">\(TicketListText.state)</th>
    <th role="columnheader" scope="col" class="c-owner">\(KitText.owner)</th>
    \(ListFields.heads(listing.filter))
    <th role="columnheader" scope="col" class="c-last">\(TicketListText.lastReport)</th>
    </tr>
    """
  }

  var html: HTML {
    """
    <tr role="row"\(.class, optional: isUnread ? "unread" : nil)\(.dataKey, String(ticket.number))\(.dataVersion, "\(ticket.changedAt.milliseconds).\(ticket.reportCount).\(ticket.state.rawValue)")\(.dataOpened, String(ticket.openedAt.milliseconds))\(.dataChanged, String(ticket.changedAt.milliseconds))>
    <td role="cell" class="c-select">\(BulkBar.box(ticket))</td>
    <td role="cell" class="c-number">\(UnreadMark.html(isUnread))#\(ticket.number)</td>
    <td role="cell" class="c-title"><a class="row-link"\(.href, Link("tickets", String(ticket.number)))>\(Words.inline(ticket.title, limit: 160))</a>
    <span class="sub">\(listing.clocks[ticket.number].flatMap(ClockMark.html))\(Marks.kind(ticket.kind))\(place)\(app)\(lookalikes)\(IssueMark.row(listing.issues[ticket.number] ?? []))\(tags)\(PresenceMark.html(listing.present, on: ticket.number))</span>\(excerpt)</td>
    <td role="cell" class="c-severity">\(Marks.severity(ticket.severity))</td>
    <td role="cell" class="c-reach">\(Marks.reach(ticket))</td>
    <td role="cell" class="c-version">\(Marks.versions(listing.versions[ticket.number] ?? []))</td>
    <td role="cell" class="c-state">\(Marks.state(ticket))</td>
    <td role="cell" class="c-owner">\(Marks.owner(ticket))</td>
    \(listing.fields.cells(ticket, filter))
    <td role="cell" class="c-last">\(TimeText.html(ticket.lastReceivedAt, now: listing.now))</td>
    </tr>

    """
  }

  /// Where the words of the search stand in a report, an answer or a note of the ticket, with these words marked.
  private var excerpt: HTML? {
    guard let search = filter.search, let text = listing.page.excerpts[ticket.number] else { return nil }
    return "<span class=\"excerpt\" dir=\"auto\">\(SearchMarks.html(Words.visible(text), search: search))</span>"
  }

  private var place: HTML? {
    if let component = ticket.component {
      return "<span class=\"component\">\(Words.inline(component, limit: 60))</span>"
    }
    return ticket.page.map { "<span class=\"page\">\(Words.inline($0, limit: 60))</span>" }
  }

  /// The ticket that others look like says how many.
  private var lookalikes: HTML? {
    guard let members = listing.duplicates.members[ticket.number] else { return nil }
    return "<span class=\"lookalike\">\(TicketListText.lookTheSame(members + 1))</span>"
  }

  /// The row leads to the ticket, so that they are no links here.
  private var tags: HTML? {
    guard let tags = listing.tags[ticket.number], !tags.isEmpty else { return nil }
    let more: HTML? = tags.count > 4 ? " \(TicketListText.more(tags.count - 4))" : nil
    return
      "<span class=\"row-tags\"><span class=\"unseen\">\(KitText.tags): </span>\(tags.prefix(4).map { "<span class=\"tag\">\(Words.inline($0, limit: 40))</span> " as HTML })\(more)</span>"
  }

  /// Only where several apps stand in one list.
  private var app: HTML? {
    guard listing.apps.count > 1, filter.app == nil else { return nil }
    return listing.apps.first { $0.id == ticket.app }.map {
      "<span class=\"app\">\(Words.inline($0.name, limit: 40))</span>"
    }
  }
}

/// Stands before what somebody else did something on that the viewer has not seen.
enum UnreadMark {
  static func html(_ isUnread: Bool) -> HTML? {
    isUnread ? "<span class=\"dot\"><span class=\"unseen\">\(DeskText.unread) </span></span>" : nil
  }
}
