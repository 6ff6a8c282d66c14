// The canned answers, the form of one of them with its texts by language and segment, and how each reads with its fields filled in.
import CollectorCore
import TellbackWire

struct CannedAnswersPage: Sendable {
  struct State: Sendable {
    /// The answer whose form is shown; 0 for a new one, nil for none.
    var editing: Int64?
    /// As it was filled in; nil shows what is kept.
    var typed: CannedAnswerForm?
    var isPreview = false
    var refused: RefusedForm?
    var done: Flash?
  }

  let answers: [CannedAnswer]
  let apps: [AppRecord]
  /// Apps in which a second person approves what volunteers write.
  let approving: Set<AppID>
  let viewer: Viewer
  let state: State

  func rendered() -> String {
    Frame(
      title: CannedAnswerText.title, section: .settings, viewer: viewer,
      content: """
        <div class="canned-answers">
        \(SettingsTabs.html(.answers, viewer))
        <div class="page-head"><h1>\(CannedAnswerText.title)</h1>\(viewer.may(.editAnswers) && state.editing == nil ? "<a class=\"button primary\"\(.href, CannedAnswerRoutes.link(editing: 0))>\(CannedAnswerText.new)</a>" as HTML : nil)</div>
        <p class="lead">\(CannedAnswerText.lead)</p>
        \(Done.html(state.done))
        \(form ?? list)
        \(state.editing == nil ? approvals : nil)
        </div>
        """
    ).rendered()
  }

  // MARK: The list

  private var list: HTML {
    guard !answers.isEmpty else {
      return """
        <section class="empty"><h2>\(CannedAnswerText.none)</h2>
        <p>\(viewer.may(.editAnswers) ? CannedAnswerText.writeOne : CannedAnswerText.othersWrite)</p></section>
        """
    }
    return "<ul class=\"rows card\">\(answers.map(row))</ul>"
  }

  private func row(_ answer: CannedAnswer) -> HTML {
    let languages = answer.texts.map { text in
      let language = LocaleText.name(text.locale) ?? text.locale
      return text.segment.map { CannedAnswerText.forSegment(language, $0).text } ?? language
    }
    let name = Words.inline(answer.name, limit: 100)
    let head: HTML =
      viewer.may(.editAnswers) && mayChange(answer)
      ? "<a\(.href, CannedAnswerRoutes.link(editing: answer.id))>\(name)</a>" : name
    let first = answer.texts.first?.text ?? ""
    return """
      <li><div><strong>\(head)</strong> <span class="quiet">\(app(answer.app)) · \(Words.inline(languages.joined(separator: ", "), limit: 300))</span>
      <p class="quiet"><bdi>\(Words.cut(first, to: 160))</bdi></p></div></li>
      """
  }

  private func mayChange(_ answer: CannedAnswer) -> Bool { answer.app != nil || viewer.account.apps == .all }

  private func app(_ id: AppID?) -> HTML {
    guard let id else { return "\(KitText.allApps)" }
    return Words.inline(apps.first { $0.id == id }?.name ?? CannedAnswerText.anotherApp.text, limit: 60)
  }

  // MARK: The form

  private var form: HTML? {
    guard let id = state.editing else { return nil }
    let kept = answers.first { $0.id == id }
    guard let answer = state.typed?.answer ?? (id == 0 ? CannedAnswer.blank(defaultApp) : kept) else {
      return """
        <section class="empty"><h2>\(CannedAnswerText.gone)</h2>
        <p><a\(.href, CannedAnswerRoutes.link())>\(CannedAnswerText.all)</a></p></section>
        """
    }
    let fields = FormFields(CannedAnswerForm.id, state.refused)
    var texts = answer.texts
    if texts.count < CannedAnswer.textLimit, texts.last.map({ !$0.text.isEmpty || !$0.locale.isEmpty }) ?? true {
      texts.append(CannedText(locale: "", text: ""))
    }
    return """
      <form class="card" method="post"\(.id, CannedAnswerForm.id)\(.action, CannedAnswerRoutes.link())>
      \(Field.token(viewer))\(Field.hidden("answer", String(id)))\(fields.error)
      <label class="stack"><span class="label">\(KitText.name)</span>
      <input type="text" name="name" maxlength="100" dir="auto" autocomplete="off"\(.value, answer.name)\(fields.marks("name"))></label>
      \(fields.error("name"))
      \(appChoice(answer, fields))
      \(fieldsHelp)
      \(texts.enumerated().map { textCard($0.offset + 1, $0.element, fields) })
      <p class="hint">\(CannedAnswerText.textsHint(CannedAnswer.textLimit))</p>
      <div class="buttons"><button class="primary" type="submit" name="act" value="save">\(KitText.save)</button>
      <button type="submit" name="act" value="preview">\(CannedAnswerText.preview)</button>
      \(id == 0 ? nil : "<button class=\"danger\" type=\"submit\" name=\"act\" value=\"delete\">\(CannedAnswerText.deleteIt)</button>" as HTML)
      <a\(.href, CannedAnswerRoutes.link())>\(CannedAnswerText.all)</a></div>
      </form>
      """
  }

  /// Whoever sees some apps alone writes for one of them.
  private var defaultApp: AppID? { viewer.account.apps == .all ? nil : apps.first?.id }

  private func appChoice(_ answer: CannedAnswer, _ fields: FormFields) -> HTML {
    let all: [(value: String, text: String)] = viewer.account.apps == .all ? [("", KitText.allApps.text)] : []
    let options = (all + apps.map { (String($0.id.value), $0.name) }).map { value, text -> HTML in
      "<option\(.value, value)\(.selected, if: value == (answer.app.map { String($0.value) } ?? ""))>\(Words.cut(Words.visible(text), to: 60))</option>"
    }
    return """
      <label class="stack"><span class="label">\(CannedAnswerText.forApps)</span><select name="app"\(fields.marks("app"))>\(options)</select></label>
      \(fields.error("app"))
      """
  }

  private var fieldsHelp: HTML {
    let rows = AnswerField.allCases.map { field -> HTML in
      "<div><dt><code>\(field.token)</code></dt><dd>\(field.meaning)</dd></div>"
    }
    return """
      <details class="box"><summary>\(CannedAnswerText.fields)</summary><dl class="keys">\(rows)</dl>
      <p class="hint">\(CannedAnswerText.fieldsHint)</p></details>
      <p class="hint" id="order-hint">\(CannedAnswerText.orderHint)</p>
      """
  }

  private func textCard(_ place: Int, _ text: CannedText, _ fields: FormFields) -> HTML {
    let title = text.locale.isEmpty ? CannedAnswerText.newText.text : LocaleText.name(text.locale) ?? text.locale
    let preview: HTML? =
      text.text.isEmpty || !(state.isPreview || state.typed == nil)
      ? nil
      : """
      <p class="quiet">\(CannedAnswerText.asRead)</p><div class="words preview" dir="auto"\(.lang, optional: LocaleText.tag(text.locale))>\(LinkedWords.html(Words.visible(FieldText(text.text).filled(example))))</div>
      """
    return """
      <fieldset class="text"><legend>\(Words.inline(title, limit: 60))</legend>
      <div class="pair"><label class="stack"><span class="label">\(CannedAnswerText.language)<span class="unseen">\(CannedAnswerText.ofText(place))</span></span>
      <input type="text" name="locale" maxlength="35" placeholder="de" autocomplete="off"\(.value, text.locale)\(fields.marks("locale-\(place)", hint: "order-hint"))></label>
      <label class="stack"><span class="label">\(KitText.segment)<span class="unseen">\(CannedAnswerText.ofText(place))</span></span>
      <input type="text" name="segment" maxlength="200"\(.placeholder, CannedAnswerText.everybody) dir="auto" autocomplete="off"\(.value, text.segment ?? "")\(fields.marks("segment-\(place)"))></label></div>
      \(fields.error("locale-\(place)"))\(fields.error("segment-\(place)"))
      <label class="stack"><span class="label">\(CannedAnswerText.text)<span class="unseen"> \(place)</span></span>
      <textarea name="text" rows="5" maxlength="10000" dir="auto"\(.lang, optional: LocaleText.tag(text.locale))\(fields.marks("text-\(place)"))>
      \(text.text)</textarea></label>
      \(fields.error("text-\(place)"))
      \(preview)
      </fieldset>
      """
  }

  private var example: [AnswerField: String] {
    [
      .reporter: "Ann", .version: "3.1", .page: "/checkout", .reference: "TB-7K3Q-M2X9", .fixedIn: "3.2",
      .me: viewer.account.name,
    ]
  }

  // MARK: Approvals

  private var approvals: HTML? {
    guard viewer.may(.administer), !apps.isEmpty else { return nil }
    let choices = apps.map { app -> HTML in
      """
      <label class="choice-row"><input type="checkbox" name="app"\(.value, String(app.id.value))\(.checked, if: approving.contains(app.id))> <span>\(Words.inline(app.name, limit: 100))</span></label>
      """
    }
    return """
      <form class="card approvals" method="post" id="approvals"\(.action, Link("settings", "approvals"))>\(Field.token(viewer))
      <h2>\(CannedAnswerText.approval)</h2>
      <p class="hint">\(CannedAnswerText.approvalHint)</p>
      <fieldset><legend class="unseen">\(CannedAnswerText.apps)</legend>\(choices)</fieldset>
      <div class="buttons"><button type="submit">\(KitText.save)</button></div></form>
      """
  }
}

extension CannedAnswer {
  static func blank(_ app: AppID?) -> CannedAnswer {
    CannedAnswer(app: app, name: "", texts: [], changedAt: Timestamp(milliseconds: 0), changedBy: "")
  }
}
