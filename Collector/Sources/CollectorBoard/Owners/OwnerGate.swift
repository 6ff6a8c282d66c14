// What the forms on a ticket's page are for the person who looks at it: their own ticket, nobody's, or somebody else's.
import CollectorCore

struct OwnerGate: Sendable {
  let ticket: Ticket
  let viewer: Viewer

  /// Somebody else has it: then nobody but them answers or moves it.
  var other: TicketOwner? { ticket.holder.owner.flatMap { $0.account == viewer.account.id ? nil : $0 } }

  var isMine: Bool { ticket.holder.owner?.account == viewer.account.id }

  /// What a button says: `Send answer`, or `Claim and answer` where one press does both.
  func label(_ own: Phrase, claiming verb: Phrase) -> Phrase {
    guard ticket.holder.owner == nil else { return own }
    return Phrase("Claim and \(verb.english)", de: "Übernehmen und \(verb.german)")
  }

  /// In the place of the forms that only the owner may send. The words that somebody had begun stay in sight.
  func closed(_ fields: FormFields, draft: String) -> HTML? {
    guard let other else { return nil }
    let kept = fields.value("note", or: draft)
    let words: HTML? =
      kept.isEmpty
      ? nil
      : """
      <label class="stack"><span class="label">\(OwnerText.begun)</span>
      <textarea rows="3" readonly>
      \(kept)</textarea></label>
      """
    return """
      <section class="act closed" id="answer" tabindex="-1"\(.ariaLabel, OwnerText.answer)>\(fields.error)
      <p>\(OwnerText.only(Words.inline(other.name, limit: 80)))</p>
      \(words)\(takeOver)</section>
      """
  }

  /// For those who may take a ticket from somebody.
  var takeOver: HTML? {
    guard other != nil, viewer.may(.takeOver) else { return nil }
    return """
      <form class="act-plain" method="post"\(.action, Link("tickets", String(ticket.number), "owner"))>\(Field.token(viewer))
      <button type="submit" name="act" value="take-over">\(OwnerText.takeOver)</button></form>
      """
  }
}
