// Derives notices from the tickets' history, from one place in it on: nothing is lost by a crash, and nobody is told twice. Nobody
// hears of what they did themselves, nor of a ticket that they may not see.
import TellbackWire

public struct NoticePlanner {
  /// Events of one transaction.
  public static let batch = 100
  /// The place in the history is written at least after so many events that concern nobody.
  private static let longestStep: Int64 = 1_000

  private let store: any StoreWrites
  private let now: Timestamp

  public init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  /// Whether the history has something new to decide about. Arrivals of reports alone are passed over in large steps.
  public static func hasWork(_ store: any StoreReads) throws -> Bool {
    let cursor = try store.noticeCursor()
    let (events, last) = try store.noticeableEvents(after: cursor, limit: 1)
    return !events.isEmpty || last - cursor >= longestStep
  }

  /// `mails` says whether mail is set up: without it nothing waits for mail. Returns how many notices were written.
  public func plan(mails: Bool) throws -> Int {
    let cursor = try store.noticeCursor()
    let (events, last) = try store.noticeableEvents(after: cursor, limit: Self.batch)
    var written = 0
    if !events.isEmpty {
      let people = try store.accounts().filter(\.isUsable)
      for event in events { written += try tell(of: event, people, mails: mails) }
    }
    if last > cursor { try store.setNoticeCursor(last) }
    return written
  }

  private func tell(of event: TicketEvent, _ people: [StaffAccount], mails: Bool) throws -> Int {
    let shown = try store.finalTicket(of: event.ticket)
    guard let ticket = try store.ticket(shown) else { return 0 }
    var reasons: [Int64: NoticeReason] = [:]
    func add(_ reason: NoticeReason, _ account: Int64?) {
      if let account, reasons[account] == nil { reasons[account] = reason }
    }
    // The strongest reason first.
    if event.kind == .noted || event.kind == .handedOver, let text = event.text {
      for person in Mentions.accounts(in: text, among: people) { add(.mention, person.id) }
    }
    switch event.kind {
    case .handedOver: for account in try receivers(of: event, ticket, people) { add(.handedOver, account) }
    case .leftIdle, .tookOver: add(.claimEnded, try formerOwner(event, people))
    case .replied: add(.reply, ticket.holder.owner?.account)
    case .helped, .notHelped, .rated, .thanked: add(.feedback, ticket.holder.owner?.account)
    case .undecided: add(.undecided, try PainActions.receiver(of: event, store))
    case .stuck: add(.stuck, try store.serviceRules()?.settings.stuck?.person)
    case .issueMoved: add(.followed, ticket.holder.owner?.account)
    default: break
    }
    for account in try store.followers(ofTicket: shown, before: event.at) { add(.followed, account) }
    var written = 0
    for person in people where person.apps.contains(ticket.app) {
      guard let reason = reasons[person.id], !event.actor.isAccount(person.id) else { continue }
      let channel = try store.noticeChoices(ofAccount: person.id)[reason] ?? reason.fallback
      guard channel != .none else { continue }
      try store.addNotice(
        Notice(
          account: person.id, event: event.id, ticket: event.ticket, reason: reason, at: event.at,
          awaitsMail: mails && channel == .mail))
      written += 1
    }
    return written
  }

  /// Whoever has the ticket by then under the name that the event tells, or the people of the group of that name.
  private func receivers(of event: TicketEvent, _ ticket: Ticket, _ people: [StaffAccount]) throws -> [Int64] {
    if let owner = ticket.holder.owner, owner.name == event.detail { return [owner.account] }
    if let name = event.detail, let group = try store.group(named: name) { return try store.members(ofGroup: group.id) }
    return onlyOne(named: event.detail, people).map { [$0] } ?? []
  }

  /// The event names the former owner; who that was says the history of the claim.
  private func formerOwner(_ event: TicketEvent, _ people: [StaffAccount]) throws -> Int64? {
    let earlier = try store.events(ofTicket: event.ticket, before: event.id, limit: 200)
    let claim = earlier.last { ($0.kind == .claimed || $0.kind == .tookOver) && $0.actor.name == event.detail }
    if case .staff(let id, _) = claim?.actor { return id }
    return onlyOne(named: event.detail, people)
  }

  private func onlyOne(named name: String?, _ people: [StaffAccount]) -> Int64? {
    let found = people.filter { $0.name == name }
    return found.count == 1 ? found[0].id : nil
  }
}

extension Actor {
  fileprivate func isAccount(_ account: Int64) -> Bool {
    if case .staff(let id, _) = self { id == account } else { false }
  }
}
