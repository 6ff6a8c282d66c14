// Beside the digest: what it is about, whether it comes by mail, and the form that adds to it.
import CollectorCore
import TellbackWire

struct WatchPanel: Sendable {
  let page: WeekPage

  private var viewer: Viewer { page.viewer }

  var html: HTML {
    """
    <section class="pain-card" aria-labelledby="mine-title"><h2 id="mine-title">\(WatchText.mine)</h2>
    \(page.digest.watches.isEmpty ? "<p class=\"quiet\">\(WatchText.none)</p>" : "<ul class=\"watches\">\(page.digest.watches.map(row))</ul>" as HTML)
    \(mail)</section>
    <section aria-labelledby="add-title"><h2 id="add-title">\(WatchText.add)</h2>\(form)</section>
    """
  }

  private func row(_ watch: Watch) -> HTML {
    let what = WatchText.subject(watch.subject, page.pains)
    let app = page.apps.count > 1 ? page.apps.first { $0.id == watch.app }?.name : nil
    return """
      <li><span>\(what)\(app.map { " <span class=\"app\">\(Words.inline($0, limit: 40))</span>" as HTML })</span>
      <form class="act-plain" method="post"\(.action, WatchRoutes.link)>\(Field.token(viewer))\(Field.hidden("watch", String(watch.id)))
      <button class="plain" type="submit" name="act" value="unwatch">\(WatchText.stop)\(WatchText.stop(what))</button></form></li>
      """
  }

  private var mail: HTML {
    """
    <form class="act-plain" method="post" id="week-mail"\(.action, WatchRoutes.link)>\(Field.token(viewer))
    <label class="choice-row"><input type="checkbox" name="mail" value="yes"\(.checked, if: page.wantsMail)> \(WatchText.mail)</label>
    <div class="buttons"><button type="submit" name="act" value="mail">\(WatchText.save)</button></div></form>
    """
  }

  private var form: HTML {
    let fields = FormFields(WeekPage.newForm, page.refused)
    let apps = page.apps.map { (String($0.id.value), $0.name) }
    let app: HTML =
      apps.count == 1
      ? Field.hidden("app", apps[0].0)
      : PainSelect.html("app", WatchText.app, apps, chosen: fields.value("app"), fields)
    let sorts = WatchForm.Sort.allCases.map { ($0.rawValue, $0.label.text) }
    return """
      <form class="act" method="post"\(.id, WeekPage.newForm)\(.action, WatchRoutes.link)>\(Field.token(viewer))\(fields.error)
      \(app)\(apps.count == 1 ? fields.error("app") : nil)
      \(PainSelect.html("sort", WatchText.what, sorts, chosen: fields.value("sort"), fields))
      \(text("name", WatchText.name, WatchText.nameHint, fields))
      \(text("value", WatchText.value, WatchText.valueHint, fields))
      <div class="buttons"><button class="primary" type="submit" name="act" value="watch">\(WatchText.watch)</button></div></form>
      """
  }

  private func text(_ name: String, _ label: Phrase, _ hint: Phrase, _ fields: FormFields) -> HTML {
    """
    <label class="stack"><span class="label">\(label)</span>
    <input type="text" dir="auto" autocomplete="off"\(.name, name)\(.maxLength, String(WatchLimits.name))\(.value, fields.value(name))\(fields.marks(name, hint: "watch-\(name)-hint"))></label>
    \(fields.error(name))
    <p class="hint"\(.id, "watch-\(name)-hint")>\(hint)</p>
    """
  }
}

/// On a pain point's page: whether the viewer watches it, and the way to it.
enum WatchButton {
  static func html(_ pain: Int64, isWatched: Bool, _ viewer: Viewer) -> HTML {
    if isWatched {
      return "<p class=\"quiet\">\(WatchText.watching) <a\(.href, WatchRoutes.link)>\(WatchText.title)</a></p>"
    }
    return """
      <form class="act-plain" method="post"\(.action, WatchRoutes.link)>\(Field.token(viewer))\(Field.hidden("sort", "pain"))\(Field.hidden("name", String(pain)))\(Field.hidden("back", "pain"))
      <button type="submit" name="act" value="watch">\(WatchText.watchIt)</button></form>
      """
  }
}
