// The verbs of staff: each changes the ticket, adds one event and tells the reporters, in one transaction.
import TellbackWire

/// Why a move on a ticket was refused.
public enum TicketError: Error, Sendable, Equatable, CustomStringConvertible {
  case noSuchTicket(Int64)
  case illegalMove(from: TicketState, to: TicketState)
  case emptyNote
  case noteTooLong(bytes: Int)
  case draftTooLong(bytes: Int)
  case componentTooLong(bytes: Int)
  /// It cannot become an idea once more.
  case isAnIdea(Int64)

  public var description: String {
    switch self {
    case .noSuchTicket(let number): "There is no ticket \(number)."
    case .illegalMove(let from, let to): "A ticket that is \(from.rawValue) cannot become \(to.rawValue)."
    case .emptyNote: "Write something first."
    case .noteTooLong(let bytes): "The text has \(bytes) bytes; the limit is \(WireLimits.note) bytes."
    case .draftTooLong(let bytes): "The draft has \(bytes) bytes; the limit is \(Draft.limit) bytes."
    case .isAnIdea(let number): "Ticket \(number) is an idea already."
    case .componentTooLong(let bytes):
      "The component's name has \(bytes) bytes; the limit is \(TicketActions.componentLimit) bytes."
    }
  }
}

/// What staff can do with tickets. Stateless; it works inside a transaction of the store.
public struct TicketActions {
  let store: any StoreWrites
  let now: Timestamp
  let undoSeconds: Int64

  /// The one moment of the whole transaction.
  public var moment: Timestamp { now }

  /// `now` is the one moment of the whole transaction. Within `undoSeconds` whoever writes to reporters can take it back; with
  /// 0 they are told at once. What the system does is always told at once.
  public init(_ store: any StoreWrites, now: Timestamp, undoSeconds: Int64 = 0) {
    self.store = store
    self.now = now
    self.undoSeconds = max(0, undoSeconds)
  }

  /// Writes `note`, with files, to everyone who reported it, or to the reporter of one report alone. The state stays. Fields in
  /// it are filled in (``AnswerField``). Where a second person approves it, it waits.
  public func answer(
    _ number: Int64, note: String, to report: ReportID? = nil, files: [StaffFile] = [], by actor: Actor
  ) throws {
    _ = try submitAnswer(number, note: note, to: report, files: files, by: actor)
  }

  /// As ``answer(_:note:to:files:by:)``, and says whether it goes out or waits.
  public func submitAnswer(
    _ number: Int64, note: String, to report: ReportID? = nil, files: [StaffFile] = [], by actor: Actor
  ) throws -> AnswerOutcome {
    let ticket = try find(number)
    let note = try Self.required(note)
    if let report { try checkReaches(report, on: ticket.number) }
    try requireOwner(ticket, actor)
    if try needsApproval(actor, on: ticket) {
      return try hold(note, on: ticket, to: report, files: files, by: actor)
    }
    let event = try send(note, on: ticket, to: report, by: actor)
    try keep(files, with: event)
    try forgetDraft(.answer, ticket.number, actor)
    return .sent
  }

  /// Puts an answer on the history and tells it, now or after the undo window. Returns its event.
  func send(_ note: String, on ticket: Ticket, to report: ReportID?, by actor: Actor) throws -> Int64 {
    let words = try prepare(note, on: ticket, to: report, by: actor)
    try store.noteChange(ofTicket: ticket.number, at: now)
    let event = try store.append(
      TicketEvent(ticket: ticket.number, at: now, actor: actor, kind: .answered, report: report, text: words.text))
    try tell(.answered, of: ticket.number, words, event: event, by: actor, report: report)
    return event
  }

  /// Writes a note that staff alone can read.
  public func note(_ number: Int64, text: String, by actor: Actor) throws {
    let ticket = try find(number)
    let text = try Self.required(text)
    try noteActed(ticket, actor)
    try followMentioned(in: text, on: ticket)
    try store.noteChange(ofTicket: ticket.number, at: now)
    try store.append(TicketEvent(ticket: ticket.number, at: now, actor: actor, kind: .noted, text: text))
    try forgetDraft(.note, ticket.number, actor)
  }

  /// The ticket as which this one is found: what is done to a merged ticket is done to its survivor.
  func find(_ number: Int64) throws -> Ticket {
    guard try store.ticket(number) != nil, let ticket = try store.ticket(store.finalTicket(of: number)) else {
      throw TicketError.noSuchTicket(number)
    }
    return ticket
  }

  /// What was sent is no draft any more.
  func forgetDraft(_ box: DraftBox, _ ticket: Int64, _ actor: Actor) throws {
    guard case .staff(let account, _) = actor else { return }
    try saveDraft("", in: box, on: ticket, of: account)
  }

  static func checked(_ note: String?) throws -> String? {
    guard let note, note.contains(where: { !$0.isWhitespace }) else { return nil }
    guard note.utf8.count <= WireLimits.note else { throw TicketError.noteTooLong(bytes: note.utf8.count) }
    return note
  }

  static func required(_ note: String) throws -> String {
    guard let note = try checked(note) else { throw TicketError.emptyNote }
    return note
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
