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
    let language = try store.boardLanguage(ofAccount: person.id) ?? Language(ofTags: person.languages) ?? .english
    var lines: [String] = []
    var tickets: Set<Int64> = []
    for notice in notices {
      guard let event = try store.event(notice.event), let ticket = try store.ticket(notice.ticket),
        person.apps.contains(ticket.app)
      else { continue }
      tickets.insert(notice.ticket)
      guard lines.count < MailLimits.lines else { continue }
      lines.append(
        "- \(MailPhrases.line(event, notice).text(in: language))"
          + (board.map { "\n  \($0)/tickets/\(notice.ticket)" } ?? ""))
    }
    guard !lines.isEmpty, let first = notices.first(where: { tickets.contains($0.ticket) }) else { return nil }
    let rest = notices.count - lines.count
    if rest > 0 { lines.append(MailPhrases.more(rest).text(in: language)) }
    let event = try store.event(first.event)
    let subject =
      notices.count == 1
      ? event.map { MailPhrases.line($0, first) } ?? MailPhrases.ticket(first.ticket)
      : MailPhrases.subject(notices: notices.count, tickets: tickets.count, first: first.ticket)
    let inbox = board.map { "\n\(MailPhrases.links($0).text(in: language))\n" } ?? ""
    return Mail(
      account: person.id, ticket: tickets.count == 1 ? first.ticket : nil, recipient: recipient,
      subject: subject.text(in: language),
      text: lines.joined(separator: "\n") + "\n\(inbox)\n\(MailPhrases.foot.text(in: language))\n",
      createdAt: now, dueAt: now, token: token)
  }
}
