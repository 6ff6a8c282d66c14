// Escalates tickets whose customers are stuck, once for each reason, to the person whom the service levels name. Looked through hourly
// and found in the store, so a restart loses none and repeats none; people are told in business hours alone.
import TellbackWire

extension TicketActions {
  /// Escalates at most `limit` tickets. Returns how many.
  func escalateStuck(limit: Int) throws -> Int {
    guard let look = try store.nextStuckLook(), look <= now else { return 0 }
    guard let rules = try store.serviceRules(), let stuck = rules.settings.stuck else {
      try store.setNextStuckLook(nil)
      return 0
    }
    if let time = stuck.calendar.flatMap(rules.time), !time.isOpen(at: now) {
      try store.setNextStuckLook(time.opening(notBefore: now) ?? now.adding(seconds: StuckRules.interval))
      return 0
    }
    var told = 0
    // Who cannot sign in is told nothing, and whoever is named next hears of it all.
    if let person = try store.account(stuck.person), person.isUsable {
      for reason in StuckReason.allCases {
        for number in try tickets(stuck, reason, in: person.apps, limit: limit - told)
        where try store.noteStuck(ticket: number, reason, at: now) {
          try record(.stuck, on: number, detail: "\(reason.rawValue): \(person.name)", by: .system)
          told += 1
        }
      }
    }
    if told < limit { try store.setNextStuckLook(now.adding(seconds: StuckRules.interval)) }
    return told
  }

  private func tickets(_ stuck: StuckRules, _ reason: StuckReason, in apps: AppScope, limit: Int) throws -> [Int64] {
    guard limit > 0 else { return [] }
    let since = Timestamp(milliseconds: stuck.since)
    switch reason {
    case .age:
      guard let days = stuck.days else { return [] }
      return try store.ticketsStuck(in: apps, openedBefore: now.adding(seconds: -Int64(days) * 86_400), limit: limit)
    case .reopened:
      guard let times = stuck.reopenings else { return [] }
      return try store.ticketsStuck(in: apps, reopenedSince: since, times: times, limit: limit)
    case .unhappy:
      return stuck.onUnhappy ? try store.ticketsStuck(in: apps, unhappySince: since, limit: limit) : []
    }
  }
}
