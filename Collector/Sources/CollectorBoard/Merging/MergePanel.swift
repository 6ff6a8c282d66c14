// What is merged into a ticket and split off it, each with its undo; and the forms that merge and split by hand.
import CollectorCore
import TellbackWire

struct MergePanel: Sendable {
  let details: TicketDetails
  let viewer: Viewer
  let refused: RefusedForm?

  private var ticket: Ticket { details.ticket }
  private var action: Link { Link("tickets", String(ticket.number), "links") }

  var html: HTML? {
    guard !details.links.isEmpty || !details.merged.isEmpty || viewer.may(.move) else { return nil }
    let heading: HTML? =
      details.links.isEmpty && details.merged.isEmpty ? nil : "<h2 id=\"links-title\">\(MergeText.joined)</h2>"
    return """
      <section class="links">\(heading)
      \(merged)\(held)\(mergeForm)\(splitForm)</section>
      """
  }

  private var merged: HTML? {
    guard !details.merged.isEmpty else { return nil }
    let items = details.merged.map { other -> HTML in
      """
      <li>#\(other.number) \(Words.inline(other.title, limit: 160)) <span class="quiet">\(MergeText.ownReports(other.reportCount))</span>\(form("survivor", MergeText.keepThis, [("other", String(other.number))]))</li>
      """
    }
    return "<p>\(MergeText.foundHere)</p><ul>\(items)</ul>"
  }

  private var held: HTML? {
    guard !details.links.isEmpty else { return nil }
    let items = details.links.map { link -> HTML in
      let who = link.actor.name.map { Words.inline($0, limit: 80) }
      let what: HTML =
        switch link.kind {
        case .merge: MergeText.wasMerged(link.ticket, into: link.other == ticket.number ? nil : link.other, by: who)
        case .split where link.ticket == ticket.number: MergeText.openedFor(link.other, by: who)
        case .split:
          MergeText.splitOff(
            to: "<a\(.href, Link("tickets", String(link.ticket)))>#\(link.ticket)</a>", by: who)
        }
      return """
        <li>\(what) \(TimeText.html(link.at, now: details.now))\(form("undo", DeskText.undo, [("link", String(link.id))]))</li>
        """
    }
    return "<ul>\(items)</ul>"
  }

  private func form(_ act: String, _ label: Phrase, _ values: [(name: String, value: String)]) -> HTML? {
    guard viewer.may(.move) else { return nil }
    return """
      <form class="small" method="post"\(.action, action)>\(Field.token(viewer))\(values.map { Field.hidden($0.name, $0.value) })
      <button type="submit" name="act"\(.value, act)>\(label)</button></form>
      """
  }

  private var mergeForm: HTML? {
    guard viewer.may(.move) else { return nil }
    let fields = FormFields("merge", refused)
    return """
      <details class="inner" id="merging"\(.open, if: fields.isRefused)><summary>\(MergeText.another)</summary>
      <form class="act" method="get" id="merge"\(.action, Link("tickets", String(ticket.number), "merge"))>\(fields.error)
      <label class="stack"><span class="label">\(MergeText.number)</span><input type="text" name="other" inputmode="numeric" maxlength="20"\(.value, fields.value("other"))\(fields.marks("other"))></label>
      \(fields.error("other"))
      <div class="buttons"><button type="submit">\(MergeText.choose)</button></div></form></details>
      """
  }

  private var splitForm: HTML? {
    guard viewer.may(.move), ticket.reportCount > 1, details.reports.count > 0 else { return nil }
    let fields = FormFields("split", refused)
    let choices = details.reports.map { entry -> HTML in
      let words = entry.report.map { Words.inline($0.text, limit: 80) }
      return """
        <label class="row"><input type="checkbox" name="report"\(.value, entry.stored.id.description)\(.checked, if: fields.isChosen("report", entry.stored.id.description))> <code>\(entry.stored.id.reference.description)</code> \(words)</label>
        """
    }
    return """
      <details class="inner"\(.open, if: fields.isRefused)><summary>\(MergeText.split)</summary>
      <form class="act" method="post" id="split"\(.action, action)>\(Field.token(viewer))\(fields.error)
      <p class="hint">\(MergeText.splitHint)</p>
      \(choices)
      <div class="buttons"><button type="submit" name="act" value="split">\(MergeText.openForThem)</button></div></form></details>
      """
  }
}
