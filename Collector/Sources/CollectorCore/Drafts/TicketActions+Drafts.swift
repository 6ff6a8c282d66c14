// Keeping drafts. A draft counts as no event: nobody else sees it, and no live page moves for it.
import TellbackWire

extension TicketActions {
  /// Keeps what a person has written so far; empty text forgets it. What is longer than ``Draft/limit`` is refused.
  public func saveDraft(_ text: String, in box: DraftBox, on number: Int64, of account: Int64) throws {
    let ticket = try find(number).number
    for draft in try store.drafts(ofTicket: ticket, account: account) where draft.box == box {
      try store.deleteDraft(box, ticket: draft.ticket, account: account)
    }
    guard text.contains(where: { !$0.isWhitespace }) else { return }
    guard text.utf8.count <= Draft.limit else { throw TicketError.draftTooLong(bytes: text.utf8.count) }
    try store.saveDraft(Draft(account: account, ticket: ticket, box: box, text: text, at: now))
  }

  func draft(_ box: DraftBox, on number: Int64, of account: Int64) throws -> String? {
    try store.draftTexts(ofTicket: number, account: account)[box]
  }
}
