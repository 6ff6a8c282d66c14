// The dates before and after which numbers are compared, with the forms that set them.
import CollectorCore

struct ProgrammeDatesPage: Sendable {
  let dates: [ProgrammeDate]
  let apps: [AppRecord]
  let viewer: Viewer
  let done: Flash?
  let refused: RefusedForm?

  static func form(_ id: Int64) -> String { id == 0 ? "new-date" : "date-\(id)" }

  func rendered() -> String {
    Frame(
      title: NumberText.dates.text, section: .numbers, viewer: viewer,
      content: """
        <p class="crumbs"><a class="back"\(.href, Link("numbers"))>\(NumberText.title)</a></p>
        <div class="groups">
        <h1>\(NumberText.dates)</h1>
        <p class="lead">\(ProgrammeDateText.lead)</p>
        \(Done.html(done))\(unplaced)
        \(viewer.may(.setDates) ? "<section aria-labelledby=\"new-date-title\"><h2 id=\"new-date-title\">\(ProgrammeDateText.new)</h2>\(form(nil))</section>" as HTML : nil)
        \(list)
        </div>
        """
    ).rendered()
  }

  private var list: HTML {
    dates.isEmpty
      ? "<p class=\"quiet\">\(ProgrammeDateText.none)</p>" : "<ul class=\"rows dates\">\(dates.map(row))</ul>"
  }

  /// What is wrong with a form that this person has not.
  private var unplaced: HTML? {
    guard let refused, !dates.contains(where: { Self.form($0.id) == refused.form && mayChange($0) }),
      refused.form != Self.form(0)
    else { return nil }
    return "<p class=\"alert\" role=\"alert\">\(refused.message)</p>"
  }

  private func mayChange(_ date: ProgrammeDate) -> Bool {
    viewer.may(.setDates) && (date.app != nil || viewer.account.apps == .all)
  }

  private func row(_ date: ProgrammeDate) -> HTML {
    return """
      <li><div><strong>\(Words.inline(date.name, limit: 100))</strong>
      <span class="quiet"><time\(.datetime, date.day.text)>\(NumberText.day(date.day))</time>, \(appName(date.app)), \(HTML.said("set by \(Words.inline(date.createdBy, limit: 80))", de: "gesetzt von \(Words.inline(date.createdBy, limit: 80))"))</span></div>
      <a\(.href, Link("numbers", query: [("date", String(date.id))]))>\(ProgrammeDateText.compare)<span class="unseen"> \(Words.inline(date.name, limit: 100))</span></a>
      \(mayChange(date) ? form(date) : nil)</li>

      """
  }

  private func appName(_ app: AppID?) -> HTML {
    guard let app else { return "\(NumberText.allApps)" }
    return apps.first { $0.id == app }.map { Words.inline($0.name, limit: 60) } ?? .empty
  }

  private func form(_ date: ProgrammeDate?) -> HTML {
    let id = Self.form(date?.id ?? 0)
    let fields = FormFields(id, refused)
    let whole: [(value: String, text: String)] = viewer.account.apps == .all ? [("", NumberText.allApps.text)] : []
    let chosen = fields.value("app", or: date?.app.map { String($0.value) } ?? "")
    return """
      <form class="act date-form" method="post"\(.id, id)\(.action, ProgrammeDateRoutes.link)>\(Field.token(viewer))\(Field.hidden("date", String(date?.id ?? 0)))
      \(fields.error)
      <label class="stack"><span class="label">\(ProgrammeDateText.name)</span>
      <input type="text" name="name" maxlength="100" autocomplete="off" dir="auto"\(.value, fields.value("name", or: date?.name ?? ""))\(fields.marks("name"))></label>
      \(fields.error("name"))
      <div class="row"><label class="stack"><span class="label">\(ProgrammeDateText.day)</span>
      <input type="date" name="day"\(.value, fields.value("day", or: date?.day.text ?? ""))\(fields.marks("day"))></label>
      \(Field.select("app", label: ProgrammeDateText.app.text, options: whole + apps.map { (String($0.id.value), $0.name) }, chosen: chosen))
      </div>
      \(fields.error("day"))\(fields.error("app"))
      <div class="buttons"><button type="submit" name="act" value="save">\(ProgrammeDateText.save)</button>
      \(date == nil ? nil : "<button class=\"plain\" type=\"submit\" name=\"act\" value=\"delete\">\(ProgrammeDateText.delete)</button>" as HTML)</div></form>
      """
  }
}
