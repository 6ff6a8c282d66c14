// What the apps are told of a ticket. Staff write it for everybody: no word of a report goes out by itself.
import CollectorCore
import TellbackWire

struct KnownIssuePanel: Sendable {
  let details: TicketDetails
  let viewer: Viewer

  private var ticket: Ticket { details.ticket }

  var html: HTML? {
    guard viewer.may(.move) else { return nil }
    let published = details.published
    let withdraw: HTML? =
      published == nil ? nil : "<button type=\"submit\" name=\"act\" value=\"withdraw\">Stop telling</button>"
    return """
      <details class="inner known"\(.id, "known")\(.open, if: published != nil)><summary>\(published == nil ? "Known issue: tell the apps" : "Known issue: the apps are told")</summary>
      <form class="act" method="post"\(.action, Link("tickets", String(ticket.number), "known"))>
      \(Field.token(viewer))
      <label class="stack"><span class="label">Title, for everybody to read</span>
      <input type="text" name="title" required maxlength="200"\(.value, published?.title ?? "")></label>
      <label class="stack"><span class="label">Until it is fixed, this helps</span>
      <textarea name="workaround" rows="3" maxlength="4000">
      \(published?.workaround ?? "")</textarea></label>
      <label class="stack"><span class="label">Other words that people use for it</span>
      <input type="text" name="words" maxlength="1000"\(.value, published?.words ?? "")></label>
      <label class="stack"><span class="label">Fixed in version</span>
      <input type="text" name="fixed-in" maxlength="100"\(.value, published?.fixedIn ?? "")></label>
      <p class="hint">People see it in the app while they write, also offline, and can say \u{201C}me too\u{201D}.</p>
      <div class="buttons"><button class="primary" type="submit" name="act" value="publish">\(published == nil ? "Tell the apps" : "Change it")</button>\(withdraw)</div>
      </form></details>
      """
  }
}
