// Proposes from the nearest resolved tickets, and believes each proposal as much as staff did before. Plain votes and counts.
import TellbackWire

/// Makes proposals for a ticket.
///
/// Each near resolved ticket votes for its own component, kind and severity, and for the person who answered or moved it
/// last, with its nearness as weight. The confidence is the winner's share of all votes and of ``doubt``, times the share
/// of earlier proposals of that value that staff took. Where staff kept choosing another value instead, that one is proposed.
public enum TriageAdvisor {
  /// Votes that nobody casts: one near ticket alone cannot make certain.
  public static let doubt = 0.5
  /// Events of a near ticket that are looked through for its owner, the newest.
  static let events = 200

  public static func proposals(for ticket: Ticket, in store: any StoreReads) throws -> [TriageProposal] {
    let least = try store.triageConfidence(app: ticket.app)
    let counts = try store.triageCounts(app: ticket.app)
    var votes: [TriageField: [String: (weight: Double, tickets: [Int64])]] = [:]
    var seen: Set<Int64> = [ticket.number]
    for neighbour in try store.neighbours(ofTicket: ticket.number) {
      guard let number = try store.shownTicket(ofSequence: neighbour.report), seen.insert(number).inserted,
        let near = try store.ticket(number), near.app == ticket.app, near.state == .resolved
      else { continue }
      func vote(_ field: TriageField, _ value: String?) {
        guard let value else { return }
        var tally = votes[field, default: [:]][value, default: (0, [])]
        tally.weight += neighbour.weight
        tally.tickets.append(number)
        votes[field, default: [:]][value] = tally
      }
      vote(.component, near.component)
      vote(.kind, near.kind.rawValue)
      vote(.severity, String(near.severity.rawValue))
      vote(.owner, try owner(of: number, in: store))
    }
    return TriageField.allCases.compactMap { field in
      votes[field].flatMap { proposal(field, $0, counts: counts.filter { $0.field == field }, least: least) }
    }
  }

  private static func proposal(
    _ field: TriageField, _ votes: [String: (weight: Double, tickets: [Int64])], counts: [TriageCount], least: Double
  ) -> TriageProposal? {
    // Equal votes: the lesser name, so that the same question always gets the same answer.
    guard
      let winner = votes.max(by: { ($0.value.weight, $1.key) < ($1.value.weight, $0.key) })
    else { return nil }
    let total = votes.values.reduce(doubt) { $0 + $1.weight }
    var reason = TriageReason(field: field, tickets: Array(winner.value.tickets.prefix(3)), history: .none)
    var value = winner.key
    var confidence = winner.value.weight / total
    let earlier = counts.filter { $0.proposed == winner.key }
    let taken = earlier.filter { $0.chosen == winner.key }.reduce(0) { $0 + $1.count }
    if let instead = earlier.filter({ $0.chosen != winner.key }).max(by: { $0.count < $1.count }), instead.count >= 3,
      instead.count > taken
    {
      value = instead.chosen
      reason.history = .chosenInstead(instead.count)
    } else {
      let corrected = earlier.filter { $0.chosen != winner.key }.reduce(0) { $0 + $1.count }
      confidence *= Double(taken + 2) / Double(taken + corrected + 2)
      if corrected > 0 { reason.history = .taken(taken, corrected: corrected) }
    }
    let isSure = confidence >= least
    return TriageProposal(field: field, value: isSure ? value : nil, reason: reason, confidence: confidence)
  }

  /// Whoever of staff answered it or moved it last.
  private static func owner(of number: Int64, in store: any StoreReads) throws -> String? {
    try store.newestEvents(ofTicket: number, limit: Self.events)
      .last { ($0.kind == .answered || $0.kind == .moved) && $0.actor.name != nil }?.actor.name
  }
}
