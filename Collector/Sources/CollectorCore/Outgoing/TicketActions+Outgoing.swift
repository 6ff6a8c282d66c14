// Telling reporters: at once, or after the undo window, in which whoever wrote it can take it back.
import TellbackWire

extension TicketActions {
  /// Tells every reporter of a ticket, now or after the undo window. What is told at once goes out after what waits, so that
  /// reporters hear things in the order in which they happened.
  /// - Parameter report: the one report whose reporter alone is told.
  func tell(
    _ kind: TicketUpdate.Kind, of ticket: Int64, _ words: PreparedWords, event: Int64, by actor: Actor,
    before: TicketStanding? = nil, report: ReportID? = nil, revises: Int64? = nil, version: String? = nil
  ) throws {
    var told = OutgoingMessage(
      ticket: ticket, event: event, account: 0, by: "", kind: kind, text: words.text, at: now,
      dueAt: now.adding(seconds: undoSeconds), before: before, report: report, revises: revises, version: version,
      hasFields: words.hasFields)
    if undoSeconds > 0, case .staff(let id, let name) = actor {
      (told.account, told.by) = (id, name)
      _ = try store.addOutgoing(told)
      return
    }
    try sendWaiting(ofTicket: ticket)
    try send(
      told,
      Told(words.text, by: actor.name, event: event, revises: revises, isPersonal: report != nil, version: version))
  }

  /// Tells the reporter of one report what no event tells of.
  func tellAlone(_ kind: TicketUpdate.Kind, report: StoredReport, on ticket: Int64) throws {
    try sendWaiting(ofTicket: ticket)
    try store.appendUpdate(kind, report: report, ticket: ticket, Told(), at: now)
  }

  private func sendWaiting(ofTicket ticket: Int64) throws {
    for waiting in try store.outgoing(ofTicket: ticket) { try send(waiting) }
  }

  /// Sends what is due, at most `limit` messages. Returns how many went out.
  public func sendDue(limit: Int) throws -> Int {
    let due = try store.outgoing(dueBy: now, limit: limit)
    for message in due { try send(message) }
    return due.count
  }

  private func send(_ message: OutgoingMessage) throws {
    guard try store.removeOutgoing(message.id) else { return }
    try send(message, message.told)
  }

  /// To whoever is on the ticket now, as it is found now; to one report's reporter where they are meant alone; and a correction
  /// to whoever got what it corrects.
  private func send(_ message: OutgoingMessage, _ told: Told) throws {
    // Words of staff count as an answer once they are on their way.
    if told.by != nil, message.kind == .answered || message.kind == .fixed {
      try noteAnswered(store.finalTicket(of: message.ticket), report: message.report)
    }
    if message.hasFields {
      try sendEach(message, told)
    } else if message.revises != nil {
      try store.appendCorrections(told, at: now)
    } else if let id = message.report {
      // Erased meanwhile: then there is nobody to tell.
      guard let report = try store.report(id) else { return }
      let ticket = try store.shownTicket(ofReport: id) ?? store.finalTicket(of: message.ticket)
      try store.appendUpdate(message.kind, report: report, ticket: ticket, told, at: now)
    } else {
      let ticket = try store.finalTicket(of: message.ticket)
      try store.appendUpdates(message.kind, ticket: ticket, told, at: now)
      if try store.event(message.event)?.kind == .workaround { try PainActions(self).noteSent(to: ticket) }
    }
  }

  /// Takes a message back before anybody is told. A move that it told of is undone, unless the ticket moved on since; words
  /// go back into the writer's draft.
  @discardableResult
  public func takeBack(_ id: Int64, by actor: Actor) throws -> OutgoingMessage {
    guard let message = try store.outgoing(id), now < message.dueAt else { throw TakeBackError.tooLate }
    guard case .staff(let account, _) = actor, account == message.account else { throw TakeBackError.notYours }
    guard try store.removeOutgoing(id) else { throw TakeBackError.tooLate }
    let ticket = try find(message.ticket)
    if let before = message.before, try isNewestMove(message.event, of: ticket.number) {
      _ = try store.move(ticket: ticket.number, from: ticket.standing, to: before, at: now)
      try restoreClocks(of: ticket.number, to: before)
    }
    try store.noteChange(ofTicket: ticket.number, at: now)
    try store.append(
      TicketEvent(ticket: ticket.number, at: now, actor: actor, kind: .takenBack, about: message.event))
    try store.forgetDeliveries(ofEvent: message.event)
    if let text = message.text {
      let box: DraftBox = message.before == nil ? .answer : .resolution
      if try draft(box, on: ticket.number, of: account) == nil {
        try saveDraft(text, in: box, on: ticket.number, of: account)
      }
    }
    return message
  }

  private func isNewestMove(_ event: Int64, of ticket: Int64) throws -> Bool {
    try store.newestEvents(ofTicket: ticket, limit: 200).last { $0.kind == .moved }?.id == event
  }
}
