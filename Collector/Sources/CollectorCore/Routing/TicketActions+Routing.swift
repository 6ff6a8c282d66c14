// Carrying out what rules say of a new ticket: its group, its owner, its tags, and one line of history for each rule that decided
// something.
import TellbackWire

extension TicketActions {
  /// Routes a ticket that one report has just opened. An owner gets it who can sign in, is there, sees the app, may answer and
  /// has not reached their limit of open tickets; else it is for the group, or for everybody, and the history says why.
  func route(_ number: Int64, _ outcome: RoutingOutcome) throws {
    guard !outcome.parts.isEmpty else { return }
    let ticket = try find(number)
    let group = try outcome.group.flatMap { try store.group($0) }
    let owner = try outcome.owner.map { try availability(of: $0, for: ticket) }
    try store.addTags(outcome.tags, ticket: ticket.number, at: now)
    for part in outcome.parts {
      try record(.routed, on: number, detail: detail(part.rule, Self.sentence(part.effects, owner, group)), by: .system)
    }
    if let group { try hold(ticket, TicketHolder(group: group)) }
    if case .there(let id, let name) = owner { try give(find(number), to: id, name) }
  }

  /// A report that joined made its ticket more severe: the history names the rule, where one said so.
  func noteRaised(_ number: Int64, _ outcome: RoutingOutcome) throws {
    guard let rule = outcome.severityRule else { return }
    let raised = Self.sentence(RoutingEffects(severity: outcome.severity), nil, nil)
    try record(.routed, on: number, detail: detail(rule, raised), by: .system)
  }

  /// What is said stands in no text: texts of events are found by search.
  private func detail(_ rule: String, _ what: String) -> String { "\(rule)\n\(what)" }

  private enum Availability {
    case there(Int64, name: String)
    case absent(String)
  }

  private func availability(of id: Int64, for ticket: Ticket) throws -> Availability {
    guard let person = try store.account(id) else { return .absent("nobody has the account \(id) any more") }
    if person.disabledAt != nil { return .absent("\(person.name) has no account any more") }
    if person.joinedAt == nil { return .absent("\(person.name) has not joined yet") }
    if person.awaySince != nil { return .absent("\(person.name) is away") }
    if !person.apps.contains(ticket.app) { return .absent("\(person.name) does not see this app") }
    if !person.role.may(.answer) { return .absent("\(person.name) may not answer") }
    // A rule goes past nobody's limit.
    if let limits = try store.serviceRules()?.settings.limits,
      limits.broken(by: ticket, having: try store.openTickets(ofAccount: id)) != nil
    {
      return .absent("\(person.name) has as many open tickets as one person may")
    }
    return .there(id, name: person.name)
  }

  /// `to Kim`, `to Payments, severity high` or `to everybody, since Kim is away`.
  private static func sentence(_ effects: RoutingEffects, _ owner: Availability?, _ group: StaffGroup?) -> String {
    var words: [String] = []
    if effects.owner != nil, let owner {
      switch owner {
      case .there(_, let name): words.append("to \(name)")
      case .absent(let why): words.append("to \(group?.name ?? "everybody"), since \(why)")
      }
    } else if effects.group != nil {
      words.append("to \(group?.name ?? "everybody, since the group is gone")")
    }
    if let severity = effects.severity { words.append("severity \(severity)") }
    if let component = effects.component { words.append("component \(component)") }
    if !effects.tags.isEmpty { words.append("tagged \(effects.tags.joined(separator: ", "))") }
    return words.joined(separator: ", ")
  }
}

extension TicketEvent {
  /// Of an event of the kind ``Kind/routed``: the rule, and what it decided.
  public var routing: (rule: String, what: String)? {
    guard kind == .routed, let parts = detail?.split(separator: "\n", maxSplits: 1), parts.count == 2 else {
      return nil
    }
    return (String(parts[0]), String(parts[1]))
  }
}
