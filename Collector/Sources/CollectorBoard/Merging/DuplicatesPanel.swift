// Tickets that may be the same, beside a ticket: the words that speak for it, a look at both, and one key to merge.
import CollectorCore
import TellbackWire

struct DuplicatesPanel: Sendable {
  let details: TicketDetails
  let viewer: Viewer

  private var number: String { String(details.ticket.number) }

  var html: HTML? {
    guard !details.suggestions.isEmpty else { return nil }
    let items = details.suggestions.enumerated().map { index, similar in item(similar, isFirst: index == 0) }
    return """
      <section class="similar" aria-labelledby="similar-title"><h2 id="similar-title">Perhaps the same</h2>
      <ol>\(items)</ol></section>
      """
  }

  private func item(_ similar: SimilarTicket, isFirst: Bool) -> HTML {
    let other = similar.ticket
    let words = similar.suggestion.words.map { word -> HTML in "<mark>\(Words.inline(word, limit: 40))</mark> " }
    return """
      <li><p><a\(.href, Link("tickets", String(other.number)))>#\(other.number) \(Words.inline(other.title, limit: 160))</a></p>
      <p class="quiet">\(Marks.state(other))\(CountText.of(other.reporterCount, "person", "people")), both say \(words)</p>
      <div class="buttons"><a class="button"\(.href, Link("tickets", number, "compare", String(other.number)))\(.dataAct, isFirst ? "compare" : "other")>Side by side</a>\(buttons(other, isFirst: isFirst))</div></li>
      """
  }

  private func buttons(_ other: Ticket, isFirst: Bool) -> HTML? {
    guard viewer.may(.move) else { return nil }
    return """
      <form method="post"\(.action, Link("tickets", number, "links"))>
      \(Field.token(viewer))\(Field.hidden("other", String(other.number)))
      <button type="submit" name="act" value="merge"\(.dataAct, isFirst ? "merge" : "other")>Merge\(isFirst ? " <kbd>m</kbd>" as HTML : nil)</button>
      <button type="submit" name="act" value="different">Not the same</button></form>
      """
  }
}
