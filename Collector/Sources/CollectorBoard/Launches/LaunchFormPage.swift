// A launch that is to be written down, and the form by which one is changed.
import CollectorCore
import TellbackWire

struct LaunchFormPage: Sendable {
  let apps: [AppRecord]
  let viewer: Viewer
  let refused: RefusedForm?

  func rendered() -> String {
    let view = LaunchFormView(
      launch: nil, apps: apps, days: PlanDays(viewer.account.timeZone), viewer: viewer, refused: refused)
    return Frame(
      title: LaunchText.new.text, section: .launches, viewer: viewer,
      content: """
        <div class="routing launches">
        <p class="crumbs"><a class="back"\(.href, LaunchRoutes.link)>\(LaunchText.back)</a></p>
        <h1>\(LaunchText.new)</h1>
        \(view.html)
        </div>
        """
    ).rendered()
  }
}

struct LaunchFormView: Sendable {
  static let form = "launch"

  /// Nil for one that is to be written down.
  let launch: Launch?
  let apps: [AppRecord]
  let days: PlanDays
  let viewer: Viewer
  let refused: RefusedForm?

  private var fields: FormFields { FormFields(Self.form, refused) }

  var html: HTML {
    let dates = launch.map { LaunchDays($0, days).fields }
    let places = launch?.places
    let seen = launch.map { Field.hidden("seen", refused?.values["seen"] ?? String($0.changedAt.milliseconds)) }
    return """
      <form class="rule-form" method="post"\(.id, Self.form)\(.action, Link("launches", launch.map { String($0.id) } ?? "new"))>
      \(Field.token(viewer))\(seen)
      \(fields.error.map { "<div class=\"alert\">\($0)</div>" as HTML })
      <div class="act">
      <label class="stack"><span class="label">\(LaunchText.name)</span><input type="text" name="name" autocomplete="off" dir="auto"\(.maxLength, String(Launch.nameLimit))\(.value, fields.value("name", or: launch?.name ?? ""))\(fields.marks("name"))></label>\(fields.error("name"))
      \(app)
      <div class="pair">\(date("starts", LaunchText.firstDay, dates?.starts ?? ""))\(date("ends", LaunchText.lastDay, dates?.ends ?? ""))</div>
      <p class="hint" id="launch-zone">\(LaunchText.zone(days.name))</p></div>
      <fieldset class="act"><legend>\(LaunchText.whereFelt)</legend>
      <p class="hint">\(LaunchText.whereHint)</p>
      \(area("pages", LaunchText.pages, places?.pages))
      \(area("words", LaunchText.words, places?.words))
      <div class="pair">\(area("segments", LaunchText.segments, places?.segments))\(area("versions", LaunchText.versions, places?.versions))</div></fieldset>
      <div class="act">
      \(area("brief", LaunchText.brief, launch.map { [$0.brief] }, rows: 6, hint: LaunchText.briefHint))
      \(area("expected", LaunchText.expected, launch?.expected.map(\.words), rows: 3, hint: LaunchText.expectedHint))</div>
      <div class="buttons"><button class="primary" type="submit" name="act" value="save">\(LaunchText.save)</button>
      <a class="button"\(.href, LaunchRoutes.link)>\(LaunchText.cancel)</a></div>
      </form>
      """
  }

  private var app: HTML {
    let chosen = fields.value(
      "app", or: launch.map { String($0.app.value) } ?? (apps.count == 1 ? String(apps[0].id.value) : ""))
    let options = apps.prefix(500).map { app -> HTML in
      let value = String(app.id.value)
      return
        "<option\(.value, value)\(.selected, if: value == chosen)>\(Words.cut(Words.visible(app.name), to: 60))</option>"
    }
    return """
      <label class="stack"><span class="label">\(LaunchText.app)</span><select name="app"\(fields.marks("app"))><option value="">\(LaunchText.choose)</option>\(options)</select></label>\(fields.error("app"))
      """
  }

  private func date(_ name: String, _ label: Phrase, _ value: String) -> HTML {
    """
    <div><label class="stack"><span class="label">\(label)</span><input type="date"\(.name, name)\(.value, fields.value(name, or: value))\(fields.marks(name, hint: "launch-zone"))></label>\(fields.error(name))</div>
    """
  }

  private func area(
    _ name: String, _ label: Phrase, _ values: [String]?, rows: Int = 1, hint: Phrase? = nil
  ) -> HTML {
    let hintID = hint.map { _ in "launch-\(name)-hint" }
    return """
      <div><label class="stack"><span class="label">\(label)</span>
      <textarea\(.name, name)\(.rows, String(min(max(values?.count ?? 1, rows), 8))) dir="auto"\(fields.marks(name, hint: hintID))>
      \(fields.value(name, or: (values ?? []).joined(separator: "\n")))</textarea></label>
      \(hint.map { "<p class=\"hint\"\(.id, "launch-\(name)-hint")>\($0)</p>" as HTML })\(fields.error(name))</div>
      """
  }
}
