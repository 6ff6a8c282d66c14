// The tickets whose title or page is made of a report's words, and giving them others when these words go.
import TellbackWire

struct TicketQuotes {
  private let store: any StoreWrites

  init(_ store: any StoreWrites) { self.store = store }

  func tickets(quoting stored: StoredReport) throws -> [Ticket] {
    // A report that cannot be read gave no ticket its title.
    guard let report = try? Report(decoding: stored.body) else { return [] }
    return try tickets(quoting: report, stored)
  }

  func tickets(quoting report: Report, _ stored: StoredReport) throws -> [Ticket] {
    let title = TicketTitle.make(for: report)
    let owner = try store.placement(of: stored.id)?.ticket
    let shown = try store.shownTicket(ofReport: stored.id)
    return try Set([owner, shown].compactMap { $0 }).sorted().compactMap { number in
      guard let ticket = try store.ticket(number) else { return nil }
      if ticket.title == title || (ticket.page != nil && ticket.page == report.page) { return ticket }
      // A title that an earlier version made otherwise; one that staff gave to a split stays.
      let isFirst = try store.firstReport(ofTicket: number)?.sequence == stored.sequence
      let isNamedByStaff = try store.links(of: number).contains { $0.kind == .split && $0.ticket == number }
      return isFirst && !isNamedByStaff ? ticket : nil
    }
  }

  /// Gives a ticket the words of its first report as it is now.
  func retitle(_ ticket: Ticket) throws {
    let next = try store.firstReport(ofTicket: ticket.number).flatMap { try? Report(decoding: $0.body) }
    let title = next.map(TicketTitle.make(for:)) ?? TicketTitle.erased
    try store.retitle(ticket: ticket.number, title: title, page: next?.page)
    try store.retitlePains(
      ofTicket: ticket.number, from: AuditEntry.cut(ticket.title, to: PainLimits.title),
      to: AuditEntry.cut(title, to: PainLimits.title), page: ticket.page, toPage: next?.page)
  }
}
