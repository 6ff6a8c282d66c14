// Tickets that may be the same, beside a ticket: how many, the best three with the words that speak for them, and one key to merge.
import CollectorCore
import TellbackWire

struct DuplicatesPanel: Sendable {
  static let shown = 3

  let details: TicketDetails
  let viewer: Viewer

  private var number: String { String(details.ticket.number) }

  var html: HTML? {
    let all = details.suggestions
    guard !all.isEmpty else { return nil }
    let items = all.enumerated().map { index, similar in item(similar, isFirst: index == 0) }
    let rest: HTML? =
      items.count > Self.shown
      ? "<details class=\"inner\"><summary>\(MergeText.more(items.count - Self.shown))</summary><ol>\(Array(items.dropFirst(Self.shown)))</ol></details>"
      : nil
    return """
      <section class="similar" aria-labelledby="similar-title"><h2 id="similar-title">\(MergeText.possible) <span class="count">\(all.count)</span></h2>
      <ol>\(Array(items.prefix(Self.shown)))</ol>\(rest)</section>
      """
  }

  private func item(_ similar: SimilarTicket, isFirst: Bool) -> HTML {
    let other = similar.ticket
    let words = similar.judged.suggestion.words.map { word -> HTML in "<mark>\(Words.inline(word, limit: 40))</mark> " }
    return """
      <li><p><a\(.href, Link("tickets", String(other.number)))>#\(other.number) \(Words.inline(other.title, limit: 160))</a></p>
      <p class="quiet">\(Marks.state(other)) \(MergeText.bothSay(other.reporterCount, "\(words)"))</p>
      <p class="quiet likelihood">\(LikelihoodText.of(similar.judged))</p>
      <div class="buttons"><a class="button"\(.href, Link("tickets", number, "compare", String(other.number)))\(.dataAct, isFirst ? "compare" : "other")>\(MergeText.sideBySide)</a>\(buttons(other, isFirst: isFirst))</div></li>
      """
  }

  private func buttons(_ other: Ticket, isFirst: Bool) -> HTML? {
    guard viewer.may(.move) else { return nil }
    return """
      <a class="button"\(.href, MergeChoicePage.link(details.ticket.number, other.number))\(.dataAct, isFirst ? "merge" : "other")>\(MergeText.merge)\(isFirst ? " <kbd>m</kbd>" as HTML : nil)</a>
      <form method="post"\(.action, Link("tickets", number, "links"))>
      \(Field.token(viewer))\(Field.hidden("other", String(other.number)))
      <button type="submit" name="act" value="different">\(MergeText.notTheSame)</button></form>
      """
  }
}
