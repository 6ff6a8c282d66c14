// The known issue of a ticket: what every copy of the app shows while people write. Staff write it for everybody: no word of a
// report is published by itself.
import CollectorCore
import TellbackWire

struct KnownIssuePanel: Sendable {
  let details: TicketDetails
  let viewer: Viewer
  let refused: RefusedForm?

  private var ticket: Ticket { details.ticket }

  var html: HTML? {
    guard viewer.may(.move) else { return nil }
    let fields = FormFields("known", refused)
    let published = details.published
    let version: String? = if case .version(let version) = ticket.fix { version } else { nil }
    // A new one begins with what the ticket says; it is read before it is published.
    let title = fields.value("title", or: published?.title ?? Words.cut(ticket.title, to: 190))
    let workaround = fields.value("workaround", or: published?.workaround ?? "")
    let fixedIn = fields.value("fixed-in", or: published?.fixedIn ?? version ?? "")
    let withdraw: HTML? =
      published == nil
      ? nil
      : "<button type=\"submit\" name=\"act\" value=\"withdraw\" formnovalidate>\(KnownIssueText.withdraw)</button>"
    return """
      <details class="inner"\(.id, "known-issue")\(.open, if: fields.isRefused || published != nil)><summary>\(published == nil ? KnownIssueText.publishIt : KnownIssueText.isPublished)</summary>
      <form class="act to-reporters" method="post" id="known"\(.action, Link("tickets", String(ticket.number), "known"))>
      \(Field.token(viewer))\(fields.error)
      <p class="audience">\(KnownIssueText.audience)</p>
      <label class="stack"><span class="label">\(KnownIssueText.title)</span>
      <input type="text" name="title" required maxlength="200" data-shows="title"\(.value, title)\(fields.marks("title"))></label>
      \(fields.error("title"))
      <label class="stack"><span class="label">\(KnownIssueText.whatHelps)</span>
      <textarea name="workaround" rows="3" maxlength="4000" data-shows="workaround"\(fields.marks("workaround"))>
      \(workaround)</textarea></label>
      \(fields.error("workaround"))
      <label class="stack"><span class="label">\(KnownIssueText.otherWords)</span>
      <input type="text" name="words" maxlength="1000"\(.value, fields.value("words", or: published?.words ?? ""))\(fields.marks("words"))></label>
      \(fields.error("words"))
      <label class="stack"><span class="label">\(KitText.fieldFixedIn)</span>
      <input type="text" name="fixed-in" maxlength="100" data-shows="fixed-in"\(.value, fixedIn)\(fields.marks("fixed-in"))></label>
      \(fields.error("fixed-in"))
      <div class="issue-preview" role="group"\(.ariaLabel, KnownIssueText.asSeen)><p class="label">\(KnownIssueText.asSeen)</p>
      <p>\(KnownIssueText.weKnow) <strong class="shows-title" dir="auto">\(title)</strong></p>
      <p class="shows-workaround" dir="auto">\(workaround)</p>
      <p class="shows-fixed-in quiet">\(fixedIn.isEmpty ? nil : KnownIssueText.fixedIn(fixedIn))</p></div>
      <div class="buttons"><button class="primary" type="submit" name="act" value="publish">\(published == nil ? KnownIssueText.publish : KnownIssueText.publishChange)</button>\(withdraw)</div>
      </form></details>
      """
  }
}
