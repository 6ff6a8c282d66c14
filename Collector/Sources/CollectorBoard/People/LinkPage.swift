// A link with which somebody sets their password, shown once to whoever made it.
import CollectorCore

struct LinkPage: Sendable {
  let account: StaffAccount
  /// The whole address.
  let link: String
  let viewer: Viewer

  func rendered() -> String {
    Frame(
      title: PeopleText.linkFor(account.name), section: .people, viewer: viewer,
      content: """
        <p class="crumbs"><a\(.href, Link("people"))>\(PeopleText.people)</a></p>
        <h1>\(PeopleText.linkFor(Words.inline(account.name, limit: 100)))</h1>
        <p>\(PeopleText.passLink(Words.inline(account.email, limit: 200)))</p>
        <p class="secret"><code>\(link)</code> <button type="button" class="copy"\(.dataCopy, link) hidden>\(KitText.copy)</button></p>
        <p class="quiet">\(PeopleText.linkLasts(TimeText.span(milliseconds: Invitation.seconds * 1_000)))</p>
        <p><a class="button"\(.href, Link("people", String(account.id)))>\(PeopleText.done)</a></p>
        """
    ).rendered()
  }
}
