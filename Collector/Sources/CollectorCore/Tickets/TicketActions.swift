// The verbs of staff: each changes the ticket, adds one event and tells the reporters, in one transaction.
import TellbackWire

/// Why a move on a ticket was refused.
public enum TicketError: Error, Sendable, Equatable, CustomStringConvertible {
  case noSuchTicket(Int64)
  case illegalMove(from: TicketState, to: TicketState)
  case emptyNote
  case noteTooLong(bytes: Int)
  /// 'No solution' is a decision, and its reporter is owed the reason.
  case reasonNeeded
  case componentTooLong(bytes: Int)

  public var description: String {
    switch self {
    case .noSuchTicket(let number): "There is no ticket \(number)."
    case .illegalMove(let from, let to): "A ticket that is \(from.rawValue) cannot become \(to.rawValue)."
    case .emptyNote: "The note is empty."
    case .noteTooLong(let bytes): "The note has \(bytes) bytes; the limit is \(WireLimits.note) bytes."
    case .componentTooLong(let bytes):
      "The component's name has \(bytes) bytes; the limit is \(TicketActions.componentLimit) bytes."
    case .reasonNeeded: "\"No solution\" needs a note that tells the reporter why."
    }
  }
}

/// What staff can do with tickets. Stateless; it works inside a transaction of the store.
public struct TicketActions {
  let store: any StoreWrites
  let now: Timestamp

  /// `now` is the one moment of the whole transaction.
  public init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  /// Writes `note` to everyone who reported it. The state stays.
  public func answer(_ number: Int64, note: String, by actor: Actor) throws {
    var ticket = try find(number)
    let note = try Self.required(note)
    ticket.changedAt = now
    try store.saveTicket(ticket)
    try store.append(TicketEvent(ticket: ticket.number, at: now, actor: actor, kind: .answered, text: note))
    try store.appendUpdates(.answered, ticket: ticket.number, message: note, by: actor.name, at: now)
  }

  /// Writes a note that staff alone can read.
  public func note(_ number: Int64, text: String, by actor: Actor) throws {
    var ticket = try find(number)
    let text = try Self.required(text)
    ticket.changedAt = now
    try store.saveTicket(ticket)
    try store.append(TicketEvent(ticket: ticket.number, at: now, actor: actor, kind: .noted, text: text))
  }

  /// Waits for somebody else: for the reporter, or another team.
  public func wait(_ number: Int64, note: String?, by actor: Actor) throws {
    try move(number, to: .waiting, resolution: nil, note: note, update: .answered, by: actor)
  }

  /// Ends the ticket and tells every reporter.
  public func resolve(_ number: Int64, as resolution: ResolutionKind, note: String?, by actor: Actor) throws {
    if resolution == .noSolution, Self.trimmed(note) == nil { throw TicketError.reasonNeeded }
    try move(number, to: .resolved, resolution: resolution, note: note, update: .fixed, by: actor)
  }

  /// Takes up a ticket that waited or was resolved.
  public func reopen(_ number: Int64, note: String?, by actor: Actor) throws {
    try move(number, to: .open, resolution: nil, note: note, update: .reopened, by: actor)
  }

  private func move(
    _ number: Int64, to state: TicketState, resolution: ResolutionKind?, note: String?, update: TicketUpdate.Kind,
    by actor: Actor
  ) throws {
    var ticket = try find(number)
    let from = ticket.state
    guard from.allows(state) else { throw TicketError.illegalMove(from: from, to: state) }
    let note = try Self.checked(note)
    ticket.state = state
    ticket.resolution = resolution
    ticket.resolvedAt = state == .resolved ? now : nil
    ticket.changedAt = now
    try store.saveTicket(ticket)
    try store.append(
      TicketEvent(
        ticket: ticket.number, at: now, actor: actor, kind: .moved, from: from, to: state, resolution: resolution,
        text: note))
    // Waiting is an inner matter unless somebody says something; fixed and reopened are always told.
    if update == .answered, note == nil { return }
    try store.appendUpdates(update, ticket: ticket.number, message: note, by: actor.name, at: now)
  }

  /// The ticket as which this one is found: what is done to a merged ticket is done to its survivor.
  func find(_ number: Int64) throws -> Ticket {
    guard try store.ticket(number) != nil, let ticket = try store.ticket(store.finalTicket(of: number)) else {
      throw TicketError.noSuchTicket(number)
    }
    return ticket
  }

  private static func trimmed(_ note: String?) -> String? {
    guard let note, note.contains(where: { !$0.isWhitespace }) else { return nil }
    return note
  }

  private static func checked(_ note: String?) throws -> String? {
    guard let note = trimmed(note) else { return nil }
    guard note.utf8.count <= WireLimits.note else { throw TicketError.noteTooLong(bytes: note.utf8.count) }
    return note
  }

  private static func required(_ note: String) throws -> String {
    guard let note = try checked(note) else { throw TicketError.emptyNote }
    return note
  }
}

extension TicketState {
  /// open <-> waiting, either to resolved, resolved back to open.
  public func allows(_ next: TicketState) -> Bool {
    switch (self, next) {
    case (.open, .waiting), (.open, .resolved), (.waiting, .open), (.waiting, .resolved), (.resolved, .open): true
    default: false
    }
  }
}

extension Actor {
  /// The name that reporters see; nil for the system.
  public var name: String? {
    switch self {
    case .system: nil
    case .staff(_, let name): name
    }
  }
}
