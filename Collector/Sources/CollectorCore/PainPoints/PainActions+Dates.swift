// The date to decide by. Silence past it is told once, to the person named for it. Found in the store, so a restart loses none and
// repeats none.
import TellbackWire

extension PainActions {
  /// Tells of pain points that nobody decided on in time, at most `limit`. Returns how many were told of.
  func escalateDue(limit: Int) throws -> Int {
    var told = 0
    for var point in try store.painPoints(undecidedBy: now, limit: limit) {
      point.escalatedAt = now
      try save(point)
      let name = try Self.receiver(of: point, store)?.name
      // It stands on one ticket's history, from where notices are made; a pain point without tickets hurts nobody.
      if let ticket = try store.painTickets(of: point.number).first {
        try tickets.record(
          .undecided, on: ticket, detail: "\(point.number)\(name.map { ": \($0)" } ?? "")", by: .system)
      }
      try note(.overdue, point.number, text: name, by: .system)
      told += 1
    }
    return told
  }

  /// Whom an event of this kind is for.
  static func receiver(of event: TicketEvent, _ store: any StoreReads) throws -> Int64? {
    guard let number = event.detail?.prefix(while: { $0 != ":" }), let pain = Int64(number),
      let point = try store.painPoint(pain)
    else { return nil }
    return try receiver(of: point, store)?.id
  }

  /// The person named, else the one of the settings, else the owner; nobody who cannot sign in or does not see the app.
  static func receiver(of point: PainPoint, _ store: any StoreReads) throws -> StaffAccount? {
    for account in [point.facts.escalatesTo, try store.painWeights().escalatesTo, point.facts.owner] {
      if let account, let person = try store.account(account), person.isUsable, person.apps.contains(point.app) {
        return person
      }
    }
    return nil
  }
}
