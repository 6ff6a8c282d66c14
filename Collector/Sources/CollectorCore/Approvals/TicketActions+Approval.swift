// A second person's approval: in apps that want it, words of volunteers to reporters wait until somebody else lets them out.
import TellbackWire

/// Why an answer was not approved or not sent back, or words of a volunteer were refused.
public enum ApprovalError: Error, Sendable, Equatable, CustomStringConvertible {
  /// It was approved, sent back or taken back before, or its report was erased.
  case decided
  case ownAnswer
  case notAllowed(StaffRole)
  case tooMany
  /// Words with a resolution, with reopening or in a correction do not wait: they are sent as an answer.
  case sendAsAnswer

  public var description: String {
    switch self {
    case .decided: "This answer does not wait any more: somebody decided on it, or what it answered was erased."
    case .ownAnswer: "Somebody else approves what you wrote."
    case .notAllowed(let role): "Accounts with the role \(role.rawValue) do not approve answers."
    case .tooMany:
      "\(HeldAnswer.limit) answers wait for approval on this ticket, which is the limit; have them decided on first."
    case .sendAsAnswer:
      "In this app a second person approves what volunteers write to reporters. Send your words as an answer, or hand the ticket over."
    }
  }
}

extension TicketActions {
  /// Whether words of this person to reporters wait for a second one.
  public func needsApproval(_ actor: Actor, on ticket: Ticket) throws -> Bool {
    guard case .staff(let account, _) = actor, try store.needsApproval(app: ticket.app) else { return false }
    // Whoever has no account any more decides nothing alone.
    return try store.account(account)?.role ?? .volunteer == .volunteer
  }

  /// Throws where words that cannot wait would go out without approval.
  func requireFreeWords(_ words: String?, _ actor: Actor, on ticket: Ticket) throws {
    if words != nil, try needsApproval(actor, on: ticket) { throw ApprovalError.sendAsAnswer }
  }

  /// Keeps an answer until somebody decides on it.
  func hold(
    _ text: String, on ticket: Ticket, to report: ReportID?, files: [StaffFile], by actor: Actor
  ) throws -> AnswerOutcome {
    guard case .staff(let account, let name) = actor else { return .sent }
    guard try store.heldAnswers(ofTicket: ticket.number).count < HeldAnswer.limit else { throw ApprovalError.tooMany }
    // A field without a value is known now, not when somebody approves.
    _ = try prepare(text, on: ticket, to: report, by: actor)
    try store.noteChange(ofTicket: ticket.number, at: now)
    let event = try store.append(
      TicketEvent(ticket: ticket.number, at: now, actor: actor, kind: .askedApproval, report: report))
    try keep(files, with: event)
    let id = try store.addHeldAnswer(
      HeldAnswer(
        ticket: ticket.number, event: event, account: account, by: name, report: report, text: text, at: now))
    try forgetDraft(.answer, ticket.number, actor)
    return .waits(id)
  }

  /// Sends an answer that waits, under its writer's name, whoever has the ticket by now. Returns the ticket that it went to.
  @discardableResult
  public func approve(_ id: Int64, by actor: Actor) throws -> Int64 {
    let held = try decide(id, by: actor)
    let writer = Actor.staff(id: held.account, name: held.by)
    // Where its report is by now: it may have been split off.
    let shown = try held.report.flatMap { try store.shownTicket(ofReport: $0) }
    let ticket = try find(shown ?? held.ticket)
    let event = try send(held.text, on: ticket, to: held.report, by: writer)
    try store.moveStaffFiles(from: held.event, to: event)
    try store.append(
      TicketEvent(ticket: ticket.number, at: now, actor: actor, kind: .approved, detail: held.by, about: event))
    return ticket.number
  }

  /// Gives an answer that waits back to its writer, whose draft it is again. A second person says why; the writer need not.
  @discardableResult
  public func sendBack(_ id: Int64, note: String?, by actor: Actor) throws -> Int64 {
    guard case .staff(let account, _) = actor else { throw ApprovalError.decided }
    let isOwn = try store.heldAnswer(id)?.account == account
    let note = try isOwn ? Self.checked(note) : Self.required(note ?? "")
    let held = try isOwn ? taken(id) : decide(id, by: actor)
    let ticket = try find(held.ticket)
    let begun = try draft(.answer, on: ticket.number, of: held.account)
    try saveDraft(begun.map { $0 + "\n\n" + held.text } ?? held.text, in: .answer, on: ticket.number, of: held.account)
    try store.noteChange(ofTicket: ticket.number, at: now)
    try store.append(
      TicketEvent(
        ticket: ticket.number, at: now, actor: actor, kind: .sentBack, text: note, detail: held.by, about: held.event))
    return ticket.number
  }

  /// Takes an answer out of those that wait, for somebody who may decide on it.
  private func decide(_ id: Int64, by actor: Actor) throws -> HeldAnswer {
    guard case .staff(let account, _) = actor, let person = try store.account(account) else {
      throw ApprovalError.decided
    }
    guard person.may(.approve) else { throw ApprovalError.notAllowed(person.role) }
    guard try store.heldAnswer(id)?.account != account else { throw ApprovalError.ownAnswer }
    return try taken(id)
  }

  private func taken(_ id: Int64) throws -> HeldAnswer {
    guard let held = try store.heldAnswer(id), try store.removeHeldAnswer(id) else { throw ApprovalError.decided }
    return held
  }
}
