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
      details.links.isEmpty && details.merged.isEmpty ? nil : "<h2 id=\"links-title\">Joined and split</h2>"
    return """
      <section class="links">\(heading)
      \(merged)\(held)\(mergeForm)\(splitForm)</section>
      """
  }

  private var merged: HTML? {
    guard !details.merged.isEmpty else { return nil }
    let items = details.merged.map { other -> HTML in
      """
      <li>#\(other.number) \(Words.inline(other.title, limit: 160)) <span class="quiet">\(CountText.of(other.reportCount, "report", "reports")) of its own</span>\(form("survivor", "Keep this one", [("other", String(other.number))]))</li>
      """
    }
    return "<p>Found here too:</p><ul>\(items)</ul>"
  }

  private var held: HTML? {
    guard !details.links.isEmpty else { return nil }
    let items = details.links.map { link -> HTML in
      let what: HTML =
        switch link.kind {
        case .merge: "#\(link.ticket) was merged into \(link.other == ticket.number ? "it" : "#\(link.other)")"
        case .split where link.ticket == ticket.number: "opened for reports of #\(link.other)"
        case .split: "reports were split off to <a\(.href, Link("tickets", String(link.ticket)))>#\(link.ticket)</a>"
        }
      let who: HTML? = link.actor.name.map { " by \(Words.inline($0, limit: 80))" }
      return """
        <li>\(what)\(who) \(TimeText.html(link.at, now: details.now))\(form("undo", "Undo", [("link", String(link.id))]))</li>
        """
    }
    return "<ul>\(items)</ul>"
  }

  private func form(_ act: String, _ label: String, _ values: [(name: String, value: String)]) -> HTML? {
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
      <details class="inner" id="merging"\(.open, if: fields.isRefused)><summary>Merge with another ticket</summary>
      <form class="act" method="get" id="merge"\(.action, Link("tickets", String(ticket.number), "merge"))>\(fields.error)
      <label class="stack"><span class="label">Its number</span><input type="text" name="other" inputmode="numeric" maxlength="20"\(.value, fields.value("other"))\(fields.marks("other"))></label>
      \(fields.error("other"))
      <div class="buttons"><button type="submit">Choose which to keep</button></div></form></details>
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
      <details class="inner"\(.open, if: fields.isRefused)><summary>Split reports off</summary>
      <form class="act" method="post" id="split"\(.action, action)>\(Field.token(viewer))\(fields.error)
      <p class="hint">The reports on this page that are about something else:</p>
      \(choices)
      <div class="buttons"><button type="submit" name="act" value="split">Open a ticket for them</button></div></form></details>
      """
  }
}
