// Waiting that ends by itself: the reporter writes, the release is there, or the reporter never answers.
import TellbackWire

extension TicketActions {
  /// A reporter wrote. Takes up a ticket that waits for them, and one that waits for something else unless staff chose
  /// otherwise; undoes an end for want of an answer. True when the ticket was taken up.
  public func wakeForReporter(_ ticket: Int64) throws -> Bool {
    let ticket = try find(ticket)
    switch ticket.state {
    case .open: return false
    case .waiting:
      guard ticket.waiting?.wakesOnReply ?? true else { return false }
      try take(up: ticket, "the reporter wrote")
    case .resolved:
      guard ticket.resolution == .noAnswer else { return false }
      try take(up: ticket, "the reporter wrote")
      try store.appendUpdates(.reopened, ticket: ticket.number, message: nil, by: nil, at: now)
    }
    return true
  }

  /// This version of an app is there: takes up what waits for it or for an earlier one. Returns how many tickets.
  @discardableResult
  func wakeForRelease(_ version: String, app: AppID) throws -> Int {
    var woken = 0
    for (number, awaited) in try store.ticketsWaitingForRelease(of: app) where AppVersion.has(awaited, in: version) {
      guard let ticket = try store.ticket(number), ticket.state == .waiting else { continue }
      try take(up: ticket, "version \(version) is there")
      woken += 1
    }
    return woken
  }

  /// Reminds the reporters of tickets that have waited for them for so long, once. Returns how many tickets.
  public func remindDue(afterSeconds seconds: Int64, limit: Int) throws -> Int {
    let due = try store.tickets(
      waitingForReporterSince: now.adding(seconds: -seconds), areReminded: false, limit: limit)
    for number in due {
      guard let ticket = try store.ticket(number) else { continue }
      try store.setReminded(ticket: number, at: now)
      try record(.reminded, on: number, by: .system)
      try store.appendUpdates(.reminded, ticket: number, message: nil, by: ticket.holder.owner?.name, at: now)
    }
    return due.count
  }

  /// What reporters read when their ticket ends for want of an answer.
  public static let unansweredNote =
    "We have not heard from you, so we close this. Write to us whenever you like, and it is open again."

  /// Ends tickets whose reporters were reminded so long ago and did not answer. Returns how many.
  public func endUnanswered(afterSeconds seconds: Int64, limit: Int) throws -> Int {
    let due = try store.tickets(
      waitingForReporterSince: now.adding(seconds: -seconds), areReminded: true, limit: limit)
    for number in due { try resolve(number, as: .noAnswer, note: Self.unansweredNote, by: .system) }
    return due.count
  }

  /// 'Works as designed' is no end: what was reported is an idea from now on, and stays open. `note` goes to the reporters.
  public func turnIntoIdea(_ number: Int64, note: String?, by actor: Actor) throws {
    let ticket = try find(number)
    guard ticket.state != .resolved else { throw TicketError.illegalMove(from: .resolved, to: .open) }
    let note = try Self.checked(note)
    try requireOwner(ticket, actor)
    guard ticket.kind != .idea else { throw TicketError.isAnIdea(ticket.number) }
    try store.classify(
      ticket: ticket.number, component: ticket.component, kind: .idea, severity: ticket.severity, at: now)
    try record(.becameIdea, on: ticket.number, detail: ticket.kind.rawValue, by: actor)
    try refreshClocks(of: ticket.number)
    if let note { try answer(ticket.number, note: note, by: actor) }
    try forgetDraft(.resolution, ticket.number, actor)
  }

  private func take(up ticket: Ticket, _ why: String) throws {
    _ = try move(ticket, to: TicketStanding(state: .open), note: nil, detail: why, by: .system)
  }
}
