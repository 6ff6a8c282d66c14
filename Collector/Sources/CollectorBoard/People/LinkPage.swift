// A link with which somebody sets their password, shown once to whoever made it.
import CollectorCore

struct LinkPage: Sendable {
  let account: StaffAccount
  /// The whole address.
  let link: String
  let viewer: Viewer

  func rendered() -> String {
    Frame(
      title: "A link for \(account.name)", section: .people, viewer: viewer,
      content: """
        <p class="crumbs"><a\(.href, Link("people"))>People</a></p>
        <h1>A link for \(Words.inline(account.name, limit: 100))</h1>
        <p>Pass it to \(Words.inline(account.email, limit: 200)) and to nobody else. It is shown only now, works once, and replaces every earlier one.</p>
        <p class="secret"><code>\(link)</code> <button type="button" class="copy"\(.dataCopy, link) hidden>Copy</button></p>
        <p class="quiet">Whoever opens it sets a password, within \(TimeText.span(milliseconds: Invitation.seconds * 1_000)).</p>
        <p><a class="button"\(.href, Link("people", String(account.id)))>Done</a></p>
        """
    ).rendered()
  }
}
