// What staff do with tickets beyond answering, as the audit log has it: no words of people.

extension TicketActions {
  /// What the system does by itself is told by the ticket's history alone.
  func audit(_ act: AuditAct, _ ticket: Ticket, _ detail: String, by actor: Actor) throws {
    guard let actor = AuditActor(actor) else { return }
    try store.audit(
      AuditEntry(at: now, act: act, by: actor, app: ticket.app, ticket: ticket.number, detail: detail))
  }
}
