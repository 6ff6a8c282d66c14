// All views that somebody has: their own, which they rename, share and delete, and those that others share.
import CollectorCore

struct ViewsPage: Sendable {
  let views: [CountedView]
  let owners: [Int64: String]
  let viewer: Viewer
  let done: Flash?
  let refused: RefusedForm?

  func rendered() -> String {
    let (own, shared) = (views.filter(isOwn), views.filter { !isOwn($0) })
    return Frame(
      title: ViewText.title, section: .tickets, viewer: viewer,
      content: """
        <p class="crumbs"><a class="back"\(.href, Link())>\(KitText.tickets)</a></p>
        <div class="groups">
        <h1>\(ViewText.title)</h1>
        <p class="lead">\(ViewText.lead)</p>
        \(Done.html(done))
        \(new)
        \(own.isEmpty ? "<p class=\"quiet\">\(ViewText.none)</p>" as HTML : "\(own.map(form))")
        \(shared.isEmpty ? nil : "<section aria-labelledby=\"shared-views\"><h2 id=\"shared-views\">\(ViewText.shared)</h2><ul class=\"rows\">\(shared.map(row))</ul></section>" as HTML)
        </div>
        """
    ).rendered()
  }

  private func isOwn(_ entry: CountedView) -> Bool { entry.view.account == viewer.account.id }

  /// A view that could not be kept comes back with its words.
  private var new: HTML? {
    guard let refused, refused.form == Self.newForm else { return nil }
    let fields = FormFields(Self.newForm, refused)
    return """
      <form class="act" method="post"\(.id, Self.newForm)\(.action, Link("views"))>\(Field.token(viewer))\(Field.hidden("query", refused.values["query"] ?? ""))
      \(fields.error)
      <label class="stack"><span class="label">\(ViewText.nameOfNew)</span>
      <input type="text" name="name" maxlength="100" autocomplete="off"\(.value, fields.value("name"))\(fields.marks("name"))></label>
      \(fields.error("name"))
      <label class="choice-row"><input type="checkbox" name="shared" value="yes"\(.checked, if: fields.isChosen("shared", "yes"))> \(KitText.forEverybody)</label>
      <div class="buttons"><button type="submit" name="act" value="save">\(KitText.save)</button></div></form>
      """
  }

  static let newForm = "new-view"
  static func form(_ id: Int64) -> String { "view-\(id)" }

  private func form(_ entry: CountedView) -> HTML {
    let id = Self.form(entry.view.id)
    let fields = FormFields(id, refused)
    return """
      <form class="act" method="post"\(.id, id)\(.action, Link("views"))>\(Field.token(viewer))\(Field.hidden("view", String(entry.view.id)))
      \(fields.error)
      <p>\(link(entry))</p>
      <label class="stack"><span class="label">\(KitText.name)</span>
      <input type="text" name="name" maxlength="100" autocomplete="off"\(.value, fields.value("name", or: entry.view.name))\(fields.marks("name"))></label>
      \(fields.error("name"))
      <label class="choice-row"><input type="checkbox" name="shared" value="yes"\(.checked, if: fields.isChosen("shared", "yes", or: entry.view.isShared))> \(KitText.forEverybody)</label>
      <div class="buttons"><button type="submit" name="act" value="change">\(KitText.save)</button>
      <button class="plain" type="submit" name="act" value="delete">\(ViewText.deleteIt)</button></div></form>
      """
  }

  private func row(_ entry: CountedView) -> HTML {
    let delete: HTML? =
      viewer.may(.administer)
      ? """
      <form class="act-plain" method="post"\(.action, Link("views"))>\(Field.token(viewer))\(Field.hidden("view", String(entry.view.id)))
      <button class="plain" type="submit" name="act" value="delete">\(KitText.delete)<span class="unseen"> \(ViewText.theView(Words.inline(entry.view.name, limit: 100)))</span></button></form>
      """ : nil
    let by: HTML? = owners[entry.view.account].map { "<span class=\"quiet by\">\(Words.inline($0, limit: 80))</span>" }
    return "<li><div>\(link(entry))</div>\(by)\(delete)</li>"
  }

  private func link(_ entry: CountedView) -> HTML {
    """
    <a\(.href, entry.filter.link)>\(Words.inline(entry.view.name, limit: 100))</a> <span class="quiet">\(ViewText.tickets(Int64(entry.count), orMore: entry.orMore))</span>
    """
  }
}
