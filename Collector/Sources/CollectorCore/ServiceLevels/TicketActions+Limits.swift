// Work in progress: how many open tickets one person has, and taking the next one by its due time, so that nobody cherry-picks.
import TellbackWire

/// A limit that one more ticket would break.
public struct BrokenLimit: Sendable, Equatable, CustomStringConvertible {
  public var name: String
  public var limit: Int
  /// The limit is for tickets of this severity.
  public var severity: Severity?

  public init(name: String, limit: Int, severity: Severity? = nil) {
    self.name = name
    self.limit = limit
    self.severity = severity
  }

  public var description: String { "\(name) \(sentence)" }

  /// Without the name.
  public var sentence: String { "has as many \(what) as one person may have, which is \(limit)." }

  /// What is counted.
  public var what: String { severity.map { "open tickets of severity \($0)" } ?? "open tickets" }
}

extension TicketActions {
  /// Bytes of a reason for going past a limit.
  public static let reasonLimit = 2_000
  /// Tickets that ``takeNext(in:by:)`` looks at.
  private static let nextLimit = 1_000

  /// Takes the open ticket that is due first, and then the most severe one, of those that nobody has and that are not another
  /// group's. Nil when there is none. Throws ``OwnerError/limitReached(_:)`` when one has as many as one may.
  public func takeNext(in apps: AppScope, by actor: Actor) throws -> Int64? {
    guard case .staff(let account, let name) = actor else { return nil }
    let groups = Set(try store.groups(ofAccount: account).map(\.id))
    let rules = try store.serviceRules()
    let open = try rules == nil ? [:] : store.openTickets(ofAccount: account)
    var refused: BrokenLimit?
    var query = TicketQuery(apps: apps, states: [.open], owner: .nobody, order: .due, limit: 100)
    while query.offset < Self.nextLimit {
      let page = try store.tickets(query)
      for ticket in page.tickets where ticket.holder.group.map({ groups.contains($0.id) }) ?? true {
        if let broken = rules?.settings.limits.broken(by: ticket, having: open) {
          refused = BrokenLimit(name: name, limit: broken.limit, severity: broken.severity)
          // Another severity may be free; the limit of all is none of theirs.
          if broken.severity == nil { throw OwnerError.limitReached(BrokenLimit(name: name, limit: broken.limit)) }
          continue
        }
        try claim(ticket.number, by: actor)
        return ticket.number
      }
      guard page.tickets.count == query.limit else { break }
      query.offset += query.limit
    }
    if let refused { throw OwnerError.limitReached(refused) }
    return nil
  }

  /// Throws when somebody would have more open tickets than they may, unless `reason` says why and the actor may go past it;
  /// the history keeps the reason then.
  func checkLimit(of account: Int64, _ name: String, taking ticket: Ticket, reason: String?, by actor: Actor) throws {
    guard case .staff(let own, _) = actor, let limits = try store.serviceRules()?.settings.limits else { return }
    let open = try store.openTickets(ofAccount: account)
    guard let broken = limits.broken(by: ticket, having: open) else { return }
    guard let reason, reason.contains(where: { !$0.isWhitespace }) else {
      throw OwnerError.limitReached(BrokenLimit(name: name, limit: broken.limit, severity: broken.severity))
    }
    guard reason.utf8.count <= Self.reasonLimit else { throw OwnerError.reasonTooLong(bytes: reason.utf8.count) }
    guard try mayTakeOver(own) else { throw OwnerError.mayNotExceed }
    let count = broken.severity.map { open[$0, default: 0] } ?? open.values.reduce(0, +)
    try record(
      .limitExceeded, on: ticket.number, detail: "\(count + 1) of \(broken.limit): \(name)", text: reason, by: actor)
  }
}
