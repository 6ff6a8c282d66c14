// Makes one mail to a person of staff out of the notices that wait for it. It holds numbers, names of staff and links: what reporters
// wrote is read on the board. What was read in the inbox meanwhile is left out.
import TellbackWire

public struct StaffMailer {
  private let store: any StoreWrites
  private let now: Timestamp
  private let board: String?

  /// `board` is its public address without a slash at its end; nil where it is not known.
  public init(_ store: any StoreWrites, now: Timestamp, board: String?) {
    self.store = store
    self.now = now
    self.board = board
  }

  /// Makes the mails whose time has come. `token` gives a random text for each. Returns how many were made.
  public func gather(token: () -> String) throws -> Int {
    let since = now.adding(seconds: -MailLimits.gathering)
    var byAccount: [Int64: [Notice]] = [:]
    for notice in try store.noticesAwaitingMail(since: since, limit: 1_000) {
      byAccount[notice.account, default: []].append(notice)
    }
    var made = 0
    for (account, notices) in byAccount.sorted(by: { $0.key < $1.key }) {
      if let newest = try store.newestMail(toAccount: account), now < newest.adding(seconds: MailLimits.gap) {
        continue
      }
      try store.noteMailed(notices: notices.map(\.id))
      let unread = notices.filter { $0.readAt == nil }
      guard !unread.isEmpty, let person = try store.account(account), person.isUsable,
        let recipient = MailAddress.checked(person.email), let mail = try mail(unread, person, recipient, token())
      else { continue }
      try store.addMail(mail)
      made += 1
    }
    return made
  }

  private func mail(_ notices: [Notice], _ person: StaffAccount, _ recipient: String, _ token: String) throws -> Mail? {
    var lines: [String] = []
    var tickets: Set<Int64> = []
    for notice in notices {
      guard let event = try store.event(notice.event), let ticket = try store.ticket(notice.ticket),
        person.apps.contains(ticket.app)
      else { continue }
      tickets.insert(notice.ticket)
      guard lines.count < MailLimits.lines else { continue }
      lines.append("- \(Self.line(event, notice))" + (board.map { "\n  \($0)/tickets/\(notice.ticket)" } ?? ""))
    }
    guard !lines.isEmpty, let first = notices.first(where: { tickets.contains($0.ticket) }) else { return nil }
    let rest = notices.count - lines.count
    if rest > 0 { lines.append("And \(rest) more.") }
    let event = try store.event(first.event)
    let subject =
      notices.count == 1
      ? event.map { Self.line($0, first) } ?? "Ticket #\(first.ticket)"
      : "\(notices.count) notices on \(tickets.count == 1 ? "ticket #\(first.ticket)" : "\(tickets.count) tickets")"
    let inbox = board.map { "\nAll of them: \($0)/inbox\nWhich mails you get: \($0)/account\n" } ?? ""
    return Mail(
      account: person.id, ticket: tickets.count == 1 ? first.ticket : nil, recipient: recipient, subject: subject,
      text: lines.joined(separator: "\n") + "\n\(inbox)\nThis mail was sent by Tellback. Answers to it are not read.\n",
      createdAt: now, dueAt: now, token: token)
  }

  private static func line(_ event: TicketEvent, _ notice: Notice) -> String {
    let who = event.actor.name ?? "Tellback"
    let ticket = "#\(notice.ticket)"
    switch (notice.reason, event.kind) {
    case (.mention, _): return "\(who) mentioned you on \(ticket)"
    case (.handedOver, _): return "\(who) handed over \(ticket) to \(event.detail ?? "you")"
    case (.claimEnded, .tookOver): return "\(who) took over \(ticket)"
    case (.claimEnded, _): return "Your claim on \(ticket) was given back: it was left idle"
    case (.reply, _): return "A reporter replied on \(ticket)"
    case (.feedback, .helped): return "It helped a reporter of \(ticket)"
    case (.feedback, .notHelped): return "It did not help a reporter of \(ticket)"
    case (.feedback, .rated): return "A reporter of \(ticket) gave \(event.detail ?? "?") of 5 stars"
    case (.feedback, _): return "A reporter of \(ticket) says thanks"
    case (.undecided, _):
      return "Nobody decided in time on pain point \(event.detail?.prefix { $0 != ":" } ?? "?"), to which \(ticket) belongs"
    case (.followed, .noted): return "\(who) wrote a note on \(ticket)"
    case (.followed, .answered): return "\(who) answered \(ticket)"
    case (.followed, .replied): return "A reporter replied on \(ticket)"
    case (.followed, .moved): return "\(ticket) is \(event.to?.rawValue ?? "changed") now"
    case (.followed, _): return "Something happened on \(ticket)"
    }
  }
}
