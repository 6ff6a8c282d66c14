// Tags as staff put them on tickets and take them off.
import TellbackWire

extension TicketActions {
  /// Adds and removes tags; nothing is said of those that were there already, or not at all.
  public func changeTags(_ number: Int64, add: [String] = [], remove: [String] = [], by actor: Actor) throws {
    let ticket = try find(number)
    let (add, remove) = (try TicketTag.checked(add), try TicketTag.checked(remove))
    let removed = try store.removeTags(remove, ticket: ticket.number)
    if !removed.isEmpty { try note(.untagged, removed, on: ticket, by: actor) }
    let before = try store.tags(ofTicket: ticket.number)
    let new = add.filter { tag in !before.contains { $0.utf8.elementsEqual(tag.utf8) } }
    guard before.count + new.count <= max(TicketTag.limit, before.count) else {
      throw TagError.tooMany(ticket.number)
    }
    guard !new.isEmpty else { return }
    guard try store.addTags(new, ticket: ticket.number, at: now).count == new.count else {
      throw TagError.tooManyInApp
    }
    try note(.tagged, new, on: ticket, by: actor)
  }

  private func note(_ kind: TicketEvent.Kind, _ tags: [String], on ticket: Ticket, by actor: Actor) throws {
    try noteActed(ticket, actor)
    try store.noteChange(ofTicket: ticket.number, at: now)
    try record(kind, on: ticket.number, detail: tags.joined(separator: ", "), by: actor)
  }
}
