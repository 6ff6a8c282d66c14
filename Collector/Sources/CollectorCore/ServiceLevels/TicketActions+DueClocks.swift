// What comes due by itself: a breach at its moment, a warning before it and an escalation after it. Found in the store, so a restart
// loses none and repeats none; people are told in business hours alone.
import TellbackWire

/// What was done about clocks.
public struct ClockTally: Sendable, Equatable {
  public var warned = 0
  public var breached = 0
  public var escalated = 0
  /// Put off until somebody works, or measured by newer rules.
  public var moved = 0

  public var total: Int { warned + breached + escalated + moved }
}

extension TicketActions {
  /// Does one thing about each clock that is due, at most `limit`.
  public func attendToClocks(limit: Int) throws -> ClockTally {
    var tally = ClockTally()
    guard let rules = try store.serviceRules() else { return tally }
    for var clock in try store.clocks(dueBy: now, limit: limit) {
      guard let ticket = try store.ticket(clock.ticket) else { continue }
      if clock.version < rules.version {
        try bring(&clock, under: rules, ticket)
        if let time = try time(of: clock, rules) { clock.schedule(time, rules.settings.notices) }
        tally.moved += 1
      } else if clock.breachedAt == nil, let dueAt = clock.dueAt, dueAt < now {
        try breach(&clock)
        tally.breached += 1
      } else if let time = try time(of: clock, rules) {
        try tell(of: &clock, ticket, time, rules.settings.notices, &tally)
      }
      try store.saveClock(clock)
    }
    return tally
  }

  /// The fact, at the moment at which it happened, and the event that tells of it.
  func breach(_ clock: inout TicketClock) throws {
    clock.breachedAt = clock.dueAt ?? now
    try store.append(
      TicketEvent(
        ticket: clock.ticket, at: now, actor: .system, kind: .breached, detail: clock.metric.rawValue))
  }

  private func tell(
    of clock: inout TicketClock, _ ticket: Ticket, _ time: BusinessTime, _ rules: NoticeRules, _ tally: inout ClockTally
  ) throws {
    guard time.isOpen(at: now) else {
      // The collector was down, or people's hours are over: they hear of it when they work.
      let opening = time.opening(notBefore: now)
      if clock.breachedAt == nil { clock.warnAt = opening } else { clock.escalateAt = opening }
      // Due before anybody works: then there is a breach to tell of, and nothing to warn of.
      if let warnAt = clock.warnAt, let dueAt = clock.dueAt, warnAt >= dueAt { clock.warnAt = nil }
      tally.moved += 1
      return
    }
    let isBreach = clock.breachedAt != nil
    var people = isBreach ? rules.escalated : rules.warned
    if !isBreach, rules.warnsOwner, let owner = ticket.holder.owner?.account, !people.contains(owner) {
      people.append(owner)
    }
    var names: [String] = []
    for person in people {
      guard let account = try store.account(person), account.disabledAt == nil, account.apps.contains(ticket.app)
      else { continue }
      let notice = ServiceNotice(
        at: now, account: person, ticket: ticket.number, kind: isBreach ? .breached : .dueSoon, metric: clock.metric,
        dueAt: clock.breachedAt ?? clock.dueAt ?? now)
      if try store.addServiceNotice(notice) { names.append(account.name) }
    }
    if isBreach { clock.escalatedAt = now } else { clock.warnedAt = now }
    if isBreach { tally.escalated += 1 } else { tally.warned += 1 }
    // An escalation that reaches nobody is no news; that a target is due soon is.
    guard !isBreach || !names.isEmpty else { return }
    let told = names.isEmpty ? "" : ": " + names.joined(separator: ", ")
    try store.append(
      TicketEvent(
        ticket: clock.ticket, at: now, actor: .system, kind: isBreach ? .escalated : .dueSoon,
        detail: clock.metric.rawValue + ServiceLevelError.cut(told, to: 1_000)))
  }
}
