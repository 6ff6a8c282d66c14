// What staff do with pain points: making one, gathering tickets under it, and undoing that. Each is a row and its events, in one
// transaction; no ticket is changed by it.
import TellbackWire

/// Stateless; it works inside a transaction of the store.
public struct PainActions {
  let store: any StoreWrites
  let now: Timestamp
  /// For what is told to reporters.
  let tickets: TicketActions

  /// `now` is the one moment of the whole transaction; `undoSeconds` as for ``TicketActions``.
  public init(_ store: any StoreWrites, now: Timestamp, undoSeconds: Int64 = 0) {
    self.init(TicketActions(store, now: now, undoSeconds: undoSeconds))
  }

  init(_ tickets: TicketActions) {
    self.tickets = tickets
    store = tickets.store
    now = tickets.now
  }

  /// Makes a pain point of these tickets, which all belong to one app and to no pain point. Without a title it has that of the
  /// ticket that most people reported.
  @discardableResult
  public func make(of numbers: [Int64], title: String? = nil, by actor: Actor) throws -> Int64 {
    let found = try Set(numbers.map { try tickets.find($0).number }).sorted().compactMap { try store.shownTicket($0) }
    guard let first = found.max(by: { ($0.reporterCount, -$0.number) < ($1.reporterCount, -$1.number) }) else {
      throw PainError.notGathered(numbers.first ?? 0)
    }
    guard try store.painCount(app: first.app) < PainLimits.perApp else { throw PainError.tooManyPains }
    let title = try Self.line(title, .title, PainLimits.title) ?? AuditEntry.cut(first.title, to: PainLimits.title)
    let weights = try store.painWeights()
    let facts = PainFacts(
      title: title, component: first.component, page: first.page, owner: actor.account, escalatesTo: weights.escalatesTo
    )
    let pain = try store.addPainPoint(PainPoint(app: first.app, facts: facts, createdAt: now), by: actor)
    try note(.made, pain, by: actor)
    try audit(.painMade, pain, first.app, "", by: actor)
    for ticket in found { try gather(ticket.number, into: pain, by: actor) }
    return pain
  }

  /// Puts a ticket under a pain point, as what it is found as. Returns what undoes it.
  @discardableResult
  public func gather(_ number: Int64, into pain: Int64, by actor: Actor) throws -> PainMembership {
    let (point, ticket) = (try find(pain), try tickets.find(number))
    guard ticket.app == point.app else { throw PainError.otherApp(number) }
    if let other = try store.painPoint(ofTicket: ticket.number) {
      throw PainError.gathered(ticket.number, pain: other)
    }
    guard try store.painTickets(of: pain).count < PainLimits.tickets else { throw PainError.tooManyTickets }
    var membership = PainMembership(pain: pain, ticket: ticket.number, at: now, actor: actor)
    membership.id = try store.addPainMembership(membership)
    try note(.gathered, pain, ticket: ticket.number, by: actor)
    try tickets.record(.gathered, on: ticket.number, detail: String(pain), by: actor)
    try audit(.painGathered, pain, point.app, ticket: ticket.number, "", by: actor)
    return membership
  }

  /// Takes a ticket out of its pain point.
  public func ungather(_ number: Int64, from pain: Int64, by actor: Actor) throws {
    guard let membership = try store.painMembership(ofTicket: tickets.find(number).number), membership.pain == pain
    else { throw PainError.notGathered(number) }
    try undo(membership.id, of: pain, by: actor)
  }

  /// Undoes that a ticket was gathered.
  public func undo(_ id: Int64, of pain: Int64, by actor: Actor) throws {
    guard let membership = try store.painMembership(id), membership.pain == pain, membership.undoneAt == nil,
      try store.undoPainMembership(id, at: now)
    else { throw PainError.notGathered(try store.painMembership(id)?.ticket ?? 0) }
    try note(.ungathered, pain, ticket: membership.ticket, by: actor)
    try tickets.record(.ungathered, on: membership.ticket, detail: String(pain), by: actor)
    let point = try find(pain)
    try audit(.painUngathered, pain, point.app, ticket: membership.ticket, "", by: actor)
    // Devices know the workaround under a ticket that belongs to it.
    if let published = point.workaround?.published,
      try store.painPoint(ofTicket: published) != pain
    {
      try moveWorkaround(of: point, from: published, by: actor)
    }
  }

  /// 'Works as designed' is no end: it is the pain of somebody who can change the design, and stays open. `note` goes to the
  /// reporters. For the ticket's owner. Returns the pain point.
  public func turnIntoPain(_ number: Int64, note: String?, by actor: Actor) throws -> Int64 {
    let ticket = try tickets.find(number)
    guard ticket.state != .resolved else { throw TicketError.illegalMove(from: .resolved, to: .open) }
    let note = try TicketActions.checked(note)
    try tickets.requireOwner(ticket, actor)
    let pain = try store.painPoint(ofTicket: ticket.number) ?? make(of: [ticket.number], by: actor)
    try tickets.record(.becamePain, on: ticket.number, detail: String(pain), by: actor)
    if let note { try tickets.answer(ticket.number, note: note, by: actor) }
    try tickets.forgetDraft(.resolution, ticket.number, actor)
    return pain
  }

  // MARK: Facts and the decision

  /// Writes what a form showed of `revision`.
  public func change(_ pain: Int64, to facts: PainFacts, revision: Int64, by actor: Actor) throws {
    var point = try find(pain)
    guard point.revision == revision else { throw PainError.overtaken }
    var facts = facts
    guard let title = try Self.line(facts.title, .title, PainLimits.title) else { throw PainError.noTitle }
    facts.title = title
    facts.component = try Self.line(facts.component, .component, PainLimits.name)
    facts.page = try Self.line(facts.page, .page, WireLimits.page)
    facts.department = try Self.line(facts.department, .department, PainLimits.name)
    try [facts.owner, facts.escalatesTo].compactMap(\.self).forEach { try checkPerson($0, app: point.app) }
    if let by = facts.decideBy, by != point.facts.decideBy, by <= now { throw PainError.datePassed }
    guard facts != point.facts else { return }
    // Silence past another date is told of anew.
    if facts.decideBy != point.facts.decideBy { point.escalatedAt = nil }
    point.facts = facts
    try save(point)
    try note(.changed, pain, by: actor)
    try audit(.painChanged, pain, point.app, "", by: actor)
  }

  /// Says what is done about it, and why. `decideBy` is when it is decided again.
  public func decide(
    _ pain: Int64, _ kind: PainDecision.Kind, reason: String, again decideBy: Timestamp? = nil, by actor: Actor
  ) throws {
    var point = try find(pain)
    guard let reason = try TicketActions.checked(reason) else { throw PainError.noReason }
    if let decideBy, decideBy <= now { throw PainError.datePassed }
    point.decision = PainDecision(kind: kind, reason: reason, by: actor.name ?? "", at: now)
    point.facts.decideBy = kind == .later ? decideBy : nil
    point.escalatedAt = nil
    try save(point)
    try note(.decided, pain, text: "\(kind.rawValue): \(reason)", by: actor)
    try audit(.painDecided, pain, point.app, kind.rawValue, by: actor)
  }

  // MARK: Parts

  func find(_ pain: Int64) throws -> PainPoint {
    guard let point = try store.painPoint(pain) else { throw PainError.noSuchPain(pain) }
    return point
  }

  func save(_ point: PainPoint) throws {
    guard try store.savePainPoint(point) else { throw PainError.overtaken }
  }

  func note(
    _ kind: PainEvent.Kind, _ pain: Int64, ticket: Int64? = nil, text: String? = nil, by actor: Actor
  ) throws {
    try store.appendPain(PainEvent(pain: pain, at: now, actor: actor, kind: kind, ticket: ticket, text: text))
  }

  func audit(
    _ act: AuditAct, _ pain: Int64, _ app: AppID, ticket: Int64? = nil, _ detail: String, by actor: Actor
  ) throws {
    guard let actor = AuditActor(actor) else { return }
    try store.audit(
      AuditEntry(at: now, act: act, by: actor, app: app, ticket: ticket, subject: "pain point \(pain)", detail: detail))
  }

  func checkPerson(_ account: Int64, app: AppID) throws {
    guard let person = try store.account(account) else { throw PainError.noSuchPerson }
    guard person.isUsable, person.apps.contains(app) else { throw PainError.cannotHaveIt(person.name) }
  }

  /// One line; nil for nothing.
  static func line(_ text: String?, _ field: PainField, _ limit: Int) throws -> String? {
    guard let text = text?.singleSpaced, !text.isEmpty else { return nil }
    guard text.utf8.count <= limit else { throw PainError.tooLong(field, bytes: text.utf8.count, limit: limit) }
    return text
  }
}

extension Actor {
  /// The account of somebody of staff.
  var account: Int64? { if case .staff(let id, _) = self { id } else { nil } }
}
