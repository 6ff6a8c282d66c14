// Following a ticket: whoever follows one sees in their work what happens on it. Nothing is told to anybody else.
import TellbackWire

extension TicketActions {
  public func follow(_ number: Int64, account: Int64) throws {
    try store.follow(ticket: find(number).number, account: account, at: now)
  }

  public func unfollow(_ number: Int64, account: Int64) throws {
    let ticket = try find(number).number
    // Those merged into it brought their followers.
    for member in [ticket] + (try store.mergedTickets(of: ticket)) {
      try store.unfollow(ticket: member, account: account)
    }
  }

  /// Who is mentioned by an `@` in words for staff follows the ticket from now on, if they may see it.
  func followMentioned(in text: String?, on ticket: Ticket) throws {
    guard let text, text.contains("@") else { return }
    let people = try store.accounts()
    for person in Mentions.accounts(in: text, among: people)
    where person.disabledAt == nil && person.apps.contains(ticket.app) {
      try store.follow(ticket: ticket.number, account: person.id, at: now)
    }
  }

  /// Somebody has read a ticket up to this event.
  public func markSeen(_ event: Int64, on number: Int64, by account: Int64) throws {
    let ticket = try find(number).number
    try store.setSeen(event, ofTicket: ticket, account: account)
    try store.markRead(noticesOnTicket: ticket, ofAccount: account, upTo: event, at: now)
  }
}
